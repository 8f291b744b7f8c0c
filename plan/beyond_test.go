package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/plan"
	"tvslab/plan/testplan"
	"tvslab/scenarios"
)

// oneByOne renews the certificates of one node after the other.
const oneByOne = `
  - regenerate: {certificate: TVS, nodes: cucm-pub}
  - restart: {service: Cisco Trust Verification Service, nodes: cucm-pub}
  - wait: registered
  - regenerate: {certificate: [CallManager, TVS], nodes: cucm-sub1}
  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp], nodes: cucm-sub1}
  - wait: registered
  - regenerate: {certificate: CallManager, nodes: cucm-pub}
  - restart: {service: Cisco Tftp, nodes: cucm-pub}
  - wait: registered
`

// TestConditions: what a safe plan relies on, each found by trying its opposite; a plan that is not safe relies on nothing.
func TestConditions(t *testing.T) {
	conditions := func(steps string) (*plan.Report, []string) {
		s := testplan.Text(t, site+"steps:\n  - power-on: all\n"+steps)
		last, of := 0, 0
		r, err := plan.Make(t.Context(), s, plan.Options{Keys: testplan.Keys(t), Conditions: true, Tried: func(done, total int) { last, of = done, total }})
		require.NoError(t, err)
		require.Equal(t, of, last, "told to the end")
		require.Equal(t, r.Verdict.Safe, of > 0)
		var texts []string
		for _, c := range r.Conditions {
			require.NotEmpty(t, c.Else)
			texts = append(texts, c.Text)
		}
		return r, texts
	}
	r, texts := conditions(oneByOne)
	require.Equal(t, plan.SafeIf, r.Verdict.Word)
	require.True(t, r.Verdict.Safe)
	require.Subset(t, texts, []string{"cucm-sub1 is up in steps 5 to 6", "it is done before 2031-01-04, when the CallManager certificate of cucm-pub ends"})
	require.Contains(t, strings.Join(texts, "\n"), "the phones of desk, floor stay on")
	require.True(t, slices.IsSortedFunc(r.Conditions, func(a, b plan.Condition) int { return len(b.Groups) - len(a.Groups) }), "what locks most stands first")
	heads := map[string]bool{}
	for _, text := range texts {
		head, _, _ := strings.Cut(text, " in step")
		require.False(t, heads[head], "%s stands twice", head)
		heads[head] = true
	}

	r, texts = conditions("  - wait: registered\n")
	require.Equal(t, plan.Safe, r.Verdict.Word)
	require.Empty(t, texts)

	r, texts = conditions(allAtOnce)
	require.Equal(t, plan.Locks, r.Verdict.Word)
	require.Empty(t, texts)
}

// TestAssumptions: a setting counts where another value changes the verdict, and only there.
func TestAssumptions(t *testing.T) {
	made := func(s *scenarios.Scenario) (names []string) {
		r, err := plan.Make(t.Context(), s, plan.Options{Keys: testplan.Keys(t), Assumptions: true})
		require.NoError(t, err)
		for _, a := range r.Assumptions {
			require.NotEqual(t, r.Verdict.Text, a.Verdict)
			require.NotEqual(t, a.Value, a.Other)
			names = append(names, a.Setting)
		}
		return names
	}
	require.Empty(t, made(testplan.Text(t, site+"steps:\n  - power-on: all\n")))
	require.Contains(t, made(testplan.Cell(t, "careless", "")), "phone.tvs_failover_on_tls_failure")
}

// TestStories: one phone of each group that stands otherwise at the end tells what it did.
func TestStories(t *testing.T) {
	s := testplan.Text(t, site+"steps:\n  - power-on: all\n  - power-off: desk[1..3]"+allAtOnce+"\n")
	r, err := plan.Make(t.Context(), s, plan.Options{Keys: testplan.Keys(t), Stories: true})
	require.NoError(t, err)
	require.Len(t, r.Stories, len(r.End))
	for _, story := range r.Stories {
		require.Equal(t, 1, story.Steps[0].Step)
		require.Contains(t, strings.Join(story.Steps[0].Events, "\n"), "decision: Accepted (first-list)")
	}
	require.Equal(t, []string{"power: power off"}, r.Stories[0].Steps[1].Events)
}
