package trust

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/trustlist"
	"tvslab/tvs"
)

func TestTVSFailover(t *testing.T) {
	good := func() *fakeTVS {
		return &fakeTVS{certificate: "V1", known: map[string][]trustlist.Role{"CM1'": signers}}
	}
	fails := func(code reason.Code) *fakeTVS { return &fakeTVS{code: code} }
	noTLS := func(r *Rules) { r.TVSFailoverOnTLSFailure = false }
	onUnknown := func(r *Rules) { r.TVSFailoverOnUnknown = true }
	for name, c := range map[string]struct {
		first *fakeTVS // sub comes first in the list
		set   func(*Rules)
		code  reason.Code
		tvs   []reason.Code
	}{
		"first vouches":               {good(), nil, reason.VouchedByTVS, []reason.Code{reason.Found}},
		"first unreachable":           {nil, nil, reason.VouchedByTVS, []reason.Code{reason.TVSUnreachable, reason.Found}},
		"first presents another cert": {&fakeTVS{certificate: "V9"}, nil, reason.VouchedByTVS, []reason.Code{reason.TVSCertificateMismatch, reason.Found}},
		"the same, no fail-over":      {&fakeTVS{certificate: "V9"}, noTLS, reason.SignerUnknown, []reason.Code{reason.TVSCertificateMismatch}},
		"presents a SAST certificate": {&fakeTVS{certificate: "IR"}, noTLS, reason.SignerUnknown, []reason.Code{reason.TVSCertificateMismatch}},
		"handshake fails":             {fails(reason.TVSHandshakeFailed), nil, reason.VouchedByTVS, []reason.Code{reason.TVSHandshakeFailed, reason.Found}},
		"handshake, no fail-over":     {fails(reason.TVSHandshakeFailed), noTLS, reason.SignerUnknown, []reason.Code{reason.TVSHandshakeFailed}},
		"damaged answer":              {fails(reason.TVSBadAnswer), noTLS, reason.VouchedByTVS, []reason.Code{reason.TVSBadAnswer, reason.Found}},
		"first does not know":         {&fakeTVS{certificate: "V2"}, nil, reason.SignerUnknown, []reason.Code{reason.TVSUnknownSigner}},
		"the same, fail-over":         {&fakeTVS{certificate: "V2"}, onUnknown, reason.VouchedByTVS, []reason.Code{reason.TVSUnknownSigner, reason.Found}},
		"knows another role": {&fakeTVS{certificate: "V2", known: map[string][]trustlist.Role{"CM1'": {trustlist.RoleCCMTFTP, trustlist.RoleCCM}}}, nil,
			reason.SignerUnknown, []reason.Code{reason.TVSWrongRole}},
	} {
		t.Run(name, func(t *testing.T) {
			j := newJudge(t, nil, oldITL(t))
			if c.set != nil {
				c.set(j.Rules)
			}
			j.tvs["sub"], j.tvs["pub"] = c.first, good()
			d := j.List(ITL, newList(t))
			requireDecision(t, d, c.code, append([]reason.Code{reason.ListStored, reason.NoCTL, reason.NotInITL, reason.NotInCache}, c.tvs...))
			require.Equal(t, []string{"sub", "pub"}[:len(c.tvs)], j.asked)
			require.Equal(t, "TVS sub:2445", d.Checks[4].Place)
			if d.Checks[4].Code == reason.TVSWrongRole {
				require.Equal(t, "it knows it as CCM+TFTP or CCM", d.Checks[4].Detail)
			}
		})
	}
}

// TestTVSVerifiesSigners: by the setting the signer of a list is asked about with its certificate, where the list holds that in full;
// what is known by name only is asked for by name.
func TestTVSVerifiesSigners(t *testing.T) {
	for name, c := range map[string]struct {
		verify  bool
		ask     func(*testing.T, *judging) Decision
		command tvs.Command
	}{
		"query":                             {false, func(t *testing.T, j *judging) Decision { return j.List(ITL, newList(t)) }, tvs.QueryRequest},
		"verify":                            {true, func(t *testing.T, j *judging) Decision { return j.List(ITL, newList(t)) }, tvs.VerifyRequest},
		"verify, a list without its signer": {true, func(t *testing.T, j *judging) Decision { return j.List(ITL, of("CM1'", sast("IR"), tvsr("V1"))(t)) }, tvs.QueryRequest},
		"verify, a configuration": {true, func(t *testing.T, j *judging) Decision {
			return j.SignedConfiguration(signed("CM1'", []byte("<device/>"))(t))
		}, tvs.QueryRequest},
	} {
		t.Run(name, func(t *testing.T) {
			j := newJudge(t, nil, oldITL(t)).knows("CM1'")
			j.Rules.TVSVerifiesSigners = c.verify
			var asked []tvs.Command
			j.Ask = func(server content.Server, q *Question) Answer {
				asked = append(asked, q.Request().Command)
				return j.ask(server, q)
			}
			require.Equal(t, reason.VouchedByTVS, c.ask(t, j).Code)
			require.Equal(t, []tvs.Command{c.command}, asked)

			j.tvs["pub"].known, j.tvs["sub"].known = nil, nil
			require.Equal(t, reason.SignerUnknown, c.ask(t, j).Code, "nobody knows it")
		})
	}
}

func TestTVSObstacles(t *testing.T) {
	for name, c := range map[string]struct {
		itl  func(*testing.T) *content.File
		set  func(*judging)
		code reason.Code
	}{
		"model without SBD":     {oldITL, func(j *judging) { j.Rules = a7960() }, reason.NoSBD},
		"not about lists":       {oldITL, func(j *judging) { j.Rules.TVSForListSigners = false }, reason.TVSDisabled},
		"no TVS record":         {of("CM1", sast("CM1"), tftp("CM1")), func(*judging) {}, reason.NoTVSRecord},
		"no TVS server":         {oldITL, func(j *judging) { j.Held.Config = &content.Config{} }, reason.NoTVSServer},
		"no configuration":      {oldITL, func(j *judging) { j.Held.Config = nil }, reason.NoTVSServer},
		"default configuration": {oldITL, func(j *judging) { j.Held.Config.Default = true }, reason.NoTVSServer},
	} {
		t.Run(name, func(t *testing.T) {
			j := newJudge(t, nil, c.itl(t)).knows("CM1'")
			c.set(j)
			d := j.List(ITL, newList(t))
			requireDecision(t, d, reason.SignerUnknown, nil)
			require.Equal(t, c.code, d.Checks[len(d.Checks)-1].Code)
			require.Empty(t, j.asked)
		})
	}
}

// TVS servers are authenticated by the ITL from before the boot, also after a new one is held.
func TestTVSIsAuthenticatedByTheITLFromBeforeTheBoot(t *testing.T) {
	old, new := oldITL(t), of("IR", sast("IR"), tftp("CM1'"), tvsr("V8"))(t)
	j := newJudge(t, nil, new).knows("CM9")
	j.Held.TVSRecords = old
	requireDecision(t, j.SignedConfiguration(signed("CM9", []byte("<device/>"))(t)), reason.VouchedByTVS, nil)
	j.Held.TVSRecords = new
	requireDecision(t, j.SignedConfiguration(signed("CM9", []byte("<device/>"))(t)), reason.SignerUnknown, nil)
}

// question asks about the signer of newList, as a judge does.
func question(t *testing.T) *Question {
	l, err := newList(t).List()
	require.NoError(t, err)
	return signerQuestion(&l.Header, Signer(&l.Header), &listPurposes[ITL], ITL)
}

func TestCache(t *testing.T) {
	q, peer := question(t), peerQuestion(id(t, "tomcat").Cert, trustlist.RoleAppServer)
	cert := id(t, "CM1'").Cert.Raw
	cache := Cache(nil).Remember(q, &Answer{Certificate: cert, Roles: signers}, t0)
	require.Equal(t, t0.Add(24*time.Hour), cache[0].Expires, "an answer without a lifetime")
	require.NotNil(t, cache.answer(q, t0.Add(24*time.Hour-time.Second)))
	require.Nil(t, cache.answer(q, t0.Add(24*time.Hour)), "expired")
	require.Nil(t, cache.answer(peer, t0), "another certificate")

	cache = cache.Remember(q, &Answer{Certificate: cert, Roles: []trustlist.Role{trustlist.RoleCCM}, TTL: time.Hour}, t0)
	require.Len(t, cache, 1, "in place of the older answer")
	require.Nil(t, cache.answer(q, t0), "another role")

	cache = cache.Remember(peer, &Answer{Certificate: id(t, "tomcat").Cert.Raw, Roles: []trustlist.Role{trustlist.RoleAppServer}}, t0.Add(2*time.Hour))
	require.Len(t, cache, 1, "the expired one goes")
	require.NotNil(t, cache.answer(peer, t0.Add(2*time.Hour)))
	cache[0].Certificate = cert
	require.Nil(t, cache.answer(peer, t0.Add(2*time.Hour)), "a server is known in full")
}

func TestCacheIsBounded(t *testing.T) {
	var cache Cache
	for i := range 3 * maxCache {
		cache = cache.Remember(&Question{issuer: "CN=x", serial: []byte{byte(i)}}, &Answer{}, t0)
	}
	require.Len(t, cache, maxCache)
	require.Equal(t, []byte{3*maxCache - 1}, cache[maxCache-1].Serial)
}

func TestJudgeUsesTheCache(t *testing.T) {
	j := newJudge(t, nil, oldITL(t))
	j.Held.Cache = Cache(nil).Remember(question(t), &Answer{Certificate: id(t, "CM1'").Cert.Raw, Roles: signers, TTL: time.Hour}, t0)
	d := j.List(ITL, newList(t))
	requireDecision(t, d, reason.VouchedByCache, []reason.Code{reason.ListStored, reason.NoCTL, reason.NotInITL, reason.Found})
	require.Equal(t, "until 2024-05-06 08:00:00 UTC", d.Checks[3].Detail)
	require.Empty(t, j.asked)
}
