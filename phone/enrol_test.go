package phone

import (
	"context"
	"crypto"
	"crypto/x509"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
	"tvslab/event"
	"tvslab/outcome"
	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/service"
	"tvslab/trustlist"
)

// capfNet is a tlsNet with one CAPF server at pub.
type capfNet struct {
	*tlsNet
	server  string // its certificate
	office  *capfOffice
	failing int // sessions that fail before one works
	calls   int
}

func (n *capfNet) Enrol(_ context.Context, c Call, s capf.Session) (capf.Result, error) {
	n.calls++
	if n.calls <= n.failing || c.Server != "pub" || c.Port != service.CAPF.Port() {
		return capf.Result{}, outcome.Unreachable
	}
	if err := c.Judge(id(n.t, n.server).Cert.Raw); err != nil {
		return capf.Result{}, fmt.Errorf("%w: %w", outcome.Untrusted, err)
	}
	return capf.Run(n.office, &s), nil
}

// capfOffice issues as identity CAPF.
type capfOffice struct {
	t  testing.TB
	op *capf.Operation // nil: device not known
}

func (o *capfOffice) Pending(string) (capf.Operation, bool) {
	if o.op == nil {
		return capf.Operation{}, false
	}
	return *o.op, true
}
func (o *capfOffice) Issuers() []*x509.Certificate {
	return []*x509.Certificate{id(o.t, "CAPF").Cert, id(o.t, "maker").Cert}
}
func (o *capfOffice) Issue(device string, public func() (crypto.PublicKey, error)) (*capf.LSC, error) {
	ca := id(o.t, "CAPF")
	return capf.NewLSC(capf.Template{Device: device, Subject: ca.Cert.RawSubject, Issuer: ca.Cert, IssuerKey: ca.Key,
		Serial: []byte{1}, NotBefore: t0, NotAfter: t0.AddDate(5, 0, 0), SHA256: true}, public), nil
}
func (o *capfOffice) Done(capf.Outcome) {}

func testKey(t testing.TB) func(capf.KeySpec) (func() (crypto.Signer, error), error) {
	return func(capf.KeySpec) (func() (crypto.Signer, error), error) {
		return func() (crypto.Signer, error) { return id(t, "phone key").Key, nil }, nil
	}
}

func testLSC(t testing.TB) *LSC {
	lsc, err := (&capfOffice{t: t}).Issue(phoneName, func() (crypto.PublicKey, error) { return id(t, "phone key").Key.Public(), nil })
	require.NoError(t, err)
	return &LSC{LSC: lsc, Key: func() (crypto.Signer, error) { return id(t, "phone key").Key, nil }}
}

func testMIC(t testing.TB, issuer string) *Identity {
	return &Identity{Kind: KindMIC, Issuer: id(t, issuer).Cert,
		Certificate: func() []byte { return id(t, "MIC").Cert.Raw }, Key: func() crypto.Signer { return id(t, "MIC").Key }}
}

func TestEnrolment(t *testing.T) {
	install := func(by capf.Authentication) *capf.Operation {
		return &capf.Operation{Kind: capf.Install, Authentication: by, String: "123456", Key: capf.KeySpec{Bits: 1024}}
	}
	withLSC := func(p *Phone) { p.State.LSC = testLSC(t) }
	for name, c := range map[string]struct {
		op      *capf.Operation
		mode    int // capfAuthMode
		phone   func(*Phone)
		server  string
		failing int
		code    reason.Code
		lsc     bool
		calls   int
	}{
		"installed":                {op: install(capf.ByNull), mode: 2, code: reason.LSCInstalled, lsc: true, calls: 1},
		"nothing in configuration": {op: install(capf.ByNull), mode: 0, code: ""},
		"string not typed":         {op: install(capf.ByString), mode: 1, code: reason.WaitingForString},
		"string typed":             {op: install(capf.ByString), mode: 1, phone: func(p *Phone) { p.State.AuthString = "123456" }, code: reason.LSCInstalled, lsc: true, calls: 1},
		"string wrong":             {op: install(capf.ByString), mode: 1, phone: func(p *Phone) { p.State.AuthString = "1" }, code: reason.CAPFRefused, calls: 1},
		"by LSC":                   {op: install(capf.ByLSC), mode: 3, phone: withLSC, code: reason.LSCInstalled, lsc: true, calls: 1},
		"by LSC, MIC is next":      {op: install(capf.ByLSC), mode: 3, phone: func(p *Phone) { p.MIC = testMIC(t, "maker") }, code: reason.LSCInstalled, lsc: true, calls: 1},
		"by MIC, unknown maker":    {op: install(capf.ByMIC), mode: 4, phone: func(p *Phone) { p.MIC = testMIC(t, "other"); withLSC(p) }, code: reason.CAPFRefused, lsc: true, calls: 1},
		"by LSC, no certificate":   {op: install(capf.ByLSC), mode: 3, code: reason.InvalidLSC},
		"deleted":                  {op: &capf.Operation{Kind: capf.Delete}, mode: 2, phone: withLSC, code: reason.LSCDeleted, calls: 1},
		"troubleshoot":             {op: &capf.Operation{Kind: capf.Troubleshoot}, mode: 2, phone: withLSC, code: reason.LSCRead, lsc: true, calls: 1},
		"no operation":             {op: &capf.Operation{Kind: capf.None}, mode: 2, code: reason.NoOperation, calls: 1},
		"unknown device":           {mode: 2, code: reason.CAPFUnknownDevice, calls: 1},
		"key cannot be made":       {op: install(capf.ByNull), mode: 2, phone: func(p *Phone) { p.NewKey = nil }, code: reason.KeyNotMade, calls: 1},
		"EC needs signer version":  {op: &capf.Operation{Kind: capf.Install, Key: capf.KeySpec{Curve: "P-384"}}, mode: 2, code: reason.KeyNotMade, calls: 1},
		"server not in CTL, ITL":   {op: install(capf.ByNull), mode: 2, server: "CAPF'", code: reason.CAPFUnknown, calls: 1},
		"server expired":           {op: install(capf.ByNull), mode: 2, server: "CAPF-", code: reason.CAPFExpired, calls: 1},
		"server expired, setting":  {op: install(capf.ByNull), mode: 2, server: "CAPF-", phone: func(p *Phone) { p.Settings.CheckValidityOf = nil }, code: reason.LSCInstalled, lsc: true, calls: 1},
		"fourth attempt works":     {op: install(capf.ByNull), mode: 2, failing: 3, code: reason.LSCInstalled, lsc: true, calls: 4},
		"four attempts fail":       {op: install(capf.ByNull), mode: 2, failing: 9, code: reason.CAPFUnreachable, calls: 4},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, "8841", nil, list(t, "CM1", sast("CM1"), tftp("CM1"), rec{Role: trustlist.RoleCAPF, Name: "CAPF"}, rec{Role: trustlist.RoleCAPF, Name: "CAPF-"}))
			p.NewKey = testKey(t)
			p.State.ParsedConfig = &content.Config{SecurityMode: content.ModeNonSecure, CAPFAuthMode: c.mode, CAPF: []content.Server{{Address: "pub", Port: service.CAPF.Port()}},
				CallManagers: []content.CallManager{{Node: "sub", SCCPPort: 2000, SIPPort: 5060, SecuredSIPPort: 5061}}}
			if c.phone != nil {
				c.phone(p)
			}
			net := &capfNet{tlsNet: &tlsNet{fakeNet: newNet(t)}, server: "CAPF", office: &capfOffice{t, c.op}, failing: c.failing}
			if c.server != "" {
				net.server = c.server
			}
			var kinds []string
			p.Observe = func(e event.Event) { kinds = append(kinds, e.What.Kind()) }
			r := p.Boot(t.Context(), net, ApplyConfig)
			require.Equal(t, c.code, r.Enrolment, r.EnrolmentDetail)
			require.Equal(t, c.code == reason.KeyNotMade, strings.Contains(r.EnrolmentDetail, "key"), r.EnrolmentDetail)
			require.Equal(t, c.lsc, p.State.LSC != nil)
			require.Equal(t, c.calls, net.calls)
			require.Equal(t, reason.Registered, r.RegisterReason)
			if c.code != "" {
				require.Equal(t, "enrolment", kinds[len(kinds)-1], "non-secure phones register first")
				require.NotContains(t, c.code.Text(), "unknown code")
			}
		})
	}
}

// TestEnrolsByTheClock: a phone that lives by a clock goes to CAPF again half a minute later, three times; in the secure modes it registers
// when that is over.
func TestEnrolsByTheClock(t *testing.T) {
	for name, c := range map[string]struct {
		mode    int // deviceSecurityMode
		failing int
		waits   int
		code    reason.Code
		meanly  reason.Code // what stands for the registration meanwhile
		end     reason.Code
	}{
		"non-secure":               {content.ModeNonSecure, 2, 2, reason.LSCInstalled, reason.Registered, reason.Registered},
		"non-secure, never":        {content.ModeNonSecure, 9, 3, reason.CAPFUnreachable, reason.Registered, reason.Registered},
		"secure":                   {content.ModeEncrypted, 3, 3, reason.LSCInstalled, reason.CAPFUnreachable, reason.Registered},
		"secure, never":            {content.ModeEncrypted, 9, 3, reason.CAPFUnreachable, reason.CAPFUnreachable, reason.NoPhoneCertificate},
		"secure, the first time":   {content.ModeEncrypted, 0, 0, reason.LSCInstalled, "", reason.Registered},
		"non-secure, a first time": {content.ModeNonSecure, 0, 0, reason.LSCInstalled, "", reason.Registered},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, "CSF", list(t, "CM1", sast("CM1"), tftp("CM1"), tftp("CM2"), rec{Role: trustlist.RoleCAPF, Name: "CAPF"}), nil)
			p.NewKey, p.Lives = testKey(t), true
			p.State.ParsedConfig = &content.Config{SecurityMode: c.mode, CAPFAuthMode: 2, CAPF: []content.Server{{Address: "pub", Port: service.CAPF.Port()}},
				CallManagers: []content.CallManager{{Node: "sub", SCCPPort: 2000, SIPPort: 5060, SecuredSIPPort: 5061}}}
			op := &capf.Operation{Kind: capf.Install, Authentication: capf.ByNull, Key: capf.KeySpec{Bits: 1024}}
			net := &capfNet{tlsNet: &tlsNet{fakeNet: newNet(t), certificate: "CM2"}, server: "CAPF", office: &capfOffice{t, op}, failing: c.failing}
			r := p.Boot(t.Context(), net, ApplyConfig)
			life := p.After(Life{}, &r)
			for made := range c.waits {
				require.Equal(t, Attempts{Failed: made + 1, Again: waitCAPF}, r.CAPF)
				require.Equal(t, made+1, net.calls)
				require.Equal(t, c.meanly, r.RegisterReason)
				require.Equal(t, Enrols, life.Do)
				require.Equal(t, due(p.now(), waitCAPF), life.At)
				r = p.Act(t.Context(), net, life.Do, r)
				life = p.After(life, &r)
			}
			require.Equal(t, Attempts{}, r.CAPF)
			require.Equal(t, c.waits+1, net.calls)
			require.Equal(t, c.code, r.Enrolment)
			require.Equal(t, c.end, r.RegisterReason)
			require.NotEqual(t, Enrols, life.Do)
		})
	}
}

// TestSecureOrder: a secure phone gets its LSC first, and registers with it in the same boot.
func TestSecureOrder(t *testing.T) {
	ctl := list(t, "CM1", sast("CM1"), tftp("CM1"), tftp("CM2"), rec{Role: trustlist.RoleCAPF, Name: "CAPF"})
	p := newPhone(t, "8841", ctl, oldITL(t))
	p.NewKey = testKey(t)
	secure := &content.Config{SecurityMode: content.ModeEncrypted, CAPFAuthMode: capfString, CAPF: []content.Server{{Address: "pub", Port: service.CAPF.Port()}}, CallManagers: []content.CallManager{{Node: "sub", SCCPPort: 2000, SIPPort: 5060, SecuredSIPPort: 5061}}}
	p.State.ParsedConfig = secure
	op := &capf.Operation{Kind: capf.Install, Authentication: capf.ByString, String: "42", Key: capf.KeySpec{Bits: 1024}}
	net := &capfNet{tlsNet: &tlsNet{fakeNet: newNet(t), certificate: "CM2"}, server: "CAPF", office: &capfOffice{t, op}}

	r := p.Boot(t.Context(), net, Reset)
	require.Equal(t, reason.WaitingForString, r.RegisterReason, "without LSC it waits for the user")
	require.Equal(t, reason.LSCInstalled, p.UpdateLSC(t.Context(), net, "42").Enrolment)
	require.Empty(t, p.State.AuthString)
	r = p.Boot(t.Context(), net, Reset)
	require.Equal(t, reason.Registered, r.RegisterReason)
	require.Equal(t, KindLSC, r.Identity)
	require.Equal(t, id(t, "CAPF").Cert, net.shown.Issuer)
	require.NotEmpty(t, net.shown.Certificate())
	require.False(t, net.shown.Expired(t0))
	require.True(t, net.shown.Expired(t0.AddDate(6, 0, 0)))
	p.FactoryReset()
	require.Nil(t, p.State.LSC)
}

// TestRefusedIdentity: a phone whose certificate the call manager refuses says why.
func TestRefusedIdentity(t *testing.T) {
	for name, c := range map[string]struct {
		model   string
		lsc     bool
		refusal error
		reason  reason.Code
	}{
		"LSC of an unknown CAPF": {"8841", true, outcome.UnknownCA, reason.LSCIssuerUnknown},
		"LSC expired":            {"8841", true, outcome.Expired, reason.LSCExpired},
		"MIC of a stranger":      {"8841", false, outcome.UnknownCA, reason.MICIssuerUnknown},
		"MIC expired":            {"8841", false, outcome.Expired, reason.MICExpired},
		"certificate wanted":     {"8841", false, outcome.NoCertificate, reason.NoPhoneCertificate},
		"neither":                {"CSF", false, nil, reason.NoPhoneCertificate},
		"LSC is enough":          {"CSF", true, nil, reason.Registered},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, c.model, oldCTL(t), nil)
			p.State.ParsedConfig = &content.Config{DeviceProtocol: "SIP", SecurityMode: content.ModeAuthenticated, CallManagers: []content.CallManager{{Node: "sub", SCCPPort: 2000, SIPPort: 5060, SecuredSIPPort: 5061}}}
			if c.lsc {
				p.State.LSC = testLSC(t)
			}
			net := &tlsNet{fakeNet: newNet(t), certificate: "CM2", refusal: c.refusal}
			r := p.Boot(t.Context(), net, Reset)
			require.Equal(t, c.reason, r.RegisterReason)
			require.Equal(t, c.reason == reason.Registered, r.Registered != "")
		})
	}
}
