package lab_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/event"
	"tvslab/phone"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
	"tvslab/sim/pki"
)

// TestClassesAgree plays random histories twice: in a lab whose phones act by class, and in one in which every phone acts for
// real. Told phone by phone, events, logs, what is stored, reports and verdicts are the same.
func TestClassesAgree(t *testing.T) {
	pool, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	rapid.Check(t, func(rt *rapid.T) {
		p := newPair(rt, shortKeys{pool})
		p.boot(p.lab.Phones())
		p.agree("the first boot")
		all := slices.Concat(steps, deeds)
		for range rapid.IntRange(1, 10).Draw(rt, "steps") {
			step := rapid.SampledFrom(all).Draw(rt, "step")
			step.do(p.history)
			advance := rapid.SampledFrom([]time.Duration{time.Second, time.Minute, 10 * time.Minute}).Draw(rt, "time")
			p.both(func(l *lab.Lab) error { l.Advance(advance); return nil })
			p.agree(step.name)
		}
	})
}

// pair is a history of two labs, and what each told.
type pair struct {
	*history
	events, twins []event.Event
	logs, twinLog []event.Event
}

func newPair(rt *rapid.T, keys pki.KeySource) *pair {
	p := &pair{}
	cfg := lab.Config{Cluster: drawCluster(rt, keys), Settings: phoneSetting()}
	cfg.Cluster.Settings.AutoReset = rapid.Bool().Draw(rt, "auto reset")
	nodes := []string{"pub"}
	for _, model := range []string{"8841", "7940"} {
		cfg.Groups = append(cfg.Groups, lab.Group{Name: model, Model: model, Count: 3, TFTP: nodes, Nodes: nodes, Dot1X: rapid.Bool().Draw(rt, "802.1X")})
	}
	open := func(events, logs *[]event.Event) *lab.Lab {
		cfg.Observe = func(e event.Event) { *events = append(*events, e) }
		cfg.Log = func(line event.Event) { *logs = append(*logs, line) }
		l, err := lab.New(context.Background(), cfg)
		require.NoError(rt, err)
		l.Authenticator().Trust(l.Cluster().Manufacturers().CA(false).X509)
		l.Authenticator().Trust(l.Cluster().Manufacturers().CA(true).X509)
		return l
	}
	p.history = &history{T: rt, lab: open(&p.events, &p.logs), twin: open(&p.twins, &p.twinLog), rules: map[lab.Phone]*believer{}}
	for one := range p.lab.Each(p.lab.Phones()) {
		p.rules[one] = &believer{} // what the rule says is another test's question
	}
	p.twin.Apart()
	return p
}

// deeds are what may happen to phones, beside steps.
var deeds = []step{
	{"security profile", func(h *history) {
		set, mode := h.some(), rapid.SampledFrom([]string{"non-secure", "authenticated", "encrypted"}).Draw(h.T, "mode")
		by := rapid.SampledFrom([]string{"", "by-null-string", "by-authentication-string", "by-existing-lsc", "by-existing-mic"}).Draw(h.T, "by")
		h.on(set, sim.SetSecurityProfile(set, mode, by))
	}},
	{"encrypted configurations", func(h *history) {
		set, on := h.some().And(h.lab.Group("8841", 0, 0)), rapid.SampledFrom([]bool{true, true, false}).Draw(h.T, "on")
		h.on(set, sim.SetEncryptedConfig(set, on))
		h.boot(set)
	}},
	{"load", func(h *history) {
		set := h.some()
		h.on(set, sim.SetLoad(set, rapid.SampledFrom([]string{"sip.1", "sip.2"}).Draw(h.T, "load")))
		h.boot(set)
	}},
	{"certificate operation", func(h *history) {
		set, kind := h.some(), rapid.SampledFrom([]capf.Kind{capf.Install, capf.Install, capf.Delete, capf.Troubleshoot, capf.None}).Draw(h.T, "kind")
		h.on(set, sim.SetCertificateOperation(set, string(kind)))
		h.boot(set)
	}},
	{"install LSC", func(h *history) {
		set := h.some()
		h.both(func(l *lab.Lab) error { return l.InstallLSC(context.Background(), set) })
	}},
	{"update LSC", func(h *history) {
		set, typed := h.some(), rapid.SampledFrom([]string{"", "wrong"}).Draw(h.T, "typed")
		h.both(func(l *lab.Lab) error { return l.UpdateLSC(context.Background(), typed, set) })
	}},
	{"fault", func(h *history) {
		f := lab.Fault{Phones: h.some(), Port: rapid.SampledFrom([]int{0, 69, 2445, 3804}).Draw(h.T, "port")}
		h.both(func(l *lab.Lab) error { return l.Block(f) })
	}},
	{"move", func(h *history) {
		set, node := h.some(), h.node()
		h.both(func(l *lab.Lab) error { return l.Move(set, []string{node}, []string{node}) })
	}},
	{"factory reset", func(h *history) {
		set := h.some()
		h.both(func(l *lab.Lab) error { return l.FactoryReset(context.Background(), set) })
	}},
	{"apply configuration", func(h *history) {
		set := h.some()
		h.both(func(l *lab.Lab) error { return l.Reset(context.Background(), phone.ApplyConfig, set) })
	}},
	{"delete one list", func(h *history) {
		set, which := h.some(), rapid.SampledFrom(trust.Lists[:]).Draw(h.T, "list")
		h.both(func(l *lab.Lab) error { return l.DeleteTrustList(context.Background(), []trust.List{which}, set) })
	}},
	{"regenerate CAPF", func(h *history) {
		h.try(sim.Regenerate(cucm.CAPF, "pub"))
		h.try(sim.Restart(sim.ServiceCAPF, "pub"))
	}},
	{"year", func(h *history) {
		h.both(func(l *lab.Lab) error { l.Advance(3 * 365 * 24 * time.Hour); return nil })
	}},
}

// on does an operation on devices, unless there are none: no devices are all to the cluster.
func (h *history) on(set devices.Set, op sim.Op) {
	if len(set) > 0 {
		h.try(op)
	}
}

// agree compares all that can be seen of the two labs.
func (p *pair) agree(after string) {
	ctx := context.Background()
	require.Equal(p, p.twins, p.events, "events until after %s", after)
	require.Equal(p, p.twinLog, p.logs, "logs until after %s", after)
	p.events, p.twins, p.logs, p.twinLog = nil, nil, nil, nil
	for one := range p.lab.Each(p.lab.Phones()) {
		other, ok := p.twin.Phone(one.Name())
		require.True(p, ok)
		name := one.Name() + " after " + after
		require.Equal(p, other.On(), one.On(), name)
		require.Equal(p, other.Report(), one.Report(), name)
		require.Equal(p, stored(p, other), stored(p, one), name)
		require.Equal(p, p.twin.Judge(ctx, other), p.lab.Judge(ctx, one), name)
		require.Equal(p, p.twin.Helps(ctx, other), p.lab.Helps(ctx, one), name)
		require.Equal(p, p.twin.Services(ctx, other), p.lab.Services(ctx, one), name)
		require.Equal(p, p.twin.Cluster().Device(one.Name()).AuthString, p.lab.Cluster().Device(one.Name()).AuthString, name)
	}
	require.Empty(p, p.twin.Cluster().Compare(p.lab.Cluster()), after)
}

// stored is what can be compared of what a phone has stored: bytes for files, the certificate for the LSC.
func stored(t require.TestingT, p lab.Phone) []any {
	s := p.State()
	seen := []any{s.ConfigName, s.Status, s.Stale, s.Session, s.AuthString, s.Cache, s.ParsedConfig, s.Short, s.AsksEncrypted, s.Load}
	for _, list := range s.Lists {
		if seen = append(seen, list.From); list.File != nil {
			seen = append(seen, list.File.Sum())
		}
	}
	if s.LSC != nil {
		der, err := s.LSC.DER()
		require.NoError(t, err)
		key, err := s.LSC.Key()
		require.NoError(t, err)
		seen = append(seen, s.LSC.Device, s.LSC.Serial, der, key.Public())
	}
	return seen
}
