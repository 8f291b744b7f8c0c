package explore_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/explore"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/scenarios/site"
	"tvslab/sim/lab"
	"tvslab/testrace"
)

// pool are steps that random plans are made of.
var pool = []string{
	"regenerate: {certificate: CallManager, nodes: all}", "regenerate: {certificate: TVS, nodes: all}", "regenerate: {certificate: CallManager, nodes: cucm-pub}",
	"regenerate: {certificate: [CallManager, TVS], nodes: cucm-sub1}", "regenerate: {certificate: CAPF, nodes: cucm-pub}",
	"restart: {service: Cisco Tftp, nodes: all}", "restart: {service: Cisco Trust Verification Service, nodes: all}",
	"restart: {service: [Cisco CallManager, Cisco Tftp, Cisco Trust Verification Service], nodes: all}",
	"wait: registered", "wait: 5m", "reset: all", "reset: desk", "power-off: hall", "power-on: all", "restart-phone: all",
	"expect: {desk: {trust: current}}",
}

// later and mixed are steps for some releases, and for mixed mode.
var (
	later = []string{"regenerate: {certificate: ITLRecovery, nodes: cucm-pub}", `cli: {node: cucm-pub, run: utils itl reset localkey}`}
	mixed = []string{`cli: {node: cucm-pub, run: utils ctl update CTLFile, answer: ["y"]}`, `cli: {node: cucm-pub, run: utils ctl update CTLFile, answer: ["y"]}`}
)

// randomPlan returns plan number n.
func randomPlan(t testing.TB, n int) (*scenarios.Scenario, *rand.Rand) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(n), 7))
	release := []string{"9.1", "10.5(2)", "11.5", "12.5", "14"}[r.IntN(5)]
	mode, steps := "non-secure", pool
	if release != "9.1" {
		steps = append(steps[:len(steps):len(steps)], later...)
		if r.IntN(2) == 0 {
			mode, steps = "mixed-tokenless", append(steps[:len(steps):len(steps)], mixed...)
		}
	}
	text := "  - power-on: all\n  - wait: registered\n"
	for range 3 + r.IntN(4) {
		text += "  - " + steps[r.IntN(len(steps))] + "\n"
	}
	return cell(t, release, mode, text), r
}

// plans is how many random plans are explored: TVSLAB_PLANS, else some.
func plans(t testing.TB) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("TVSLAB_PLANS"))
	switch {
	case err == nil:
		return n
	case testrace.On:
		return 2
	}
	return 12
}

// TestSound: whatever is found around random plans is played by run, in memory and over sockets.
func TestSound(t *testing.T) {
	causes := 0
	for n := range plans(t) {
		s, _ := randomPlan(t, n)
		p, err := explore.NewPlan(t.Context(), s, explore.Config{Keys: keys(t)})
		require.NoError(t, err)
		if !playable(t, s) {
			continue // a step of it is refused
		}
		for _, c := range searched(t, p, explore.Bounds{Most: 1}, explore.Options{All: true}).Causes {
			causes++
			replay(t, c, nil)
			replay(t, c, &lab.Sockets{})
		}
	}
	t.Logf("%d examples of %d plans", causes, plans(t))
	require.NotZero(t, causes)
}

func playable(t testing.TB, s *scenarios.Scenario) bool {
	t.Helper()
	_, err := scenarios.Run(t.Context(), s, scenarios.Options{Keys: keys(t)})
	return err == nil
}

// TestMachine: phones of random courses stand as those of a plain runner do, whose certificates and clocks are of every run, after each step.
func TestMachine(t *testing.T) {
	faults := append([]string{"fault: {kind: node-down, nodes: cucm-sub1}", "heal: {kind: node-down, nodes: cucm-sub1}", "fault: {kind: replication-broken, nodes: cucm-sub1}",
		"heal: {kind: replication-broken, nodes: cucm-sub1}", "stop: {service: Cisco Tftp, nodes: cucm-pub}", "start: {service: Cisco Tftp, nodes: cucm-pub}",
		"fault: {kind: service-port-blocked, port: 2445}", "heal: {kind: service-port-blocked, port: 2445}", "advance: 40m", "delete-trust-list: floor",
		"power-off: \"50% of hall\"", "move: {phones: lobby, tftp: [cucm-sub1]}"}, pool[:len(pool)-1]...)
	for _, at := range [][2]string{{"9.1", "non-secure"}, {"11.5", "mixed-tokenless"}, {"12.5", "mixed-tokenless"}} {
		s := cell(t, at[0], at[1], inTurn)
		p := planned(t, s)
		for n := range 12 {
			course(t, p, s, faults, rand.New(rand.NewPCG(uint64(n), 3)))
		}
	}
}

// course does random steps on a machine that remembers, and on a runner.
func course(t *testing.T, p *explore.Plan, s *scenarios.Scenario, texts []string, r *rand.Rand) {
	t.Helper()
	runner, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: keys(t)})
	require.NoError(t, err)
	state := p.Start()
	done := []string{"power-on: all"}
	for range 12 {
		done = append(done, texts[r.IntN(len(texts))])
	}
	for i, text := range done {
		step, err := runner.Read(text)
		require.NoError(t, err)
		do, err := p.Read(text)
		require.NoError(t, err)
		refused := runner.Take(t.Context(), step)
		next, err := p.Do(t.Context(), state, do)
		require.Equal(t, refused != nil, err != nil, "%s: %v, %v", text, refused, err)
		if err == nil {
			state = next
		}
		require.Equal(t, runnerStands(t, runner), machineStands(t, p, state), strings.Join(done[:i+1], "\n"))
	}
}

func runnerStands(t *testing.T, r *scenarios.Runner) (lines []string) {
	t.Helper()
	f := r.Fork(nil)
	require.NoError(t, f.Lab.Settle(t.Context()))
	for _, one := range f.Lab.Stands(t.Context(), f.Lab.Phones()) {
		v := one.Verdict
		lines = append(lines, fmt.Sprint(one.Phone.Group(), one.Phones.Len(), one.Phone.On(), v.Trust, v.List, v.Decision.Code, v.Registered))
	}
	return lines
}

func machineStands(t *testing.T, p *explore.Plan, s *explore.State) (lines []string) {
	t.Helper()
	all, err := p.Stands(t.Context(), s)
	require.NoError(t, err)
	for _, stands := range all {
		for _, one := range stands {
			lines = append(lines, fmt.Sprint(one.Group, one.Count, one.On, one.Trust, one.List, one.Decision.Code, one.Registered))
		}
	}
	return lines
}

// TestMatrix: what is found in a cell of a scenario with a matrix is a scenario of that cell.
func TestMatrix(t *testing.T) {
	for name, at := range map[string]struct {
		cell site.Cell
		kind string
	}{
		"callmanager-and-tvs-together-le-11-5-both-nodes":   {site.Cell{Release: "9.1", Mode: "non-secure"}, "skip"},
		"regen-callmanager-mixed-ctl-not-updated-publisher": {site.Cell{Release: "11.5", Mode: "mixed-tokenless"}, "skip"},
	} {
		found, err := library.Find(name)
		require.NoError(t, err)
		s, err := found[0].For(at.cell)
		require.NoError(t, err)
		r := searched(t, planned(t, s), explore.Bounds{Most: 1, Kinds: []string{at.kind}}, explore.Options{All: true})
		require.NotEmpty(t, r.Causes, name)
		for _, c := range r.Causes {
			one := loaded(t, []byte(c.Scenario))
			require.Equal(t, at.cell, one.Cell)
			replay(t, c, nil)
		}
	}
}
