package explore_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/explore"
	"tvslab/sim/lab"
)

// refresh is the upgrade of field notice FN70613 and what it says to do after it, with a renewal of CallManager at its end.
const refresh = `  - power-on: all
  - wait: registered
  - upgrade: {release: "12.5", refresh: true}
  - wait: registered
  - cli: {node: cucm-pub, run: utils ctl reset localkey, answer: ["y"]}
  - restart: {service: [Cisco Tftp, Cisco CallManager, Cisco CTIManager], nodes: all}
  - reset: all
  - regenerate: {certificate: CallManager, nodes: all}
  - cli: {node: cucm-pub, run: utils ctl update CTLFile, answer: ["y"]}
  - restart: {service: [Cisco Tftp, Cisco CallManager, Cisco CTIManager], nodes: all}
  - reset: all
  - wait: registered
`

// TestRefreshUpgrade: after the upgrade of FN70613, phones whose only anchor is the CTL are stranded if CallManager is renewed before the CTL is
// written anew.
func TestRefreshUpgrade(t *testing.T) {
	s := cell(t, "11.5", "mixed-tokenless", refresh)
	s.Phones[2].Security.Value, s.Phones[2].LSC = "encrypted", true
	r := searched(t, planned(t, s), explore.Bounds{Most: 1, Kinds: []string{"order"}}, explore.Options{All: true})
	require.True(t, r.Exhausted)
	found := map[string]string{}
	for _, c := range r.Causes {
		found[c.Violation.String()] = c.Deviations[0]
	}
	require.Equal(t, "step 8 is done before step 5", found["lobby: locked (CTL: signer-unknown, signed by CallManager of cucm-pub)"])
}

// bare is a result without what differs between runs.
func bare(t testing.TB, r *explore.Result) string {
	t.Helper()
	one := *r
	one.Seconds, one.Worked, one.Places, one.States, one.Memory, one.Parts = 0, 0, 0, 0, 0, 0
	one.Causes = append([]explore.Cause{}, r.Causes...)
	for i := range one.Causes {
		one.Causes[i].Places = 0
	}
	text, err := json.MarshalIndent(one, "", " ")
	require.NoError(t, err)
	return string(text)
}

// TestSameAnswer: the answer is the same on any number of workers, and of the parts of a search put together.
func TestSameAnswer(t *testing.T) {
	bounds := explore.Bounds{Most: 2, Kinds: []string{"skip", "order", "off", "twice", "tvs"}}
	find := func(o explore.Options) *explore.Result {
		o.All = true
		return searched(t, planned(t, cell(t, "11.5", "non-secure", inTurn)), bounds, o)
	}
	alone := find(explore.Options{Workers: 1})
	several := find(explore.Options{Workers: 5})
	require.NotEmpty(t, alone.Causes)
	require.Equal(t, bare(t, alone), bare(t, several))
	require.Equal(t, [2]int{alone.Places, alone.States}, [2]int{several.Places, several.States})

	var parts []*explore.Result
	for i := range 3 {
		text, err := json.Marshal(find(explore.Options{Shard: explore.Shard{I: i + 1, N: 3}}))
		require.NoError(t, err)
		part, err := explore.ParseResult(text)
		require.NoError(t, err)
		parts = append([]*explore.Result{part}, parts...)
	}
	whole, err := explore.Merge(parts)
	require.NoError(t, err)
	require.Equal(t, bare(t, alone), bare(t, whole))
	require.Contains(t, whole.Summary(), "at most ")
	require.GreaterOrEqual(t, whole.Places, alone.Places)
	require.LessOrEqual(t, whole.Places, 3*alone.Places)

	_, err = explore.Merge(parts[1:])
	require.ErrorContains(t, err, "there are 2 parts")
	_, err = explore.Merge([]*explore.Result{parts[0], parts[0], parts[1]})
	require.ErrorContains(t, err, "is there twice")
	parts[0].Seed++
	_, err = explore.Merge(parts)
	require.ErrorContains(t, err, "of another search")
}

// TestAfter: what a step comes after is done before it, or left out.
func TestAfter(t *testing.T) {
	const plan = `  - power-on: all
  - wait: registered
  - {regenerate: {certificate: CallManager, nodes: all}, id: callmanager}
  - restart: {service: Cisco Tftp, nodes: all}
  - {wait: registered, id: pause%s}
  - regenerate: {certificate: TVS, nodes: all}%s
  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp], nodes: all}
  - wait: registered
`
	bounds := explore.Bounds{Most: 1, Kinds: []string{"order"}}
	free := searched(t, planned(t, cell(t, "11.5", "non-secure", fmt.Sprintf(plan, "", ""))), bounds, explore.Options{All: true})
	require.NotEmpty(t, free.Causes)
	bound := searched(t, planned(t, cell(t, "11.5", "non-secure", fmt.Sprintf(plan, ", after: callmanager", "\n    after: pause"))), bounds, explore.Options{All: true})
	require.Empty(t, bound.Causes)
	require.Less(t, bound.Places, free.Places)
}

// TestGate: behind a gate that does not open nothing is done.
func TestGate(t *testing.T) {
	const plan = `  - power-on: all
  - wait: registered
  - regenerate: {certificate: CallManager, nodes: all}
  - restart: {service: Cisco Tftp, nodes: all}
  - wait: registered
  - expect: {desk: {trust: current}, floor: {trust: current}, hall: {trust: current}}
%s  - regenerate: {certificate: TVS, nodes: all}
  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp], nodes: all}
  - wait: registered
`
	bounds := explore.Bounds{Most: 1, Kinds: []string{"off"}}
	locked := func(gate string) (causes []string) {
		for _, c := range searched(t, planned(t, cell(t, "11.5", "non-secure", fmt.Sprintf(plan, gate))), bounds, explore.Options{All: true}).Causes {
			causes = append(causes, c.Kinds[0])
		}
		return causes
	}
	require.Contains(t, locked(""), "off")
	require.NotContains(t, locked("    gate: true\n"), "off", "phones that are off do not pass the gate")
}

// TestInterrupted: a search that is cut short tells what it knows.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	search, err := explore.NewSearch(planned(t, cell(t, "11.5", "non-secure", inTurn)), explore.Bounds{Most: 2}, explore.Default(),
		explore.Options{All: true, Progress: func(p explore.Progress) {
			if p.Causes > 0 {
				cancel()
			}
		}})
	require.NoError(t, err)
	r, err := search.Run(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.False(t, r.Exhausted)
	require.NotEmpty(t, r.Causes)
	replay(t, r.Causes[0], nil)
}

// TestEntwined: where what phones do changes databases, groups are not held apart, and what is found is played as well.
func TestEntwined(t *testing.T) {
	s := cell(t, "11.5", "mixed-tokenless", `  - power-on: all
  - wait: registered
  - certificate-operation: {phones: all, operation: install-upgrade}
  - reset: all
  - regenerate: {certificate: [CallManager, TVS], nodes: all}
  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp], nodes: all}
  - wait: registered
`)
	r := searched(t, planned(t, s), explore.Bounds{Most: 1, Kinds: []string{"off", "skip"}}, explore.Options{All: true})
	require.True(t, r.Exhausted)
	require.NotEmpty(t, r.Causes)
	for _, c := range r.Causes {
		replay(t, c, &lab.Sockets{})
	}
}

// TestRefusedPlan: a plan that cannot be done as it stands is none.
func TestRefusedPlan(t *testing.T) {
	p := planned(t, cell(t, "11.5", "non-secure", "  - power-on: all\n  - cli: {node: cucm-pub, run: utils ctl update CTLFile, answer: [\"y\"]}\n"))
	_, err := explore.SinglesOf(t.Context(), p, everything)
	require.ErrorContains(t, err, "plan.yaml: step 2, cli: ")
	search, err := explore.NewSearch(p, explore.Bounds{}, explore.Default(), explore.Options{})
	require.NoError(t, err)
	_, err = search.Run(t.Context())
	require.ErrorContains(t, err, "plan.yaml: step 2, cli: ")
}

// TestEqualNodes: what befalls one of several nodes that nothing tells apart is tried once.
func TestEqualNodes(t *testing.T) {
	const plan = `title: a plan
source: tests
release: "11.5"
cluster:
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    extra1: {roles: [subscriber, tvs]}
    extra2: {roles: [subscriber, tvs]}
    extra3: {roles: [subscriber, tvs]}
phones: {desk: {model: "8841", tftp: cucm-pub, tvs: cucm-pub}}
steps:
  - power-on: all
  - regenerate: {certificate: CallManager, nodes: cucm-pub}
    note: not on NAME
  - regenerate: {certificate: TVS, nodes: all}
  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp], nodes: all}
  - wait: registered
`
	find := func(name string) *explore.Result {
		return searched(t, planned(t, loaded(t, []byte(replaced(plan, "NAME", name)))), explore.Bounds{Most: 2, Kinds: []string{"down", "skip"}}, explore.Options{All: true})
	}
	equal, apart := find("others"), find("extra1, extra2, extra3")
	require.Less(t, 2*equal.Places, apart.Places)
	require.Len(t, equal.Causes, len(apart.Causes))
	for i := range equal.Causes {
		require.Equal(t, equal.Causes[i].Violation, apart.Causes[i].Violation)
		require.Equal(t, equal.Causes[i].Price, apart.Causes[i].Price)
	}
}
