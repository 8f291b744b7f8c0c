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

// TestSignerValidityDates: whoever found the signer, a list from outside its validity is refused; but for one that is taken
// on its word, and one that is stored already.
func TestSignerValidityDates(t *testing.T) {
	by := func(signer string) func(*testing.T) *content.File { return of(signer, sast(signer), tftp(signer)) }
	holds := func(signer string) func(*testing.T) *content.File {
		return of("CM1", sast("CM1"), sast(signer), tvsr("V1"))
	}
	for name, c := range map[string]struct {
		held   func(*testing.T) *content.File
		signer string
		code   reason.Code
		off    reason.Code // with dates of signers not looked at
	}{
		"valid":             {holds("IR"), "IR", reason.SignerInITL, reason.SignerInITL},
		"expired, in ITL":   {holds("IR-"), "IR-", reason.SignerExpired, reason.SignerInITL},
		"not yet, in ITL":   {holds("IR+"), "IR+", reason.SignerExpired, reason.SignerInITL},
		"expired, by TVS":   {oldITL, "CM-", reason.SignerExpired, reason.VouchedByTVS},
		"expired, unknown":  {oldITL, "X-", reason.SignerUnknown, reason.SignerUnknown},
		"expired, first":    {none, "CM-", reason.FirstList, reason.FirstList},
		"expired, blank":    {of("IR-", sast("IR-")), "CM-", reason.BlankList, reason.BlankList},
		"expired, the same": {by("CM-"), "CM-", reason.Identical, reason.Identical},
	} {
		t.Run(name, func(t *testing.T) {
			j := newJudge(t, nil, c.held(t)).knows("CM-")
			d := j.List(ITL, by(c.signer)(t))
			requireDecision(t, d, c.code, nil)
			if d.Code == reason.SignerExpired {
				require.Contains(t, d.Detail, "certificate is valid from 202")
				require.Contains(t, d.Detail, "now is 2024-05-06T07:00:00Z")
			}
			j.Rules.Validity.Signers = false
			requireDecision(t, j.List(ITL, by(c.signer)(t)), c.off, nil)
		})
	}
	j := newJudge(t, nil, by("CM-")(t))
	require.Equal(t, reason.SignerExpired, j.SignedConfiguration(signed("CM-", testfiles.Config(content.ModeNonSecure))(t)).Code)
	j.Now = time.Time{}
	require.Equal(t, reason.SignerInITL, j.SignedConfiguration(signed("CM-", testfiles.Config(content.ModeNonSecure))(t)).Code, "a phone without a clock")
}

// TestServerValidityDates: each kind of server has a switch of its own.
func TestServerValidityDates(t *testing.T) {
	for name, c := range map[string]struct {
		role trustlist.Role
		off  func(*Validity)
	}{
		"call manager": {trustlist.RoleCCM, func(v *Validity) { v.CallManagers = false }},
		"SRST":         {trustlist.RoleSRST, func(v *Validity) { v.CallManagers = false }},
		"CAPF":         {trustlist.RoleCAPF, func(v *Validity) { v.CAPF = false }},
		"service":      {trustlist.RoleAppServer, func(v *Validity) { v.HTTPS = false }},
		"TFTP":         {trustlist.RoleTFTP, func(v *Validity) { v.HTTPS = false }},
		"TVS":          {trustlist.RoleTVS, func(v *Validity) { v.TVS = false }},
		"another":      {trustlist.Role(99), func(v *Validity) { v.HTTPS = false }},
	} {
		t.Run(name, func(t *testing.T) {
			server := func(name string) rec { return rec{Role: c.role, Name: name} }
			j := newJudge(t, nil, of("CM1", sast("CM1"), tftp("CM1"), server("S"), server("S-"), server("S+").ByHash())(t))
			j.Rules.ITLForCCMTLS = true
			require.Equal(t, reason.PeerInITL, j.Peer(id(t, "S").Cert.Raw, c.role).Code)
			requireDecision(t, j.Peer(id(t, "S-").Cert.Raw, c.role), reason.PeerExpired, nil)
			requireDecision(t, j.Peer(id(t, "S+").Cert.Raw, c.role), reason.PeerExpired, nil)
			requireDecision(t, j.Peer(id(t, "X-").Cert.Raw, c.role), reason.PeerUnknown, nil)
			c.off(&j.Rules.Validity)
			require.Equal(t, reason.PeerInITL, j.Peer(id(t, "S-").Cert.Raw, c.role).Code)
		})
	}
}

// TestTVSServerValidityDates: a server with an expired certificate is as good as one with a wrong one.
func TestTVSServerValidityDates(t *testing.T) {
	j := newJudge(t, nil, of("CM1", sast("CM1"), tvsr("V-"), tvsr("V1"))(t)).knows("CM1'")
	j.tvs["sub"].certificate = "V-"
	d := j.List(ITL, newList(t))
	requireDecision(t, d, reason.VouchedByTVS, []reason.Code{reason.ListStored, reason.NoCTL, reason.NotInITL, reason.NotInCache, reason.TVSCertificateExpired, reason.Found})
	j.Rules.TVSFailoverOnTLSFailure = false
	requireDecision(t, j.List(ITL, newList(t)), reason.SignerUnknown, nil)
	j.Rules.Validity.TVS = false
	requireDecision(t, j.List(ITL, newList(t)), reason.VouchedByTVS, nil)
	require.ErrorContains(t, j.TVSServer(id(t, "V2").Cert.Raw), "none of the 2 TVS certificates")
}

// TestLongKeys: a model for which keys above 2048 bits are too long refuses what such a key signed and a call manager
// that presents it, though it trusts the certificate.
func TestLongKeys(t *testing.T) {
	for name, c := range map[string]struct {
		limit        int
		byTVS        bool
		signer, peer reason.Code
	}{
		"too long":         {2048, false, reason.KeyTooLong, reason.KeyTooLong},
		"too long, by TVS": {2048, true, reason.KeyTooLong, reason.PeerUnknown},
		"any length":       {0, false, reason.SignerInITL, reason.PeerInITL},
		"long enough":      {4096, false, reason.SignerInITL, reason.PeerInITL},
	} {
		t.Run(name, func(t *testing.T) {
			held := of("CM1", sast("CM1"), sast("CMlong"), tftp("CMlong"))
			if c.byTVS {
				held = oldITL
			}
			j := newJudge(t, nil, held(t)).knows("CMlong")
			j.Rules.MaxKeyBits, j.Rules.ITLForCCMTLS = c.limit, true
			d := j.List(ITL, of("CMlong", sast("CMlong"), tftp("CMlong"))(t))
			requireDecision(t, d, c.signer, nil)
			if !d.Accepted {
				require.Equal(t, "key of 3072 bits, the model can use 2048", d.Detail)
			}
			requireDecision(t, j.Peer(id(t, "CMlong").Cert.Raw, trustlist.RoleCCM), c.peer, nil)
		})
	}
}

func TestHeld(t *testing.T) {
	for name, c := range map[string]struct {
		held           Held
		nothing, blank bool
		decides        bool // the CTL, unless the blank ITL lets any in
	}{
		"nothing":                      {Held{}, true, false, false},
		"an ITL":                       {Held{Lists: [...]*content.File{ITL: oldITL(t)}}, false, false, false},
		"a blank ITL":                  {Held{Lists: [...]*content.File{ITL: blankITL(t)}}, false, true, false},
		"a CTL beside it":              {Held{Lists: [...]*content.File{CTL: oldCTL(t), ITL: blankITL(t)}}, false, true, true},
		"a CTL without servers":        {Held{Lists: [...]*content.File{CTL: blankITL(t), ITL: blankITL(t)}}, false, true, false},
		"a CTL with call manager only": {Held{Lists: [...]*content.File{CTL: of("T1", sast("T1"), rec{Role: trustlist.RoleCCM, Name: "CM1"})(t), ITL: nil}}, false, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.nothing, c.held.Nothing())
			require.Equal(t, c.blank, c.held.Blank())
			require.Equal(t, c.decides, c.held.CTLDecides(&Rules{}))
			require.False(t, c.held.CTLDecides(&Rules{BlankITLAcceptsAny: true}))
		})
	}
	require.Error(t, (&Held{}).CheckTVSServer(id(t, "V1").Cert.Raw), "no ITL authenticates nobody")
}
