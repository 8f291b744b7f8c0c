package phone

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/trustlist"
)

// listCase is a row of the acceptance tables of CTL and ITL.
type listCase struct {
	name     string
	model    string // "" is 8841
	ctl, itl func(*testing.T) *content.File
	served   func(*testing.T) *content.File
	tvs      []string // what TVS vouches for; nil: no TVS server answers
	set      func(*Settings)
	code     reason.Code
	checks   []reason.Code
}

func none(*testing.T) *content.File { return nil }

func of(signer string, records ...rec) func(*testing.T) *content.File {
	return func(t *testing.T) *content.File { return list(t, signer, records...) }
}

var (
	oldITL   = of("CM1", sast("CM1"), sast("IR"), tftp("CM1"), tvsr("V1"), tvsr("V2"))
	blankITL = of("CM1", sast("CM1"))
	oldCTL   = of("CM1", sast("CM1"), sast("IR"), tftp("CM1"), tftp("CM2"))
	tokenCTL = of("T1", sast("T1"), sast("T2"), tftp("CM1"), tftp("CM2"))
	newList  = of("CM1'", sast("CM1'"), tftp("CM1'"), tvsr("V1"))
	byIR     = of("IR", sast("IR"), sast("CM1'"), tftp("CM1'"))
)

func (c listCase) run(t *testing.T, which trust.List) {
	model := c.model
	if model == "" {
		model = "8841"
	}
	p := newPhone(t, model, c.ctl(t), c.itl(t))
	if c.set != nil {
		c.set(p.Settings)
	}
	n := newNet(t).serveList(which, c.served(t))
	if c.tvs != nil {
		n.knows(c.tvs...)
	}
	before := p.State
	d := p.decisionOn(t, n, which)
	require.Equal(t, c.code, d.Code, "%+v", d)
	require.Equal(t, acceptingCode(c.code), d.Accepted)
	if c.checks != nil {
		require.Equal(t, c.checks, codesOf(d.Checks))
	}
	stored := p.State.Lists[which].File
	if d.Accepted && d.Code != reason.Identical {
		require.Same(t, n.files["pub"][which.String()+phoneName+".tlv"], stored)
	} else {
		require.Same(t, before.Lists[which].File, stored)
	}
	requireExplained(t, d)
}

// decisionOn boots the phone and returns the decision about one list.
func (p *Phone) decisionOn(t *testing.T, n Network, which trust.List) trust.Decision {
	t.Helper()
	for _, d := range p.Boot(t.Context(), n, Reset).Decisions {
		if d.File == which.String() {
			return d
		}
	}
	require.Fail(t, "no decision about "+which.String())
	return trust.Decision{}
}

func acceptingCode(code reason.Code) bool {
	for _, c := range reason.Codes() {
		if c.Code == code {
			return c.Topic == reason.Accepting
		}
	}
	return false
}

func requireExplained(t *testing.T, d trust.Decision) {
	t.Helper()
	lines := trust.Explain(d)
	require.GreaterOrEqual(t, len(lines), 2)
	for _, line := range lines {
		require.NotContains(t, line, "unknown code")
	}
}

func TestCTLAcceptance(t *testing.T) {
	cases := []listCase{
		{name: "nothing stored, anything consistent", ctl: none, itl: none, served: newList, code: reason.FirstList, checks: []reason.Code{reason.NoList}},
		{name: "nothing stored, model without SBD", model: "7960", ctl: none, itl: none, served: newList, code: reason.FirstList},
		{name: "nothing stored, signer's record by hash only", ctl: none, itl: none,
			served: of("CM1", sast("CM1").ByHash(), tftp("CM1")), code: reason.Malformed},
		{name: "blank ITL", ctl: none, itl: blankITL, served: newList, code: reason.BlankList, checks: []reason.Code{reason.ITLBlank}},
		{name: "ITL only, signer SAST in ITL", ctl: none, itl: oldITL, served: byIR, code: reason.SignerInITL, checks: []reason.Code{reason.ListStored, reason.NoCTL, reason.Found}},
		{name: "ITL only, TVS vouches", ctl: none, itl: oldITL, served: newList, tvs: []string{"CM1'"}, code: reason.VouchedByTVS,
			checks: []reason.Code{reason.ListStored, reason.NoCTL, reason.NotInITL, reason.NotInCache, reason.Found}},
		{name: "ITL only, TVS says no", ctl: none, itl: oldITL, served: newList, tvs: []string{"CM1"}, code: reason.SignerUnknown,
			checks: []reason.Code{reason.ListStored, reason.NoCTL, reason.NotInITL, reason.NotInCache, reason.TVSUnknownSigner}},
		{name: "ITL only, TVS unreachable", ctl: none, itl: oldITL, served: newList, code: reason.SignerUnknown,
			checks: []reason.Code{reason.ListStored, reason.NoCTL, reason.NotInITL, reason.NotInCache, reason.TVSUnreachable, reason.TVSUnreachable}},
		{name: "CTL, signer SAST in it", ctl: oldCTL, itl: oldITL, served: of("CM1", sast("CM1"), tftp("CM1")), code: reason.SignerInCTL, checks: []reason.Code{reason.ListStored, reason.Found}},
		{name: "CTL, other token than last time", ctl: tokenCTL, itl: none, served: of("T2", sast("T1"), sast("T2"), tftp("CM1'")), code: reason.SignerInCTL},
		{name: "CTL, signer there as CCM+TFTP only", ctl: tokenCTL, itl: none, served: of("CM1", sast("CM1"), tftp("CM1")), code: reason.SignerUnknown,
			checks: []reason.Code{reason.ListStored, reason.WrongRole, reason.NoITL, reason.NoTVSRecord}},
		{name: "CTL and ITL, signer SAST in ITL", ctl: tokenCTL, itl: oldITL, served: byIR, code: reason.SignerInITL, checks: []reason.Code{reason.ListStored, reason.NotInCTL, reason.Found}},
		{name: "CTL and ITL, TVS vouches", ctl: oldCTL, itl: oldITL, served: newList, tvs: []string{"CM1'"}, code: reason.VouchedByTVS},
		{name: "CTL and ITL, TVS cannot vouch", ctl: oldCTL, itl: oldITL, served: newList, tvs: []string{}, code: reason.SignerUnknown},
		{name: "CTL and ITL, TVS switched off for lists", ctl: oldCTL, itl: oldITL, served: newList, tvs: []string{"CM1'"},
			set: func(s *Settings) { s.TVSForListSigners = false }, code: reason.SignerUnknown, checks: []reason.Code{reason.ListStored, reason.NotInCTL, reason.NotInITL, reason.TVSDisabled}},
		{name: "CTL without ITL, not in CTL", ctl: oldCTL, itl: none, served: newList, tvs: []string{"CM1'"}, code: reason.SignerUnknown,
			checks: []reason.Code{reason.ListStored, reason.NotInCTL, reason.NoITL, reason.NoTVSRecord}},
		{name: "CTL with blank ITL, not in CTL", ctl: tokenCTL, itl: blankITL, served: oldCTL, tvs: []string{"CM1"}, code: reason.SignerUnknown,
			checks: []reason.Code{reason.ListStored, reason.WrongRole, reason.ITLBlank, reason.NoTVSRecord}},
		{name: "model without SBD, not in CTL", model: "7960", ctl: oldCTL, itl: none, served: newList, tvs: []string{"CM1'"}, code: reason.SignerUnknown,
			checks: []reason.Code{reason.ListStored, reason.NotInCTL, reason.NoSBD}},
		{name: "model without SBD, recovery signer in CTL", model: "7960", ctl: oldCTL, itl: none, served: byIR, code: reason.SignerInCTL},
		{name: "identical", ctl: oldCTL, itl: oldITL, served: oldCTL, code: reason.Identical, checks: nil},
		{name: "length zero counts as absent", ctl: oldCTL, itl: oldITL, served: func(*testing.T) *content.File { return content.NewFile(nil) }, code: reason.NotFound},
		{name: "emptied CCM+TFTP records, signer known", ctl: oldCTL, itl: oldITL, served: of("CM1", sast("CM1")), code: reason.SignerInCTL},
		{name: "known by hash only, then TVS", ctl: of("T1", sast("T1"), sast("CM1'").ByHash()), itl: oldITL, served: newList, tvs: []string{"CM1'"},
			code: reason.VouchedByTVS, checks: []reason.Code{reason.ListStored, reason.HashOnly, reason.NotInITL, reason.NotInCache, reason.Found}},
		{name: "known by hash only, no TVS", ctl: of("T1", sast("T1"), sast("CM1'").ByHash()), itl: none, served: newList, code: reason.SignerUnknown},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, trust.CTL) })
	}
}

func TestITLAcceptance(t *testing.T) {
	ago := func(signer string, records ...rec) func(*testing.T) *content.File {
		return func(t *testing.T) *content.File { return build(t, template(t, t0.Add(-time.Hour), records), signer) }
	}
	reject := func(s *Settings) { s.ITLOlderThanStored = OlderReject }
	cases := []listCase{
		{name: "nothing stored", ctl: none, itl: none, served: newList, code: reason.FirstList},
		{name: "blank ITL", ctl: none, itl: blankITL, served: newList, code: reason.BlankList},
		{name: "signer SAST in ITL, no TVS query", ctl: none, itl: oldITL, served: byIR, code: reason.SignerInITL, checks: []reason.Code{reason.ListStored, reason.NoCTL, reason.Found}},
		{name: "other signer, TVS vouches", ctl: none, itl: oldITL, served: newList, tvs: []string{"CM1'"}, code: reason.VouchedByTVS},
		{name: "other signer, TVS cannot vouch", ctl: none, itl: oldITL, served: newList, tvs: []string{}, code: reason.SignerUnknown},
		{name: "other signer, TVS cannot be authenticated", ctl: none, itl: of("CM1", sast("CM1"), tftp("CM1"), tvsr("V1'")), served: newList,
			tvs: []string{"CM1'"}, code: reason.SignerUnknown,
			checks: []reason.Code{reason.ListStored, reason.NoCTL, reason.NotInITL, reason.NotInCache, reason.TVSCertificateMismatch, reason.TVSCertificateMismatch}},
		{name: "CTL only, SAST in it", ctl: oldCTL, itl: none, served: byIR, code: reason.SignerInCTL},
		{name: "CTL only, CCM+TFTP in it", ctl: tokenCTL, itl: none, served: of("CM1", sast("CM1"), tftp("CM1")), code: reason.SignerInCTL},
		{name: "CTL only, CCM+TFTP does not count", ctl: tokenCTL, itl: none, served: of("CM1", sast("CM1"), tftp("CM1")),
			set: func(s *Settings) { s.ITLSignerRolesInCTL = []string{"SAST"} }, code: reason.SignerUnknown},
		{name: "CTL only, not in it", ctl: oldCTL, itl: none, served: newList, tvs: []string{"CM1'"}, code: reason.SignerUnknown},
		{name: "both, in CTL, no TVS query", ctl: oldCTL, itl: oldITL, served: of("CM2", sast("CM2"), tftp("CM2")), code: reason.SignerInCTL, checks: []reason.Code{reason.ListStored, reason.Found}},
		{name: "both, SAST in ITL", ctl: tokenCTL, itl: oldITL, served: byIR, code: reason.SignerInITL},
		{name: "both, TVS vouches", ctl: tokenCTL, itl: oldITL, served: newList, tvs: []string{"CM1'"}, code: reason.VouchedByTVS},
		{name: "both, TVS cannot vouch", ctl: tokenCTL, itl: oldITL, served: newList, tvs: []string{}, code: reason.SignerUnknown},
		{name: "CTL and blank ITL, in CTL", ctl: oldCTL, itl: blankITL, served: byIR, code: reason.SignerInCTL},
		{name: "CTL and blank ITL, not in CTL: CTL decides", ctl: oldCTL, itl: blankITL, served: newList, tvs: []string{"CM1'"}, code: reason.SignerUnknown,
			checks: []reason.Code{reason.ListStored, reason.NotInCTL, reason.ITLBlank, reason.NoTVSRecord}},
		{name: "CTL without servers and blank ITL", ctl: of("CM1", sast("CM1")), itl: blankITL, served: newList, code: reason.BlankList},
		{name: "CTL and blank ITL, not in CTL: accept", ctl: oldCTL, itl: blankITL, served: newList,
			set: func(s *Settings) { s.BlankITLWithCTL = BlankAccept }, code: reason.BlankList, checks: []reason.Code{reason.ITLBlank}},
		{name: "identical", ctl: none, itl: oldITL, served: oldITL, code: reason.Identical},
		{name: "older, accepted by default", ctl: none, itl: oldITL, served: ago("IR", sast("IR"), tftp("CM1'")), code: reason.SignerInITL},
		{name: "older, refused", ctl: none, itl: oldITL, served: ago("IR", sast("IR"), tftp("CM1'")), set: reject, code: reason.OlderThanStored},
		{name: "blank ITL from a trusted signer", ctl: none, itl: oldITL, served: blankITL, code: reason.SignerInITL},
		{name: "blank ITL from a lost cluster", ctl: none, itl: oldITL, served: of("CM1'", sast("CM1'")), tvs: []string{}, code: reason.SignerUnknown},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, trust.ITL) })
	}
}

func TestTVSAnswersForTheWrongRole(t *testing.T) {
	p := newPhone(t, "8841", nil, oldITL(t))
	n := newNet(t).serveList(trust.ITL, newList(t)).knows("CM1'")
	n.tvs["sub"].known["CM1'"] = []trustlist.Role{trustlist.RoleCCMTFTP, trustlist.RoleCCM}
	d := p.decisionOn(t, n, trust.ITL)
	require.Equal(t, reason.SignerUnknown, d.Code)
	require.Equal(t, []reason.Code{reason.ListStored, reason.NoCTL, reason.NotInITL, reason.NotInCache, reason.TVSWrongRole}, codesOf(d.Checks))
	require.Contains(t, d.Checks[4].Detail, "CCM+TFTP or CCM")
}

func TestListForm(t *testing.T) {
	sha512 := func(t *testing.T) *content.File {
		lt := template(t, t0, []rec{sast("IR"), tftp("CM1")})
		lt.Digest = trustlist.DigestSHA512
		return build(t, lt, "IR")
	}
	tampered := func(t *testing.T) *content.File {
		data := append([]byte(nil), byIR(t).Bytes()...)
		data[len(data)-20] ^= 1
		return content.NewFile(data)
	}
	cases := []listCase{
		{name: "SHA-512 on a 7975", model: "7975", ctl: none, itl: oldITL, served: sha512, code: reason.DigestNotSupported},
		{name: "SHA-512 on an 8841", ctl: none, itl: oldITL, served: sha512, code: reason.SignerInITL},
		{name: "first list with SHA-512 on a 7975", model: "7975", ctl: none, itl: none, served: sha512, code: reason.DigestNotSupported},
		{name: "not a list", ctl: none, itl: oldITL, served: func(*testing.T) *content.File { return content.NewFile(plainConfig()) }, code: reason.Malformed},
		{name: "more than 64 kB", ctl: none, itl: oldITL, served: func(*testing.T) *content.File { return content.NewFile(make([]byte, 65537)) }, code: reason.TooLarge},
		{name: "64 kB are allowed, but must parse", ctl: none, itl: oldITL, served: func(*testing.T) *content.File { return content.NewFile(make([]byte, 65536)) }, code: reason.Malformed},
		{name: "changed on the way", ctl: none, itl: oldITL, served: tampered, code: reason.BadSignature},
		{name: "first list, changed on the way", ctl: none, itl: none, served: tampered, code: reason.BadSignature},
		{name: "not there", ctl: none, itl: oldITL, served: none, code: reason.NotFound},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, trust.ITL) })
	}
}

func TestSignerValidityDates(t *testing.T) {
	for name, c := range map[string]struct {
		check bool
		at    time.Time
		tvs   bool
		code  reason.Code
	}{
		"not checked":           {false, t0.AddDate(5, 0, 0), false, reason.SignerInITL},
		"valid":                 {true, t0, false, reason.SignerInITL},
		"expired, in ITL":       {true, t0.AddDate(5, 0, 0), false, reason.SignerExpired},
		"not yet valid, by TVS": {true, t0.AddDate(-5, 0, 0), true, reason.SignerExpired},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, "8841", nil, oldITL(t))
			p.Settings.CheckSignerValidityDates = c.check
			p.Now = func() time.Time { return c.at }
			n := newNet(t).knows("CM1'").serveList(trust.ITL, byIR(t))
			if c.tvs {
				n.serveList(trust.ITL, newList(t))
			}
			require.Equal(t, c.code, p.decisionOn(t, n, trust.ITL).Code)
		})
	}
}
