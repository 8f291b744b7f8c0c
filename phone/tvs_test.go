package phone

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/trustlist"
	"tvslab/tvs"
)

func TestTVSFailover(t *testing.T) {
	noTLS := func(s *Settings) { s.TVSFailoverOnTLSFailure = false }
	onUnknown := func(s *Settings) { s.TVSFailoverOnUnknown = true }
	good := func() *fakeTVS {
		return &fakeTVS{certificate: "V1", known: map[string][]trustlist.Role{"CM1'": signers}}
	}
	for name, c := range map[string]struct {
		first *fakeTVS // sub comes first in the list
		set   func(*Settings)
		code  reason.Code
		tvs   []reason.Code
	}{
		"first vouches":                {good(), nil, reason.VouchedByTVS, []reason.Code{reason.Found}},
		"first unreachable":            {nil, nil, reason.VouchedByTVS, []reason.Code{reason.TVSUnreachable, reason.Found}},
		"first times out":              {&fakeTVS{err: outcome.Unreachable}, nil, reason.VouchedByTVS, []reason.Code{reason.TVSUnreachable, reason.Found}},
		"first presents another cert":  {&fakeTVS{certificate: "V9"}, nil, reason.VouchedByTVS, []reason.Code{reason.TVSCertificateMismatch, reason.Found}},
		"the same, no fail-over":       {&fakeTVS{certificate: "V9"}, noTLS, reason.SignerUnknown, []reason.Code{reason.TVSCertificateMismatch}},
		"handshake fails":              {&fakeTVS{err: outcome.Handshake}, nil, reason.VouchedByTVS, []reason.Code{reason.TVSHandshakeFailed, reason.Found}},
		"handshake, no fail-over":      {&fakeTVS{err: outcome.Handshake}, noTLS, reason.SignerUnknown, []reason.Code{reason.TVSHandshakeFailed}},
		"first does not know":          {&fakeTVS{certificate: "V2"}, nil, reason.SignerUnknown, []reason.Code{reason.TVSUnknownSigner}},
		"the same, fail-over":          {&fakeTVS{certificate: "V2"}, onUnknown, reason.VouchedByTVS, []reason.Code{reason.TVSUnknownSigner, reason.Found}},
		"no answer":                    {&fakeTVS{err: outcome.BadAnswer}, nil, reason.VouchedByTVS, []reason.Code{reason.TVSBadAnswer, reason.Found}},
		"answer of another session":    {spoilt(func(r *tvs.Response) { r.Session++ }), nil, reason.VouchedByTVS, []reason.Code{reason.TVSBadAnswer, reason.Found}},
		"answer to another question":   {spoilt(func(r *tvs.Response) { r.Command = tvs.VerifyResponse }), nil, reason.VouchedByTVS, []reason.Code{reason.TVSBadAnswer, reason.Found}},
		"another certificate":          {spoilt(func(r *tvs.Response) { r.Certificate = id(t, "X").Cert.Raw }), nil, reason.VouchedByTVS, []reason.Code{reason.TVSBadAnswer, reason.Found}},
		"valid, but no certificate":    {spoilt(func(r *tvs.Response) { r.Certificate = nil }), nil, reason.SignerUnknown, []reason.Code{reason.TVSUnknownSigner}},
		"valid, but no roles":          {spoilt(func(r *tvs.Response) { r.Roles = nil }), nil, reason.SignerUnknown, []reason.Code{reason.TVSWrongRole}},
		"TVS certificate role is SAST": {&fakeTVS{certificate: "IR"}, noTLS, reason.SignerUnknown, []reason.Code{reason.TVSCertificateMismatch}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t, "8861", nil, oldITL(t))
			if c.set != nil {
				c.set(p.Settings)
			}
			n := newNet(t).serveList(trust.ITL, newList(t))
			n.tvs["sub"], n.tvs["pub"] = c.first, good()
			d := p.decisionOn(t, n, trust.ITL)
			require.Equal(t, c.code, d.Code, "%+v", d)
			require.Equal(t, c.tvs, codesOf(d.Checks)[4:])
			require.Equal(t, []string{"sub", "pub"}[:len(n.asked)], n.asked)
			require.Equal(t, []uint32{1001, 1002}[:len(n.asked)], n.sessions)
			require.Equal(t, "CP-8861-SEP0A1B2C3D4E5F", n.devices[0])
		})
	}
}

func spoilt(spoil func(*tvs.Response)) *fakeTVS {
	return &fakeTVS{certificate: "V2", known: map[string][]trustlist.Role{"CM1'": signers}, spoil: spoil}
}

// cachePhone has a cached answer about the configuration signer CM1'.
func cachePhone(t *testing.T) (*Phone, *fakeNet, *time.Time) {
	now := t0
	p := newPhone(t, "8841", nil, oldITL(t))
	p.Now = func() time.Time { return now }
	n := newNet(t).knows("CM1'").serve("pub", signedName, sgn(t, "CM1'", plainConfig()))
	require.Equal(t, reason.VouchedByTVS, lastCode(p.Boot(t.Context(), n, Reset)))
	require.Len(t, p.State.Cache, 1)
	require.Equal(t, t0.Add(24*time.Hour), p.State.Cache[0].Expires)
	return p, n, &now
}

func lastCode(r Report) reason.Code { return r.Decisions[len(r.Decisions)-1].Code }

func TestCacheLifetime(t *testing.T) {
	p, n, now := cachePhone(t)
	n.tvs = nil
	*now = t0.Add(24*time.Hour - time.Second)
	require.Equal(t, reason.VouchedByCache, lastCode(p.Boot(t.Context(), n, Restart)))
	*now = t0.Add(24 * time.Hour)
	require.Equal(t, reason.SignerUnknown, lastCode(p.Boot(t.Context(), n, Restart)))
}

func TestCacheAndResets(t *testing.T) {
	for cause, survives := range map[ResetCause]bool{PowerOn: false, Reset: false, Restart: true, ApplyConfig: true} {
		t.Run(string(cause), func(t *testing.T) {
			p, n, _ := cachePhone(t)
			n.asked, n.sessions = nil, nil
			code := lastCode(p.Boot(t.Context(), n, cause))
			if survives {
				require.Equal(t, reason.VouchedByCache, code)
				require.Empty(t, n.asked)
			} else {
				require.Equal(t, reason.VouchedByTVS, code)
				require.Equal(t, []uint32{1001}, n.sessions, "session ids begin again")
			}
		})
	}
	t.Run("restart, setting off", func(t *testing.T) {
		p, n, _ := cachePhone(t)
		n.sessions = nil
		p.Settings.TVSCacheSurvivesRestart = false
		require.Equal(t, reason.VouchedByTVS, lastCode(p.Boot(t.Context(), n, Restart)))
		require.Equal(t, []uint32{1002}, n.sessions, "session ids count on over a restart")
	})
}

func TestCommitFlushesCache(t *testing.T) {
	p, n, _ := cachePhone(t)
	n.serveList(trust.ITL, byIR(t)).serve("pub", signedName, nil)
	require.True(t, p.decisionOn(t, n, trust.ITL).Accepted)
	require.Empty(t, p.State.Cache)
}

// TVS servers are authenticated by the ITL from before the boot, also after a
// new one was stored in it.
func TestTVSIsAuthenticatedByTheITLFromBeforeTheBoot(t *testing.T) {
	p := newPhone(t, "8841", nil, oldITL(t))
	n := newNet(t).knows("CM9").serve("pub", signedName, sgn(t, "CM9", plainConfig()))
	n.serveList(trust.ITL, list(t, "IR", sast("IR"), tftp("CM1'"), tvsr("V8")))
	r := p.Boot(t.Context(), n, Reset)
	require.Equal(t, reason.SignerInITL, r.Decisions[1].Code)
	require.Equal(t, reason.VouchedByTVS, r.Decisions[2].Code)
	r = p.Boot(t.Context(), n, Reset)
	require.Equal(t, reason.SignerUnknown, r.Decisions[2].Code, "now the new ITL is the stored one")
}
