package lab_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
	"tvslab/sim/pki"
	"tvslab/testrace"
)

// site is what most statements need: publisher and subscriber, both TFTP and TVS, a phone with Security By Default and
// one without, which have booted once. Phones reset only when a test says so, and a minute passes after each act.
type site struct {
	*lab.Lab
	*testing.T
	release  cucm.Release
	sbd, old lab.Phone
}

// onEveryRelease runs a statement as a subtest per release on which it can be made; under the race detector on a fourth of them, another one
// for each statement.
func onEveryRelease(t *testing.T, applies func(*cucm.Rules) bool, statement func(*testing.T, cucm.Release)) {
	for i, name := range cucm.ReleaseNames() {
		if testrace.On && (i+len(t.Name()))%4 != 0 {
			continue
		}
		release, err := cucm.ParseRelease(name)
		require.NoError(t, err)
		if applies(release.Rules()) {
			t.Run(name, func(t *testing.T) { statement(t, release) })
		}
	}
}

func always(*cucm.Rules) bool             { return true }
func hasTokenless(r *cucm.Rules) bool     { return r.CTLSigner != "" }
func hasRecovery(r *cucm.Rules) bool      { return r.ITLRecovery }
func callManagerSigns(r *cucm.Rules) bool { return r.ITLSigner == cucm.CallManager }
func recoverySigns(r *cucm.Rules) bool    { return r.ITLSigner == cucm.ITLRecovery }
func and(a, b func(*cucm.Rules) bool) func(*cucm.Rules) bool {
	return func(r *cucm.Rules) bool { return a(r) && b(r) }
}

func newSite(t *testing.T, release cucm.Release, mode sim.Mode, change ...func(*lab.Config)) *site {
	t.Helper()
	pool, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	nodes := []string{"pub", "sub"}
	cfg := lab.Config{
		Cluster: sim.Config{
			Release: release, Mode: mode, Settings: cucm.SettingRows().Defaults(), Keys: pool, Tokens: []string{"SAST-A"},
			Org: pki.Organization{Unit: "Lab", Name: "Example"}, Start: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC),
			Nodes: []sim.NodeSpec{
				{Name: "pub", Roles: []sim.Role{sim.Publisher, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS, sim.RoleCAPF}},
				{Name: "sub", Roles: []sim.Role{sim.Subscriber, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS}},
			},
		},
		Settings: phone.DefaultSettings(),
		Groups: []lab.Group{
			{Name: "sbd", Model: "8841", Count: 1, TFTP: nodes, Nodes: nodes},
			{Name: "old", Model: "7940", Count: 1, TFTP: nodes, Nodes: nodes},
		},
	}
	cfg.Cluster.Settings.AutoReset = false
	for _, c := range change {
		c(&cfg)
	}
	l, err := lab.New(context.Background(), cfg)
	require.NoError(t, err)
	s := &site{Lab: l, T: t, release: release, sbd: at(l, 0), old: at(l, 1)}
	require.NoError(t, l.PowerOn(t.Context(), l.Phones()))
	require.Equal(t, reason.Registered, s.sbd.Report().RegisterReason)
	return s
}

// do is one act of the administrator.
func (s *site) do(op sim.Op) {
	s.Helper()
	require.NoError(s, s.Do(op))
	s.Advance(time.Minute)
}

func (s *site) regenerate(store cucm.Store, nodes ...string) {
	s.Helper()
	s.do(sim.Regenerate(store, nodes...))
}

func (s *site) restart(service string, nodes ...string) {
	s.Helper()
	s.do(sim.Restart(service, nodes...))
}

func (s *site) stop(service string, nodes ...string) {
	s.Helper()
	s.do(sim.Stop(service, nodes...))
}

// renew regenerates a certificate everywhere and restarts what uses it, as the guides say.
func (s *site) renew(stores ...cucm.Store) {
	s.Helper()
	for _, store := range stores {
		s.regenerate(store)
	}
	s.restart(sim.ServiceTVS)
	s.restart(sim.ServiceCCM)
	if s.Cluster().Publisher().ITL().SignerStore() == string(s.release.Rules().ITLSigner) {
		s.restart(sim.ServiceTFTP) // ends a signer set by utils itl reset localkey
	}
}

// signByCallManager brings the site to where CallManager signs the ITL: the natural state up to 11.5, and after
// `utils itl reset localkey` from 12.0 on. The phones have taken that ITL.
func (s *site) signByCallManager() {
	s.Helper()
	if recoverySigns(s.release.Rules()) {
		s.do(sim.ResetITL)
		s.boot(s.sbd)
	}
	require.Equal(s, string(cucm.CallManager), s.Cluster().Publisher().ITL().SignerStore())
}

func (s *site) boot(phones ...lab.Phone) {
	s.Helper()
	for _, p := range phones {
		require.NoError(s, s.Reset(s.Context(), phone.Reset, p.Alone()))
	}
}

// decision returns what the phone decided about a file at its last boot.
func (s *site) decision(p lab.Phone, file string) trust.Decision {
	s.Helper()
	i := slices.IndexFunc(p.Report().Decisions, func(d trust.Decision) bool { return d.File == file })
	require.GreaterOrEqual(s, i, 0, "%s decided nothing about %s", p.Group(), file)
	return p.Report().Decisions[i]
}

func (s *site) decided(p lab.Phone, file string, want reason.Code) {
	s.Helper()
	d := s.decision(p, file)
	require.Equal(s, want, d.Code, trust.Explain(d))
}

// found returns what the phone found at one step of its search for the signer of the file.
func (s *site) found(p lab.Phone, file, step string) []reason.Code {
	var codes []reason.Code
	for _, c := range s.decision(p, file).Checks {
		if c.Step == step {
			codes = append(codes, c.Code)
		}
	}
	return codes
}

func (s *site) trust(p lab.Phone, want lab.Trust) {
	s.Helper()
	v := s.Judge(s.Context(), p)
	require.Equal(s, want, v.Trust, trust.Explain(v.Decision))
}

func (s *site) helps(p lab.Phone, help string) bool {
	return slices.Contains(s.Helps(s.Context(), p), help)
}
