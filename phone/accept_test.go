package phone

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone/content"
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
	code     Code
	checks   []Code
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

func (c listCase) run(t *testing.T, which Lists) {
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
	stored := p.newBoot(t.Context(), n).stored(which)
	if d.Accepted && d.Code != Identical {
		require.Same(t, n.files["pub"][which.String()+phoneName+".tlv"], stored)
	} else {
		require.Same(t, map[Lists]*content.File{CTL: before.CTL, ITL: before.ITL}[which], stored)
	}
	requireExplained(t, d)
}

// decisionOn boots the phone and returns the decision about one list.
func (p *Phone) decisionOn(t *testing.T, n Network, which Lists) Decision {
	t.Helper()
	for _, d := range p.Boot(t.Context(), n, Reset).Decisions {
		if d.File == which.String() {
			return d
		}
	}
	require.Fail(t, "no decision about "+which.String())
	return Decision{}
}

func acceptingCode(code Code) bool {
	for _, c := range Codes() {
		if c.Code == code {
			return c.Topic == Accepting
		}
	}
	return false
}

func requireExplained(t *testing.T, d Decision) {
	t.Helper()
	lines := Explain(d)
	require.GreaterOrEqual(t, len(lines), 2)
	for _, line := range lines {
		require.NotContains(t, line, "unknown code")
	}
}

func TestCTLAcceptance(t *testing.T) {
	cases := []listCase{
		{name: "nothing stored, anything consistent", ctl: none, itl: none, served: newList, code: FirstList, checks: []Code{NoList}},
		{name: "nothing stored, model without SBD", model: "7960", ctl: none, itl: none, served: newList, code: FirstList},
		{name: "nothing stored, signer's record by hash only", ctl: none, itl: none,
			served: of("CM1", sast("CM1").ByHash(), tftp("CM1")), code: Malformed},
		{name: "blank ITL", ctl: none, itl: blankITL, served: newList, code: BlankList, checks: []Code{ITLBlank}},
		{name: "ITL only, signer SAST in ITL", ctl: none, itl: oldITL, served: byIR, code: SignerInITL, checks: []Code{ListStored, NoCTL, Found}},
		{name: "ITL only, TVS vouches", ctl: none, itl: oldITL, served: newList, tvs: []string{"CM1'"}, code: VouchedByTVS,
			checks: []Code{ListStored, NoCTL, NotInITL, NotInCache, Found}},
		{name: "ITL only, TVS says no", ctl: none, itl: oldITL, served: newList, tvs: []string{"CM1"}, code: SignerUnknown,
			checks: []Code{ListStored, NoCTL, NotInITL, NotInCache, TVSUnknownSigner}},
		{name: "ITL only, TVS unreachable", ctl: none, itl: oldITL, served: newList, code: SignerUnknown,
			checks: []Code{ListStored, NoCTL, NotInITL, NotInCache, TVSUnreachable, TVSUnreachable}},
		{name: "CTL, signer SAST in it", ctl: oldCTL, itl: oldITL, served: of("CM1", sast("CM1"), tftp("CM1")), code: SignerInCTL, checks: []Code{ListStored, Found}},
		{name: "CTL, other token than last time", ctl: tokenCTL, itl: none, served: of("T2", sast("T1"), sast("T2"), tftp("CM1'")), code: SignerInCTL},
		{name: "CTL, signer there as CCM+TFTP only", ctl: tokenCTL, itl: none, served: of("CM1", sast("CM1"), tftp("CM1")), code: SignerUnknown,
			checks: []Code{ListStored, WrongRole, NoITL, NoTVSRecord}},
		{name: "CTL and ITL, signer SAST in ITL", ctl: tokenCTL, itl: oldITL, served: byIR, code: SignerInITL, checks: []Code{ListStored, NotInCTL, Found}},
		{name: "CTL and ITL, TVS vouches", ctl: oldCTL, itl: oldITL, served: newList, tvs: []string{"CM1'"}, code: VouchedByTVS},
		{name: "CTL and ITL, TVS cannot vouch", ctl: oldCTL, itl: oldITL, served: newList, tvs: []string{}, code: SignerUnknown},
		{name: "CTL and ITL, TVS switched off for lists", ctl: oldCTL, itl: oldITL, served: newList, tvs: []string{"CM1'"},
			set: func(s *Settings) { s.TVSForListSigners = false }, code: SignerUnknown, checks: []Code{ListStored, NotInCTL, NotInITL, TVSDisabled}},
		{name: "CTL without ITL, not in CTL", ctl: oldCTL, itl: none, served: newList, tvs: []string{"CM1'"}, code: SignerUnknown,
			checks: []Code{ListStored, NotInCTL, NoITL, NoTVSRecord}},
		{name: "CTL with blank ITL, not in CTL", ctl: tokenCTL, itl: blankITL, served: oldCTL, tvs: []string{"CM1"}, code: SignerUnknown,
			checks: []Code{ListStored, WrongRole, ITLBlank, NoTVSRecord}},
		{name: "model without SBD, not in CTL", model: "7960", ctl: oldCTL, itl: none, served: newList, tvs: []string{"CM1'"}, code: SignerUnknown,
			checks: []Code{ListStored, NotInCTL, NoSBD}},
		{name: "model without SBD, recovery signer in CTL", model: "7960", ctl: oldCTL, itl: none, served: byIR, code: SignerInCTL},
		{name: "identical", ctl: oldCTL, itl: oldITL, served: oldCTL, code: Identical, checks: nil},
		{name: "length zero counts as absent", ctl: oldCTL, itl: oldITL, served: func(*testing.T) *content.File { return content.NewFile(nil) }, code: NotFound},
		{name: "emptied CCM+TFTP records, signer known", ctl: oldCTL, itl: oldITL, served: of("CM1", sast("CM1")), code: SignerInCTL},
		{name: "known by hash only, then TVS", ctl: of("T1", sast("T1"), sast("CM1'").ByHash()), itl: oldITL, served: newList, tvs: []string{"CM1'"},
			code: VouchedByTVS, checks: []Code{ListStored, HashOnly, NotInITL, NotInCache, Found}},
		{name: "known by hash only, no TVS", ctl: of("T1", sast("T1"), sast("CM1'").ByHash()), itl: none, served: newList, code: SignerUnknown},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, CTL) })
	}
}

func TestITLAcceptance(t *testing.T) {
	ago := func(signer string, records ...rec) func(*testing.T) *content.File {
		return func(t *testing.T) *content.File { return build(t, template(t, t0.Add(-time.Hour), records), signer) }
	}
	reject := func(s *Settings) { s.ITLOlderThanStored = OlderReject }
	cases := []listCase{
		{name: "nothing stored", ctl: none, itl: none, served: newList, code: FirstList},
		{name: "blank ITL", ctl: none, itl: blankITL, served: newList, code: BlankList},
		{name: "signer SAST in ITL, no TVS query", ctl: none, itl: oldITL, served: byIR, code: SignerInITL, checks: []Code{ListStored, NoCTL, Found}},
		{name: "other signer, TVS vouches", ctl: none, itl: oldITL, served: newList, tvs: []string{"CM1'"}, code: VouchedByTVS},
		{name: "other signer, TVS cannot vouch", ctl: none, itl: oldITL, served: newList, tvs: []string{}, code: SignerUnknown},
		{name: "other signer, TVS cannot be authenticated", ctl: none, itl: of("CM1", sast("CM1"), tftp("CM1"), tvsr("V1'")), served: newList,
			tvs: []string{"CM1'"}, code: SignerUnknown,
			checks: []Code{ListStored, NoCTL, NotInITL, NotInCache, TVSCertificateMismatch, TVSCertificateMismatch}},
		{name: "CTL only, SAST in it", ctl: oldCTL, itl: none, served: byIR, code: SignerInCTL},
		{name: "CTL only, CCM+TFTP in it", ctl: tokenCTL, itl: none, served: of("CM1", sast("CM1"), tftp("CM1")), code: SignerInCTL},
		{name: "CTL only, CCM+TFTP does not count", ctl: tokenCTL, itl: none, served: of("CM1", sast("CM1"), tftp("CM1")),
			set: func(s *Settings) { s.ITLSignerRolesInCTL = []string{"SAST"} }, code: SignerUnknown},
		{name: "CTL only, not in it", ctl: oldCTL, itl: none, served: newList, tvs: []string{"CM1'"}, code: SignerUnknown},
		{name: "both, in CTL, no TVS query", ctl: oldCTL, itl: oldITL, served: of("CM2", sast("CM2"), tftp("CM2")), code: SignerInCTL, checks: []Code{ListStored, Found}},
		{name: "both, SAST in ITL", ctl: tokenCTL, itl: oldITL, served: byIR, code: SignerInITL},
		{name: "both, TVS vouches", ctl: tokenCTL, itl: oldITL, served: newList, tvs: []string{"CM1'"}, code: VouchedByTVS},
		{name: "both, TVS cannot vouch", ctl: tokenCTL, itl: oldITL, served: newList, tvs: []string{}, code: SignerUnknown},
		{name: "CTL and blank ITL, in CTL", ctl: oldCTL, itl: blankITL, served: byIR, code: SignerInCTL},
		{name: "CTL and blank ITL, not in CTL: CTL decides", ctl: oldCTL, itl: blankITL, served: newList, tvs: []string{"CM1'"}, code: SignerUnknown,
			checks: []Code{ListStored, NotInCTL, ITLBlank, NoTVSRecord}},
		{name: "CTL without servers and blank ITL", ctl: of("CM1", sast("CM1")), itl: blankITL, served: newList, code: BlankList},
		{name: "CTL and blank ITL, not in CTL: accept", ctl: oldCTL, itl: blankITL, served: newList,
			set: func(s *Settings) { s.BlankITLWithCTL = BlankAccept }, code: BlankList, checks: []Code{ITLBlank}},
		{name: "identical", ctl: none, itl: oldITL, served: oldITL, code: Identical},
		{name: "older, accepted by default", ctl: none, itl: oldITL, served: ago("IR", sast("IR"), tftp("CM1'")), code: SignerInITL},
		{name: "older, refused", ctl: none, itl: oldITL, served: ago("IR", sast("IR"), tftp("CM1'")), set: reject, code: OlderThanStored},
		{name: "blank ITL from a trusted signer", ctl: none, itl: oldITL, served: blankITL, code: SignerInITL},
		{name: "blank ITL from a lost cluster", ctl: none, itl: oldITL, served: of("CM1'", sast("CM1'")), tvs: []string{}, code: SignerUnknown},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, ITL) })
	}
}

func TestTVSAnswersForTheWrongRole(t *testing.T) {
	p := newPhone(t, "8841", nil, oldITL(t))
	n := newNet(t).serveList(ITL, newList(t)).knows("CM1'")
	n.tvs["sub"].known["CM1'"] = []trustlist.Role{trustlist.RoleCCMTFTP, trustlist.RoleCCM}
	d := p.decisionOn(t, n, ITL)
	require.Equal(t, SignerUnknown, d.Code)
	require.Equal(t, []Code{ListStored, NoCTL, NotInITL, NotInCache, TVSWrongRole}, codesOf(d.Checks))
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
		{name: "SHA-512 on a 7975", model: "7975", ctl: none, itl: oldITL, served: sha512, code: DigestNotSupported},
		{name: "SHA-512 on an 8841", ctl: none, itl: oldITL, served: sha512, code: SignerInITL},
		{name: "first list with SHA-512 on a 7975", model: "7975", ctl: none, itl: none, served: sha512, code: DigestNotSupported},
		{name: "not a list", ctl: none, itl: oldITL, served: func(*testing.T) *content.File { return content.NewFile(plainConfig()) }, code: Malformed},
		{name: "more than 64 kB", ctl: none, itl: oldITL, served: func(*testing.T) *content.File { return content.NewFile(make([]byte, 65537)) }, code: TooLarge},
		{name: "64 kB are allowed, but must parse", ctl: none, itl: oldITL, served: func(*testing.T) *content.File { return content.NewFile(make([]byte, 65536)) }, code: Malformed},
		{name: "changed on the way", ctl: none, itl: oldITL, served: tampered, code: BadSignature},
		{name: "first list, changed on the way", ctl: none, itl: none, served: tampered, code: BadSignature},
		{name: "not there", ctl: none, itl: oldITL, served: none, code: NotFound},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, ITL) })
	}
}

func TestSignerValidityDates(t *testing.T) {
	for name, c := range map[string]struct {
		check bool
		at    time.Time
		tvs   bool
		code  Code
	}{
		"not checked":           {false, t0.AddDate(5, 0, 0), false, SignerInITL},
		"valid":                 {true, t0, false, SignerInITL},
		"expired, in ITL":       {true, t0.AddDate(5, 0, 0), false, SignerExpired},
		"not yet valid, by TVS": {true, t0.AddDate(-5, 0, 0), true, SignerExpired},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, "8841", nil, oldITL(t))
			p.Settings.CheckSignerValidityDates = c.check
			p.Now = func() time.Time { return c.at }
			n := newNet(t).knows("CM1'").serveList(ITL, byIR(t))
			if c.tvs {
				n.serveList(ITL, newList(t))
			}
			require.Equal(t, c.code, p.decisionOn(t, n, ITL).Code)
		})
	}
}
