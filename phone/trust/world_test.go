package trust

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/content"
	"tvslab/phone/internal/testfiles"
	"tvslab/phone/reason"
	"tvslab/trustlist"
	"tvslab/tvs"
)

var (
	t0 = testfiles.T0
	id = testfiles.ID
)

type rec = testfiles.Record

func sast(name string) rec { return rec{Role: trustlist.RoleSAST, Name: name} }
func tftp(name string) rec { return rec{Role: trustlist.RoleCCMTFTP, Name: name} }
func tvsr(name string) rec { return rec{Role: trustlist.RoleTVS, Name: name} }

func none(*testing.T) *content.File { return nil }

// of returns a list with these records.
func of(signer string, records ...rec) func(*testing.T) *content.File {
	return func(t *testing.T) *content.File { return content.NewFile(testfiles.List(t, signer, records...)) }
}

func build(t *testing.T, lt trustlist.ListTemplate, signer string) *content.File {
	return content.NewFile(testfiles.Build(t, lt, signer))
}

// signed returns a configuration.
func signed(signer string, payload []byte) func(*testing.T) *content.File {
	return func(t *testing.T) *content.File { return content.NewFile(testfiles.Sign(t, signer, payload)) }
}

func raw(data []byte) func(*testing.T) *content.File {
	return func(*testing.T) *content.File { return content.NewFile(data) }
}

// The lists of a cluster before 12.0 and what comes after them.
var (
	oldITL   = of("CM1", sast("CM1"), sast("IR"), tftp("CM1"), tvsr("V1"), tvsr("V2"))
	blankITL = of("CM1", sast("CM1"))
	oldCTL   = of("CM1", sast("CM1"), sast("IR"), tftp("CM1"), tftp("CM2"))
	tokenCTL = of("T1", sast("T1"), sast("T2"), tftp("CM1"), tftp("CM2"))
	newList  = of("CM1'", sast("CM1'"), tftp("CM1'"), tvsr("V1"))
	byIR     = of("IR", sast("IR"), sast("CM1'"), tftp("CM1'"))
)

// Rules of models with the settings that phones have unless somebody changes them.
func an8841() *Rules {
	return &Rules{
		SBD: true, SHA512: true, MaxFile: 2048 * 1024, TVSFailoverOnTLSFailure: true, TVSForListSigners: true,
		Validity:            Validity{Signers: true, CallManagers: true, TVS: true, CAPF: true, HTTPS: true},
		ITLSignerRolesInCTL: []trustlist.Role{trustlist.RoleSAST, trustlist.RoleCCMTFTP},
	}
}

func a7975() *Rules {
	r := an8841()
	r.SHA512, r.MaxKeyBits, r.MaxFile = false, 2048, 550001
	return r
}

func a7960() *Rules {
	r := a7975()
	r.SBD = false
	return r
}

// fakeTVS is a TVS server: the certificate it presents, and what it knows in which roles.
type fakeTVS struct {
	certificate string
	known       map[string][]trustlist.Role
	code        reason.Code // it cannot be asked, for this reason
}

// judging is a Judge with TVS servers by address.
type judging struct {
	Judge
	t     testing.TB
	tvs   map[string]*fakeTVS
	asked []string
}

// newJudge returns an 8841 that holds these lists and a configuration with the TVS servers sub and pub, of which none
// answers.
func newJudge(t testing.TB, ctl, itl *content.File) *judging {
	config, err := content.ParseConfig(testfiles.Config(content.ModeNonSecure))
	require.NoError(t, err)
	j := &judging{t: t, tvs: map[string]*fakeTVS{}}
	j.Judge = Judge{Rules: an8841(), Now: t0, Ask: j.ask,
		Held: Held{Lists: [...]*content.File{CTL: ctl, ITL: itl}, TVSRecords: itl, Config: config}}
	return j
}

// signers are the roles of a CallManager certificate in TVS answers.
var signers = []trustlist.Role{trustlist.RoleSAST, trustlist.RoleCCMTFTP}

// knows makes both nodes' TVS vouch for these certificates.
func (j *judging) knows(names ...string) *judging {
	known := map[string][]trustlist.Role{}
	for _, name := range names {
		known[name] = signers
	}
	j.tvs["pub"], j.tvs["sub"] = &fakeTVS{certificate: "V1", known: known}, &fakeTVS{certificate: "V2", known: known}
	return j
}

// ask is what a phone with a network does: it looks at the server's certificate, asks, and lets the question read the
// answer.
func (j *judging) ask(server content.Server, q *Question) Answer {
	j.asked = append(j.asked, server.Address)
	s := j.tvs[server.Address]
	switch {
	case s == nil:
		return Answer{Code: reason.TVSUnreachable}
	case s.code != "":
		return Answer{Code: s.code, Detail: "in the way"}
	}
	switch err := j.TVSServer(id(j.t, s.certificate).Cert.Raw); {
	case errors.As(err, new(*DateError)):
		return Answer{Code: reason.TVSCertificateExpired}
	case err != nil:
		return Answer{Code: reason.TVSCertificateMismatch}
	}
	return q.Read(tvs.Respond(testfiles.Authority{T: j.t, Known: s.known}, q.Request()))
}

// requireDecision compares code and checks, and that every word of the decision can be told.
func requireDecision(t *testing.T, d Decision, code reason.Code, checks []reason.Code) {
	t.Helper()
	require.Equal(t, code, d.Code, "%+v", d)
	accepting := slices.ContainsFunc(reason.Codes(), func(i reason.Info) bool { return i.Code == code && i.Topic == reason.Accepting })
	require.Equal(t, accepting, d.Accepted)
	if checks != nil {
		require.Equal(t, checks, codesOf(d.Checks))
	}
	lines := Explain(d)
	require.GreaterOrEqual(t, len(lines), 2)
	for _, line := range lines {
		require.NotContains(t, line, "unknown code")
	}
}

func codesOf(checks []Check) []reason.Code {
	var list []reason.Code
	for _, c := range checks {
		list = append(list, c.Code)
	}
	return list
}

var errOtherKey = errors.New("other key")
