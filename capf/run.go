package capf

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"errors"
	"slices"
	"time"
)

// Run plays a whole session between an authority and a phone without messages: the same decisions as [Server] and
// [Client] make, and no key, certificate or signature before somebody asks for it.
func Run(a Authority, s *Session) Result {
	op, known := a.Pending(s.Device)
	switch {
	case !known:
		return Result{Kind: None, Reason: op.ending(ReasonUnknown, CodeFail)}
	case op.Busy > 0:
		return Result{Kind: None, Busy: true, Later: op.Busy.Truncate(time.Second)}
	case op.Kind == None:
		if s.proven(a.Issuers(), op) == nil {
			a.Done(Outcome{Device: s.Device, Kind: None, Shown: s.shown()})
		}
		return Result{Kind: None, Reason: op.ending(ReasonNone, op.codeOfNothing())}
	}
	if err := op.admits(s.String, func() error { return s.proven(a.Issuers(), op) }); err != nil {
		a.Done(refused(s.Device, op, err))
		return Result{Kind: None, Reason: op.ending(ReasonInvalid, op.codeOfProof(s.Evidence != nil))}
	}
	return runners[op.Kind](a, s, op)
}

var runners = map[Kind]func(Authority, *Session, Operation) Result{
	Install: runInstall, Troubleshoot: runTroubleshoot, Delete: runDelete,
}

func runInstall(a Authority, s *Session, op Operation) Result {
	tell := func(o Outcome, r Result) Result {
		o.Device, o.Kind, r.Kind = s.Device, Install, Install
		a.Done(o)
		r.Reason = op.ending(r.Reason, o.Code())
		return r
	}
	key, err := s.newKey(op)
	if err != nil {
		return tell(Outcome{Reason: ReasonInvalid}, Result{Reason: ReasonInvalid, Failed: ReasonInvalid})
	}
	lsc, err := a.Issue(s.Device, func() (crypto.PublicKey, error) { return publicOf(key) })
	if err != nil {
		return tell(Outcome{Reason: ReasonInvalid, Err: err}, Result{Reason: ReasonInvalid})
	}
	return tell(Outcome{Reason: ReasonSuccess, LSC: lsc}, Result{Reason: ReasonSuccess, LSC: lsc, Key: key})
}

// newKey makes the key that is wanted, or its backup.
func (s *Session) newKey(op Operation) (func() (crypto.Signer, error), error) {
	key, err := s.NewKey(op.Key)
	if err != nil && op.Backup != (KeySpec{}) && op.Backup != op.Key {
		return s.NewKey(op.Backup)
	}
	return key, err
}

func publicOf(key func() (crypto.Signer, error)) (crypto.PublicKey, error) {
	k, err := key()
	if err != nil {
		return nil, err
	}
	return k.Public(), nil
}

// runTroubleshoot ends with reason 0 whether the phone has an LSC or not, as recorded.
func runTroubleshoot(a Authority, s *Session, op Operation) Result {
	o := Outcome{Device: s.Device, Kind: Troubleshoot, Reason: ReasonSuccess, LSC: s.LSC}
	if s.LSC == nil {
		o.Reason = ReasonInvalid
	}
	a.Done(o)
	return Result{Kind: Troubleshoot, Reason: op.ending(ReasonNone, o.Code()), Failed: failure(s.LSC == nil)}
}

// runDelete ends with reason 1 whether the phone had an LSC or not, as recorded.
func runDelete(a Authority, s *Session, op Operation) Result {
	o := Outcome{Device: s.Device, Kind: Delete, Reason: ReasonSuccess}
	if s.LSC == nil {
		o.Reason = ReasonInvalid
	}
	a.Done(o)
	return Result{Kind: Delete, Reason: op.ending(ReasonSuccess, o.Code()), Deleted: s.LSC != nil, Failed: failure(s.LSC == nil)}
}

func failure(failed bool) Reason {
	if failed {
		return ReasonInvalid
	}
	return ReasonNone
}

var (
	errString  = errors.New("authentication string is wrong")
	errPaused  = errors.New("too many wrong authentication strings came")
	errNoProof = errors.New("no certificate proves the phone")
	errIssuer  = errors.New("certificate of the phone is signed by nobody the server trusts")
	errOther   = errors.New("certificate names another device")
)

// admits applies the authentication mode of the operation; an operation without a string ignores the one given.
func (op Operation) admits(given string, proof func() error) error {
	switch op.Authentication {
	case ByString:
		switch {
		case op.Paused:
			return errPaused
		case given != op.String:
			return errString
		}
	case ByLSC, ByMIC:
		return proof()
	}
	return nil
}

// refused is the outcome of a session whose phone did not prove who it is.
func refused(device string, op Operation, why error) Outcome {
	o := Outcome{Device: device, Kind: op.Kind, Reason: ReasonInvalid, Refused: true}
	if errors.Is(why, errString) {
		o.Wrong = 1
	}
	return o
}

// proven checks the evidence, as what is pending wants it, computing no more than that takes.
func (s *Session) proven(issuers []*x509.Certificate, op Operation) error {
	if err := s.Evidence.trusted(issuers); err != nil || !op.Own {
		return err
	}
	if lsc := s.Evidence.LSC; lsc != nil {
		if lsc.For(s.Device).Device != s.Device {
			return errOther
		}
		return nil
	}
	der, err := s.Evidence.Certificate()
	if err != nil {
		return err
	}
	return names(der, s.Device)
}

// trusted reports whether one of the issuers signed the credential, by what is known of it without computing.
func (c *Credential) trusted(issuers []*x509.Certificate) error {
	switch {
	case c == nil:
		return errNoProof
	case c.Issuer == nil || !slices.ContainsFunc(issuers, func(i *x509.Certificate) bool { return bytes.Equal(i.Raw, c.Issuer.Raw) }):
		return errIssuer
	}
	return nil
}
