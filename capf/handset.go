package capf

import (
	"crypto"
	"crypto/x509"
	"fmt"
)

// handset is the phone's side of one session: what it answers. It has no connection.
type handset struct {
	session *Session
	server  *x509.Certificate // nil if not known
	id      uint32            // session id, of the first message
	begun   bool
	key     func() (crypto.Signer, error)
	result  Result
	ended   bool
}

var answers = map[Command]func(*handset, *Message) (*Message, error){
	AuthRequest: (*handset).authenticate, KeygenRequest: (*handset).makeKey, StoreRequest: (*handset).store,
	EncryptRequest: (*handset).encrypt, SignRequest: (*handset).certify, AbortRequest: (*handset).abort, RetryLater: (*handset).retry,
	FetchRequest: (*handset).fetch, DeleteRequest: (*handset).erase, EndSession: (*handset).end,
}

// answer returns what the phone says to a message, nil after END SESSION.
func (h *handset) answer(m *Message) (*Message, error) {
	step := answers[m.Command]
	switch {
	case h.begun && m.Session != h.id:
		return nil, broken(RuleSession, 2, "session %d, not %d", m.Session, h.id)
	case step == nil, m.Command == StoreRequest && h.key == nil, h.begun == (m.Command == AuthRequest) && m.Command != EndSession:
		return nil, broken(RuleCommand, 1, "%v is not expected", m.Command)
	}
	h.begun, h.id = true, m.Session
	return step(h, m)
}

func (h *handset) say(c Command) *Message { return newMessage(c, h.id) }

func (h *handset) report(c Command, ok bool) *Message {
	reason := ReasonSuccess
	if !ok {
		reason, h.result.Failed = ReasonInvalid, ReasonInvalid
	}
	return h.say(c).with(TagReason, byte(reason))
}

// authenticate always sends a string, an empty one where the user typed none.
func (h *handset) authenticate(*Message) (*Message, error) {
	m := h.say(AuthResponse).with(TagReason, byte(ReasonSuccess))
	own, err := h.session.proveEvidence()
	if err != nil {
		return nil, err
	}
	if own != nil {
		m.with(TagCertificate, wrap(own.certificate)...).with(TagSigned, own.sha1...)
	}
	m.with(TagVersion, version).with(TagPassword, append([]byte(h.session.String), 0)...).
		with(TagDevice, append([]byte(h.session.Device), 0)...)
	if own == nil {
		return m, nil
	}
	mic, err := h.session.proveMIC(m.Session)
	if err != nil {
		return nil, err
	}
	if mic != nil {
		m.with(TagSUDI, mic.sudi()...)
	}
	return m.with(TagSignedSHA2, part(partSHA512, own.sha512)...), nil
}

func (h *handset) makeKey(m *Message) (*Message, error) {
	h.result.Kind, h.result.Failed = Install, ReasonNone
	spec, err := asked(m)
	if err != nil {
		return nil, err
	}
	public, err := h.newKey(spec)
	if err != nil {
		h.key = nil
		return h.report(KeygenResponse, false), nil
	}
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("public key of %q: %w", h.session.Device, err)
	}
	return h.say(KeygenResponse).with(TagPublicKey, der...), nil
}

func (h *handset) newKey(spec KeySpec) (crypto.PublicKey, error) {
	key, err := h.session.NewKey(spec)
	if err != nil {
		return nil, err
	}
	h.key = key
	return publicOf(key)
}

// store takes the certificate if it is one for the phone's new key.
func (h *handset) store(m *Message) (*Message, error) {
	der := append([]byte(nil), m.Certificate()...)
	cert, err := x509.ParseCertificate(der)
	if err != nil || !h.own(cert) {
		return h.report(StoreResponse, false), nil
	}
	var issuer *x509.Certificate
	if h.server != nil {
		issuer = IssuerOf(cert, []*x509.Certificate{h.server})
	}
	lsc, err := ParseLSC(h.session.Device, der, issuer)
	if err != nil {
		return h.report(StoreResponse, false), nil
	}
	h.result.LSC, h.result.Key = lsc, h.key
	return h.report(StoreResponse, true), nil
}

func (h *handset) own(cert *x509.Certificate) bool {
	public, err := publicOf(h.key)
	if err != nil {
		return false
	}
	k, ok := public.(interface{ Equal(crypto.PublicKey) bool })
	return ok && k.Equal(cert.PublicKey)
}

func (h *handset) fetch(*Message) (*Message, error) {
	h.result.Kind = Troubleshoot
	if h.session.LSC == nil {
		return h.report(FetchResponse, false), nil
	}
	der, err := h.session.LSC.DER()
	if err != nil {
		return nil, err
	}
	return h.report(FetchResponse, true).with(TagCertificate, wrap(der)...), nil
}

func (h *handset) erase(*Message) (*Message, error) {
	h.result.Kind, h.result.Deleted = Delete, h.session.LSC != nil
	return h.report(DeleteResponse, h.result.Deleted), nil
}

func (h *handset) end(m *Message) (*Message, error) {
	h.result.Reason, h.ended = m.Reason(), true
	if h.result.Kind == "" {
		h.result.Kind = None
	}
	return nil, nil
}
