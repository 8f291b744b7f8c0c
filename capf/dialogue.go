package capf

import (
	"cmp"
	"crypto"
	"slices"
)

// dialogue is the server's side of one session: what it says to each message. It has no connection.
type dialogue struct {
	authority Authority
	session   uint32
	expected  []Command // what may come next
	over      bool      // the last message was said
	device    string
	op        Operation
	public    crypto.PublicKey // that the phone made
	nonce     []byte           // that it was to encrypt
	request   []byte           // that it was to sign
	lsc       *LSC
	reason    Reason // of END SESSION, once it was said
	err       error  // why the session was refused
	code      Code   // of END SESSION, where the server says codes
	waits     int    // REQUEST IN PROGRESS so far
	state     string // one of states: what the phone is doing
}

// maxWaits bounds how often a phone may say that its key is still being made.
const maxWaits = 64

// open returns the first message. The way of authentication depends on the device, which is not known yet; the
// recorded server says 0.
func (d *dialogue) open() *Message {
	d.expected, d.state = []Command{AuthResponse}, states[AuthRequest]
	return newMessage(AuthRequest, d.session).with(TagVersion, version).with(TagAuthentication, byte(ByNothing))
}

var steps = map[Command]func(*dialogue, *Message) *Message{
	AuthResponse: (*dialogue).authenticate, InProgress: (*dialogue).wait, KeygenResponse: (*dialogue).issue,
	EncryptResponse: (*dialogue).encrypted, SignResponse: (*dialogue).signed, AbortResponse: (*dialogue).aborted,
	StoreResponse: (*dialogue).stored, FetchResponse: (*dialogue).fetched, DeleteResponse: (*dialogue).deleted,
}

// next returns the answer to a message, nil to wait for a further one. END SESSION is the last.
func (d *dialogue) next(m *Message) *Message {
	switch {
	case m.Session != d.session:
		return d.refuse(broken(RuleSession, 2, "session %d, not %d", m.Session, d.session))
	case !slices.Contains(d.expected, m.Command):
		return d.refuse(broken(RuleCommand, 1, "%v is not expected", m.Command))
	}
	return steps[m.Command](d, m)
}

// states are what a phone is doing after a message, in the words of a client that Cisco wrote.
var states = map[Command]string{
	AuthRequest: "authenticating", KeygenRequest: "generating key", StoreRequest: "storing certificate", DeleteRequest: "deleting certificate",
	EncryptRequest: "encrypting", SignRequest: "sign_csr", RetryLater: "server busy", AbortRequest: "aborted",
	FetchRequest: "reading certificate", // of our own: that client has no word for it
}

// admitted reports whether the device proved who it is, for an operation that goes on.
func (d *dialogue) admitted() bool { return d.device != "" && len(d.expected) > 0 }

func (d *dialogue) say(c Command, expected ...Command) *Message {
	d.expected, d.state = expected, cmp.Or(states[c], d.state)
	return newMessage(c, d.session)
}

func (d *dialogue) end(r Reason) *Message {
	d.reason, d.over = d.op.ending(r, d.code), true
	r = d.reason
	return d.say(EndSession).with(TagReason, byte(r))
}

// refuse ends a session that broke a rule. A pending operation stays pending.
func (d *dialogue) refuse(err error) *Message {
	d.err, d.code = err, cmp.Or(d.code, CodeFail)
	return d.end(ReasonInvalid)
}

// done ends a session whose operation was tried.
func (d *dialogue) done(end, outcome Reason, lsc *LSC) *Message {
	o := Outcome{Device: d.device, Kind: d.op.Kind, Reason: outcome, LSC: lsc, Err: d.err}
	d.authority.Done(o)
	d.code = o.Code()
	return d.end(end)
}

func (d *dialogue) authenticate(m *Message) *Message {
	d.device = m.Device()
	op, known := d.authority.Pending(d.device)
	d.op = op
	switch {
	case !known:
		d.code = CodeFail
		return d.end(ReasonUnknown)
	case op.Busy > 0:
		return d.later(op.Busy)
	case op.Kind == None:
		d.shown(m)
		d.code = op.codeOfNothing()
		return d.end(ReasonNone)
	}
	if err := op.admits(m.password(), func() error { return d.proven(m) }); err != nil {
		d.authority.Done(refused(d.device, op, err))
		d.code = op.codeOfProof(m.Certificate() != nil)
		return d.refuse(err)
	}
	switch op.Kind {
	case Troubleshoot:
		return d.say(FetchRequest, FetchResponse)
	case Delete:
		return d.say(DeleteRequest, DeleteResponse)
	}
	return op.Key.ask(d.say(KeygenRequest, KeygenResponse, InProgress))
}

// proven checks the evidence of a phone, as what is pending wants it.
func (d *dialogue) proven(m *Message) error {
	if err := m.proven(d.authority.Issuers()); err != nil || !d.op.Own {
		return err
	}
	return names(m.Certificate(), d.device)
}

// shown tells of a phone that proves itself although nothing is pending.
func (d *dialogue) shown(m *Message) {
	if m.Certificate() == nil || d.proven(m) != nil {
		return
	}
	if cert, err := ParseLSC(d.device, slices.Clone(m.Certificate()), nil); err == nil {
		d.authority.Done(Outcome{Device: d.device, Kind: None, Shown: cert})
	}
}

// wait goes on waiting for the key.
func (d *dialogue) wait(m *Message) *Message {
	if d.waits++; d.waits > maxWaits {
		return d.refuse(broken(RuleCommand, 1, "%v for the %dth time", m.Command, d.waits))
	}
	return nil
}

func (d *dialogue) issue(m *Message) *Message {
	if !m.Has(TagPublicKey) {
		if d.op.Backup == (KeySpec{}) || d.op.Key == d.op.Backup {
			return d.done(ReasonInvalid, ReasonInvalid, nil)
		}
		d.op.Key = d.op.Backup
		return d.op.Key.ask(d.say(KeygenRequest, KeygenResponse, InProgress))
	}
	key, err := parseKey(m.value(TagPublicKey), d.op.Key)
	if err != nil {
		return d.refuse(err)
	}
	d.public = key
	return d.certify()
}

// certify gives the phone its LSC, after what else the server wants of the new key.
func (d *dialogue) certify() *Message {
	if more := d.oneMore(); more != nil {
		return more
	}
	if d.op.Extras.Abort && d.withdrawn() {
		return d.say(AbortRequest, AbortResponse)
	}
	der, err := d.sign(d.public)
	if err != nil {
		d.err = err
		return d.done(ReasonInvalid, ReasonInvalid, nil)
	}
	return d.say(StoreRequest, StoreResponse).with(TagType, typeLSC).with(TagCertificate, wrap(der)...)
}

func (d *dialogue) sign(key crypto.PublicKey) ([]byte, error) {
	lsc, err := d.authority.Issue(d.device, func() (crypto.PublicKey, error) { return key, nil })
	if err != nil {
		return nil, err
	}
	d.lsc = lsc
	return lsc.DER()
}

// stored ends with reason 7 where the phone could not store the certificate. The recorded server says 1 even then.
func (d *dialogue) stored(m *Message) *Message {
	if m.Reason() != ReasonSuccess {
		return d.done(ReasonInvalid, ReasonInvalid, nil)
	}
	return d.done(ReasonSuccess, ReasonSuccess, d.lsc)
}

func (d *dialogue) fetched(m *Message) *Message {
	if m.Reason() != ReasonSuccess {
		return d.done(ReasonNone, ReasonInvalid, nil)
	}
	lsc, err := ParseLSC(d.device, slices.Clone(m.Certificate()), nil)
	if err != nil {
		return d.refuse(TagCertificate.fault(RuleWrapper, -1, "%v", err))
	}
	return d.done(ReasonNone, ReasonSuccess, lsc)
}

// deleted ends with reason 1 whether there was an LSC or not, as recorded.
func (d *dialogue) deleted(m *Message) *Message {
	outcome := ReasonSuccess
	if m.Reason() != ReasonSuccess {
		outcome = ReasonInvalid
	}
	return d.done(ReasonSuccess, outcome, nil)
}
