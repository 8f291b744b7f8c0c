package phone

import (
	"cmp"
	"context"
	"crypto"
	"errors"
	"fmt"
	"time"

	"tvslab/capf"
	"tvslab/outcome"
	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/service"
	"tvslab/trustlist"
)

// Values of capfAuthMode (usecallmanager.nz; names: security guide 12.5).
const (
	capfNone   = 0
	capfString = 1 // By Authentication String
	capfLSC    = 3 // By Existing Certificate, precedence to LSC
	capfMIC    = 4 // By Existing Certificate, precedence to MIC
)

// retriesCAPF is how often a phone goes to CAPF again after the communication failed, waitCAPF apart (security guide 12.5). Phones that live by a
// clock wait on it; else a boot takes no time of its own, and the waits are left out.
const (
	retriesCAPF = 3
	waitCAPF    = 30 * time.Second
)

// UpdateLSC goes to CAPF as after "Update" on the phone's LSC screen, with the authentication string that was typed,
// "" for none.
func (p *Phone) UpdateLSC(ctx context.Context, net Network, authString string) Report {
	b := p.newBoot(ctx, net)
	p.State.AuthString = authString
	if b.enrol(); b.report.Enrolment == "" {
		b.report.Enrolment = b.idle()
		tell(p, Enrolled{Code: b.report.Enrolment})
	}
	return b.report
}

// idle says why a phone whose user asks for an LSC goes to no CAPF server: its configuration names none, or announces no operation.
func (b *boot) idle() reason.Code {
	if c := b.orders(); c == nil || len(c.CAPF) == 0 {
		return reason.NoCAPFServer
	}
	return reason.NoOperation
}

// secure reports whether the configuration in use asks for TLS.
func (p *Phone) secure() bool {
	return p.State.ParsedConfig != nil && p.State.ParsedConfig.SecurityMode > content.ModeNonSecure
}

// enrol does the certificate operation that the configuration announced. Mode and server are part of the stored
// configuration, so that an interrupted operation goes on at the next boot.
func (b *boot) enrol() {
	code, detail := b.tryEnrol()
	b.report.Enrolment, b.report.EnrolmentDetail = code, detail
	if code != "" {
		tell(b.Phone, b.enrolled(code))
	}
}

// enrolled is what there is to tell of a certificate operation.
func (b *boot) enrolled(code reason.Code) Enrolled {
	if code == reason.LSCInstalled {
		return Enrolled{code, b.State.LSC.Hash()}
	}
	return Enrolled{Code: code}
}

func (b *boot) tryEnrol() (reason.Code, string) {
	c := b.orders()
	if c == nil || c.CAPFAuthMode == capfNone && !b.synchronizes() || b.Model.TLS == 0 {
		return "", ""
	}
	switch {
	case len(c.CAPF) == 0:
		return reason.NoCAPFServer, ""
	case b.waitsForString():
		return reason.WaitingForString, ""
	case c.CAPFAuthMode >= capfLSC && b.evidence() == nil:
		return reason.InvalidLSC, ""
	}
	code, detail := b.callCAPF(c.CAPF)
	if b.synchronizes() {
		b.synchronized(code)
	}
	return code, detail
}

// waitsForString reports whether the user has to type an authentication string first.
func (p *Phone) waitsForString() bool {
	c := p.orders()
	return c != nil && c.CAPFAuthMode == capfString && p.State.AuthString == ""
}

// callCAPF tries the servers in order, and all of them again after a failure of the communication: at once, or in a while if the phone
// lives by a clock.
func (b *boot) callCAPF(servers []content.Server) (code reason.Code, detail string) {
	for made := b.report.CAPF.Failed; ; made++ {
		var again time.Duration
		code, detail, again = b.callEach(servers)
		switch {
		case again == 0 || made == retriesCAPF:
			b.report.CAPF = Attempts{}
			return code, detail
		case b.Lives:
			b.report.CAPF = Attempts{Failed: made + 1, Again: again}
			return code, detail
		}
	}
}

// callEach goes to one server after the other until the communication does not fail. again is after which time the phone comes again, 0 if it
// need not.
func (b *boot) callEach(servers []content.Server) (code reason.Code, detail string, again time.Duration) {
	for _, s := range servers {
		if code, detail, again = b.session(s); again == 0 {
			break
		}
	}
	return code, detail, again
}

// session goes to one server. again says that the communication failed, and after which time the phone comes again: when it was told to, where
// the server had no time.
func (b *boot) session(s content.Server) (code reason.Code, detail string, again time.Duration) {
	call := b.call(s.Address, service.CAPF, s.Port)
	call.Judge = b.peerJudge(trustlist.RoleCAPF) // CTL or ITL, or TVS
	session := b.capfSession()
	var noKey error
	session.NewKey = func(spec capf.KeySpec) (key func() (crypto.Signer, error), err error) {
		key, noKey = b.newKey(spec)
		return key, noKey
	}
	r, err := b.net.Enrol(b.ctx, call, session)
	code = b.take(r)
	switch {
	case r.Busy:
		again = cmp.Or(r.Later, waitCAPF)
	case code == reason.KeyNotMade && noKey != nil:
		err = noKey
	case r.LSC != nil || r.Deleted || err == nil: // what was done counts, even if the session broke off afterwards
	case outcome.Of(err) == outcome.Untrusted:
		code = untrusted(err, reason.CAPFUnknown, reason.CAPFExpired)
	default:
		code, again = reason.CAPFUnreachable, waitCAPF
	}
	if err != nil && code != reason.CAPFUnreachable {
		detail = err.Error()
	}
	tell(b.Phone, CAPFCalled{s, code})
	return code, detail, again
}

// take does to the phone what the session decided.
func (p *Phone) take(r capf.Result) reason.Code {
	switch {
	case r.Busy:
		return reason.CAPFBusy
	case r.Aborted:
		return reason.CAPFAborted
	case r.Kind == capf.Install && r.LSC != nil:
		p.State.LSC, p.State.AuthString = &LSC{LSC: r.LSC, Key: r.Key}, ""
		return reason.LSCInstalled
	case r.Kind == capf.Install && r.Failed != capf.ReasonNone:
		return reason.KeyNotMade
	case r.Kind == capf.Delete:
		p.State.LSC, p.State.AuthString = nil, ""
		return reason.LSCDeleted
	case r.Kind == capf.Troubleshoot:
		return reason.LSCRead
	}
	return cmp.Or(endCodes[r.Reason], reason.CAPFRefused) // the codes of CAPF's log files are all against the phone
}

var endCodes = map[capf.Reason]reason.Code{
	capf.ReasonNone: reason.NoOperation, capf.ReasonSuccess: reason.NoOperation, capf.ReasonInvalid: reason.CAPFRefused, capf.ReasonUnknown: reason.CAPFUnknownDevice,
}

// capfSession is what the phone brings to CAPF.
func (p *Phone) capfSession() capf.Session {
	s := capf.Session{Device: p.Name, String: p.State.AuthString, NewKey: p.newKey}
	if p.State.LSC != nil {
		s.LSC = p.State.LSC.LSC
	}
	if p.orders().CAPFAuthMode >= capfLSC || p.synchronizes() {
		s.Evidence, s.MIC = p.evidence(), p.micCredential()
	}
	return s
}

// evidence returns the certificate that proves the phone in the modes by existing certificate, nil if it has none.
func (p *Phone) evidence() *capf.Credential {
	var lsc *capf.Credential
	if l := p.State.LSC; l != nil {
		lsc = &capf.Credential{Issuer: l.Issuer, Certificate: l.DER, Key: l.Key, LSC: l.LSC}
	}
	mic := p.micCredential()
	if p.orders().CAPFAuthMode == capfMIC {
		lsc, mic = mic, lsc
	}
	if lsc == nil {
		return mic
	}
	return lsc
}

var errNoMIC = errors.New("the phone's MIC cannot be read")

func (p *Phone) micCredential() *capf.Credential {
	if !p.Model.MIC || p.MIC == nil {
		return nil
	}
	return &capf.Credential{
		Issuer: p.MIC.Issuer,
		Certificate: func() ([]byte, error) {
			if der := p.MIC.Certificate(); der != nil {
				return der, nil
			}
			return nil, errNoMIC
		},
		Key: func() (crypto.Signer, error) {
			if key := p.MIC.Key(); key != nil {
				return key, nil
			}
			return nil, errNoMIC
		},
	}
}

// newKey makes the key that CAPF asks for. EC keys need a model that has them, and a stored ITL with signer version
// 1.1 (usecallmanager.nz).
func (p *Phone) newKey(spec capf.KeySpec) (func() (crypto.Signer, error), error) {
	switch {
	case p.NewKey == nil:
		return nil, errors.New("the phone makes no keys")
	case spec.Curve != "" && !p.Model.EC:
		return nil, fmt.Errorf("model %s has no keys of kind %v", p.Model.Name, spec)
	case spec.Curve != "" && !p.advancedITL():
		return nil, fmt.Errorf("key of kind %v needs an ITL with signer version 1.1", spec)
	}
	return p.NewKey(spec)
}

func (p *Phone) advancedITL() bool {
	l, err := p.State.Lists[trust.ITL].File.List()
	if err != nil || l.Header.SignerVersion == nil {
		return false
	}
	v := *l.Header.SignerVersion
	return v.Major > 1 || v.Major == 1 && v.Minor >= 1
}
