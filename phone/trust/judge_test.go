package trust

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/trustlist"
)

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
			j := newJudge(t, nil, oldITL(t)).knows("CM1'")
			j.Rules.CheckSignerValidityDates, j.Now = c.check, c.at
			served := byIR
			if c.tvs {
				served = newList
			}
			d := j.List(ITL, served(t))
			requireDecision(t, d, c.code, nil)
			if !d.Accepted {
				require.Contains(t, d.Detail, "certificate is valid from 2023-05-06")
			}
		})
	}
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
