package trust

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone/content"
	"tvslab/phone/internal/testfiles"
	"tvslab/phone/reason"
	"tvslab/trustlist"
)

// listCase is a row of the acceptance tables of CTL and ITL.
type listCase struct {
	name     string
	rules    func() *Rules // nil is an 8841
	ctl, itl func(*testing.T) *content.File
	served   func(*testing.T) *content.File
	tvs      []string // what TVS vouches for; nil: no TVS server answers
	set      func(*Rules)
	code     reason.Code
	checks   []reason.Code
}

func (c listCase) run(t *testing.T, which List) {
	j := newJudge(t, c.ctl(t), c.itl(t))
	if c.rules != nil {
		j.Rules = c.rules()
	}
	if c.set != nil {
		c.set(j.Rules)
	}
	if c.tvs != nil {
		j.knows(c.tvs...)
	}
	d := j.List(which, c.served(t))
	require.Equal(t, which.String(), d.File)
	requireDecision(t, d, c.code, c.checks)
}

func TestCTLAcceptance(t *testing.T) {
	cases := []listCase{
		{name: "nothing stored, anything consistent", ctl: none, itl: none, served: newList, code: reason.FirstList, checks: []reason.Code{reason.NoList}},
		{name: "nothing stored, model without SBD", rules: a7960, ctl: none, itl: none, served: newList, code: reason.FirstList},
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
			set: func(r *Rules) { r.TVSForListSigners = false }, code: reason.SignerUnknown, checks: []reason.Code{reason.ListStored, reason.NotInCTL, reason.NotInITL, reason.TVSDisabled}},
		{name: "CTL without ITL, not in CTL", ctl: oldCTL, itl: none, served: newList, tvs: []string{"CM1'"}, code: reason.SignerUnknown,
			checks: []reason.Code{reason.ListStored, reason.NotInCTL, reason.NoITL, reason.NoTVSRecord}},
		{name: "CTL with blank ITL, not in CTL", ctl: tokenCTL, itl: blankITL, served: oldCTL, tvs: []string{"CM1"}, code: reason.SignerUnknown,
			checks: []reason.Code{reason.ListStored, reason.WrongRole, reason.ITLBlank, reason.NoTVSRecord}},
		{name: "model without SBD, not in CTL", rules: a7960, ctl: oldCTL, itl: none, served: newList, tvs: []string{"CM1'"}, code: reason.SignerUnknown,
			checks: []reason.Code{reason.ListStored, reason.NotInCTL, reason.NoSBD}},
		{name: "model without SBD, recovery signer in CTL", rules: a7960, ctl: oldCTL, itl: none, served: byIR, code: reason.SignerInCTL},
		{name: "identical", ctl: oldCTL, itl: oldITL, served: oldCTL, code: reason.Identical, checks: nil},
		{name: "emptied CCM+TFTP records, signer known", ctl: oldCTL, itl: oldITL, served: of("CM1", sast("CM1")), code: reason.SignerInCTL},
		{name: "known by hash only, then TVS", ctl: of("T1", sast("T1"), sast("CM1'").ByHash()), itl: oldITL, served: newList, tvs: []string{"CM1'"},
			code: reason.VouchedByTVS, checks: []reason.Code{reason.ListStored, reason.HashOnly, reason.NotInITL, reason.NotInCache, reason.Found}},
		{name: "known by hash only, no TVS", ctl: of("T1", sast("T1"), sast("CM1'").ByHash()), itl: none, served: newList, code: reason.SignerUnknown},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, CTL) })
	}
}

func TestITLAcceptance(t *testing.T) {
	ago := func(signer string, records ...rec) func(*testing.T) *content.File {
		return func(t *testing.T) *content.File {
			return build(t, testfiles.Template(t, t0.Add(-time.Hour), records), signer)
		}
	}
	reject := func(r *Rules) { r.RefuseOlderITL = true }
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
			set: func(r *Rules) { r.ITLSignerRolesInCTL = []trustlist.Role{trustlist.RoleSAST} }, code: reason.SignerUnknown},
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
			set: func(r *Rules) { r.BlankITLAcceptsAny = true }, code: reason.BlankList, checks: []reason.Code{reason.ITLBlank}},
		{name: "identical", ctl: none, itl: oldITL, served: oldITL, code: reason.Identical},
		{name: "older, accepted by default", ctl: none, itl: oldITL, served: ago("IR", sast("IR"), tftp("CM1'")), code: reason.SignerInITL},
		{name: "older, refused", ctl: none, itl: oldITL, served: ago("IR", sast("IR"), tftp("CM1'")), set: reject, code: reason.OlderThanStored},
		{name: "blank ITL from a trusted signer", ctl: none, itl: oldITL, served: blankITL, code: reason.SignerInITL},
		{name: "blank ITL from a lost cluster", ctl: none, itl: oldITL, served: of("CM1'", sast("CM1'")), tvs: []string{}, code: reason.SignerUnknown},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, ITL) })
	}
}

func TestListForm(t *testing.T) {
	sha512 := func(t *testing.T) *content.File {
		lt := testfiles.Template(t, t0, []rec{sast("IR"), tftp("CM1")})
		lt.Digest = trustlist.DigestSHA512
		return build(t, lt, "IR")
	}
	tampered := func(t *testing.T) *content.File {
		data := append([]byte(nil), byIR(t).Bytes()...)
		data[len(data)-20] ^= 1
		return content.NewFile(data)
	}
	cases := []listCase{
		{name: "SHA-512 on a 7975", rules: a7975, ctl: none, itl: oldITL, served: sha512, code: reason.DigestNotSupported},
		{name: "SHA-512 on an 8841", ctl: none, itl: oldITL, served: sha512, code: reason.SignerInITL},
		{name: "first list with SHA-512 on a 7975", rules: a7975, ctl: none, itl: none, served: sha512, code: reason.DigestNotSupported},
		{name: "not a list", ctl: none, itl: oldITL, served: func(*testing.T) *content.File { return content.NewFile(testfiles.Config(content.ModeNonSecure)) }, code: reason.Malformed},
		{name: "more than 64 kB", ctl: none, itl: oldITL, served: func(*testing.T) *content.File { return content.NewFile(make([]byte, 65537)) }, code: reason.TooLarge},
		{name: "64 kB are allowed, but must parse", ctl: none, itl: oldITL, served: func(*testing.T) *content.File { return content.NewFile(make([]byte, 65536)) }, code: reason.Malformed},
		{name: "changed on the way", ctl: none, itl: oldITL, served: tampered, code: reason.BadSignature},
		{name: "first list, changed on the way", ctl: none, itl: none, served: tampered, code: reason.BadSignature},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, ITL) })
	}
}
