package lab_test

import (
	"cmp"
	"context"
	"crypto/rsa"
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
	"tvslab/sim/pki"
)

// sequences is how many random histories TestTrustRule plays unless -rapid.checks or the environment says otherwise; the
// project's own check plays thousands.
const sequences = "500"

func init() {
	count := cmp.Or(os.Getenv("TVSLAB_SEQUENCES"), sequences)
	if err := flag.Lookup("rapid.checks").Value.Set(count); err != nil {
		panic("TVSLAB_SEQUENCES: " + err.Error())
	}
}

// shortKeys gives every certificate a key of 1024 bits: trust does not depend on lengths, and signing is most of the work.
type shortKeys struct{ *keypool.Pool }

// RSA implements pki.KeySource.
func (k shortKeys) RSA(_ int, n uint64) (*rsa.PrivateKey, error) { return k.Pool.RSA(1024, n) }

// history is a random lab with, for each of its phones, what the rule says of it. Groups are of several phones, and what
// happens happens to parts of them.
type history struct {
	*rapid.T
	lab   *lab.Lab
	twin  *lab.Lab // to which the same happens; may be nil
	rules map[lab.Phone]*believer
}

// TestTrustRule plays random operations, boots and absences on random clusters of every release. After each, the
// verdict of the lab's phones is what an independent statement of the trust rule says. rapid prints the seed of a
// failure and shrinks it.
func TestTrustRule(t *testing.T) {
	pool, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	rapid.Check(t, func(rt *rapid.T) {
		h := newHistory(rt, shortKeys{pool})
		h.compare("at the start")
		h.boot(h.lab.Phones())
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			step := rapid.SampledFrom(steps).Draw(rt, "step")
			step.do(h)
			h.lab.Advance(rapid.SampledFrom([]time.Duration{time.Second, time.Minute, 10 * time.Minute}).Draw(rt, "time"))
			h.compare(step.name)
		}
	})
}

// step is something that may happen; what the cluster refuses changes nothing, which is part of the test.
type step struct {
	name string
	do   func(*history)
}

var steps = []step{
	{"regenerate", func(h *history) {
		store := rapid.SampledFrom([]cucm.Store{cucm.CallManager, cucm.TVS, cucm.ITLRecovery, cucm.CAPF, cucm.CallManagerECDSA}).Draw(h.T, "store")
		h.try(sim.Regenerate(store, h.node()))
	}},
	{"regenerate everywhere", func(h *history) {
		for _, store := range rapid.SampledFrom([][]cucm.Store{
			{cucm.CallManager, cucm.TVS}, {cucm.CallManager}, {cucm.TVS, cucm.ITLRecovery}, {cucm.CallManager, cucm.TVS, cucm.ITLRecovery},
		}).Draw(h.T, "stores") {
			h.try(sim.Regenerate(store, "all"))
		}
	}},
	{"restart", func(h *history) { h.service(sim.Restart) }},
	{"restart everywhere", func(h *history) { h.restart(sim.ServiceTFTP, sim.ServiceTVS) }},
	{"stop", func(h *history) { h.service(sim.Stop) }},
	{"start", func(h *history) { h.service(sim.Start) }},
	{"itl reset", func(h *history) { h.try(sim.ResetITL) }},
	{"ctl update", func(h *history) { h.try(sim.UpdateCTL) }},
	{"ctl reset", func(h *history) { h.try(sim.ResetCTL) }},
	{"mixed mode", func(h *history) { h.try(sim.SetMixedMode) }},
	{"non-secure mode", func(h *history) { h.try(sim.SetNonSecureMode) }},
	{"ctl client", func(h *history) {
		h.try(sim.CTLClient("SAST-A", "SAST-A", "SAST-B"))
	}},
	{"rollback parameter", func(h *history) {
		value := rapid.SampledFrom([]string{"True", "False"}).Draw(h.T, "value")
		h.try(sim.SetParameter(sim.ParamRollback, value))
		h.restart(sim.ServiceTFTP)
	}},
	{"replication", func(h *history) {
		broken := rapid.Bool().Draw(h.T, "broken")
		h.try(sim.SetReplication(h.node(), broken))
	}},
	{"node", func(h *history) {
		down := rapid.Bool().Draw(h.T, "down")
		h.try(sim.SetDown(h.node(), down))
	}},
	{"upload", func(h *history) {
		from, to := h.node(), h.node()
		h.try(func(c *sim.Cluster) error {
			return sim.Upload(cucm.PhoneSASTTrust, c.Node(from).Certificate(cucm.CallManager), to)(c)
		})
	}},
	{"years", func(h *history) {
		years := rapid.SampledFrom([]int{1, 3, 5}).Draw(h.T, "years")
		h.both(func(l *lab.Lab) error { l.Advance(time.Duration(years) * 365 * 24 * time.Hour); return nil })
	}},
	{"boot", func(h *history) { h.boot(h.some()) }},
	{"boot all", func(h *history) { h.boot(h.lab.Phones()) }},
	{"absence", func(h *history) {
		away := h.some()
		h.both(func(l *lab.Lab) error { l.PowerOff(away); return nil })
	}},
	{"delete lists", func(h *history) {
		erased := h.some()
		h.both(func(l *lab.Lab) error { return l.DeleteTrustList(context.Background(), trust.Lists[:], erased) })
		for p := range h.lab.Each(erased) {
			b := h.rules[p]
			b.ctl, b.itl = nil, nil
			if p.On() {
				b.boot(h.lab.Cluster(), p.Name())
			}
		}
	}},
}

func newHistory(rt *rapid.T, keys pki.KeySource) *history {
	cfg := lab.Config{Cluster: drawCluster(rt, keys), Settings: phoneSetting()}
	cfg.Settings.TVSFailoverOnUnknown = rapid.Bool().Draw(rt, "next TVS after unknown")
	dates := rapid.IntRange(0, 3).Draw(rt, "dates count") > 0
	if !dates {
		cfg.Settings.CheckValidityOf = nil
	}
	blankOpens := rapid.Bool().Draw(rt, "a blank ITL opens")
	if blankOpens {
		cfg.Settings.BlankITLWithCTL = phone.BlankAccept
	}
	var tftp, group []string
	for _, n := range cfg.Cluster.Nodes {
		group = append(group, n.Name)
		if len(n.Roles) > 3 {
			tftp = append(tftp, n.Name)
		}
	}
	for _, model := range []string{"8841", "7940"} {
		servers := rapid.Permutation(tftp).Draw(rt, "tftp")
		cfg.Groups = append(cfg.Groups, lab.Group{
			Name: model, Model: model, Count: 3, TFTP: servers[:min(2, len(servers))], Nodes: rapid.Permutation(group).Draw(rt, "group"),
		})
	}
	l, err := lab.New(context.Background(), cfg)
	require.NoError(rt, err)
	h := &history{T: rt, lab: l, rules: map[lab.Phone]*believer{}}
	for p := range l.Each(l.Phones()) {
		h.rules[p] = &believer{sbd: p.Model().SBD, tftp: p.TFTP(), tvs: p.CallManagerGroup(), askNext: cfg.Settings.TVSFailoverOnUnknown,
			blankOpens: blankOpens, dates: dates}
	}
	return h
}

// drawCluster draws one to three nodes, not all of them TFTP servers, in any mode the release has. Phones reset only
// when the history says so.
func drawCluster(rt *rapid.T, keys pki.KeySource) sim.Config {
	release, err := cucm.ParseRelease(rapid.SampledFrom(cucm.ReleaseNames()).Draw(rt, "release"))
	require.NoError(rt, err)
	modes := []sim.Mode{sim.NonSecure}
	if release.Rules().CTLSigner != "" {
		modes = append(modes, sim.MixedTokenless)
	}
	if release.Rules().Tokens {
		modes = append(modes, sim.MixedToken)
	}
	cfg := sim.Config{
		Release: release, Mode: rapid.SampledFrom(modes).Draw(rt, "mode"), Settings: cucm.SettingRows().Defaults(), Keys: keys,
		Tokens: []string{"SAST-A", "SAST-B"}, Org: pki.Organization{Unit: "Lab", Name: "Example"},
		Start: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC),
		Nodes: []sim.NodeSpec{{Name: "pub", Roles: []sim.Role{sim.Publisher, sim.RoleCCM, sim.RoleTVS, sim.RoleTFTP, sim.RoleCAPF}}},
	}
	cfg.Settings.AutoReset = false
	for _, name := range []string{"sub1", "sub2"}[:rapid.IntRange(0, 2).Draw(rt, "subscribers")] {
		roles := []sim.Role{sim.Subscriber, sim.RoleCCM, sim.RoleTVS}
		if rapid.Bool().Draw(rt, "tftp") {
			roles = append(roles, sim.RoleTFTP)
		}
		cfg.Nodes = append(cfg.Nodes, sim.NodeSpec{Name: name, Roles: roles})
	}
	return cfg
}

func (h *history) node() string {
	nodes := h.lab.Cluster().Nodes
	return nodes[rapid.IntRange(0, len(nodes)-1).Draw(h.T, "node")].Name
}

// some are phones of one group or of several: one of them, a part, or all.
func (h *history) some() devices.Set {
	var spans []devices.Span
	for p := range h.lab.Each(h.lab.Phones()) {
		if rapid.Bool().Draw(h.T, "phone") {
			spans = append(spans, p.Alone()...)
		}
	}
	return devices.Of(spans...)
}

// both does something to the lab and to its twin, which agree whether it can be done.
func (h *history) both(do func(*lab.Lab) error) {
	err := do(h.lab)
	if h.twin != nil {
		require.Equal(h, fmt.Sprint(err), fmt.Sprint(do(h.twin)))
	}
	if err != nil {
		h.Log("refused:", err)
	}
}

func (h *history) try(op sim.Op) {
	h.both(func(l *lab.Lab) error { return l.Do(op) })
}

func (h *history) service(change func(service string, nodes ...string) sim.Op) {
	service := rapid.SampledFrom([]string{sim.ServiceTFTP, sim.ServiceTVS, sim.ServiceCCM}).Draw(h.T, "service")
	h.try(change(service, h.node()))
}

func (h *history) restart(services ...string) {
	for _, s := range services {
		h.try(sim.Restart(s, "all"))
	}
}

// boot resets the phones, and powers on those that were off.
func (h *history) boot(set devices.Set) {
	on := h.lab.Where(set, lab.Phone.On)
	h.both(func(l *lab.Lab) error { return l.Reset(context.Background(), phone.Reset, on) })
	h.both(func(l *lab.Lab) error { return l.PowerOn(context.Background(), set) })
	for p := range h.lab.Each(set) {
		if b := h.rules[p]; b != nil {
			b.boot(h.lab.Cluster(), p.Name())
		}
	}
}

func (h *history) compare(after string) {
	for p := range h.lab.Each(h.lab.Phones()) {
		v := h.lab.Judge(context.Background(), p)
		if b := h.rules[p]; b.config != "" {
			require.Equal(h, b.config, v.Config, "configuration of %s after %s", p.Name(), after)
		}
		require.Equal(h, h.rules[p].standing(h.lab.Cluster()), v.Trust, "%s after %s: %s", p.Name(), after, trust.Explain(v.Decision))
	}
}
