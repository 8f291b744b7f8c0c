package plan_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/plan"
	"tvslab/plan/testplan"
	"tvslab/scenarios/library"
)

// site is a cluster of two nodes with phones; what a test adds stands behind it.
const site = `
title: A plan
release: "11.5"
cluster:
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  desk: {model: "8841", count: 10, tftp: [cucm-pub, cucm-sub1]}
  floor: {model: "8841", count: 5, tftp: [cucm-pub, cucm-sub1]}
`

const refused = "  - upload: {certificate: lab-root-ca, store: CallManager, nodes: cucm-pub}"

const allAtOnce = `
  - regenerate: {certificate: [CallManager, TVS], nodes: all}
  - restart: {service: [Cisco CallManager, Cisco Trust Verification Service, Cisco Tftp], nodes: all}`

// TestVerdicts: what a plan comes to, and at which step.
func TestVerdicts(t *testing.T) {
	for _, row := range []struct {
		name, steps, text string
		word              plan.Word
		step              int // of the first finding
	}{
		{"nothing is done", "power-on: all", "SAFE", plan.Safe, 0},
		{"all at once", "power-on: all" + allAtOnce, "LOCKS 15 PHONES AT STEP 3", plan.Locks, 3},
		{"phones that are off are locked too", "power-on: desk" + allAtOnce, "LOCKS 10 PHONES AT STEP 3", plan.Locks, 3},
		{"some at a later step", "power-on: all\n  - power-off: floor" + allAtOnce + "\n  - delete-trust-list: desk\n  - power-on: floor", "LOCKS 15 PHONES AT STEP 4", plan.Locks, 4},
		{"a step is refused", "power-on: all\n" + refused + "\n  - reset: all", "CANNOT BE DONE: STEP 2 IS REFUSED", plan.NotDone, 2},
		{"a refusal that is expected", "power-on: all\n" + refused + "\n    error: true", "SAFE", plan.Safe, 0},
		{"an expectation", "power-on: all\n  - expect: {desk: {trust: behind}}", "1 EXPECTATIONS FAIL, THE FIRST AT STEP 2", plan.Fails, 2},
		{"phones without a call manager", "power-on: all\n  - stop: {service: Cisco CallManager, nodes: all}\n  - reset: desk", "LEAVES 10 PHONES NOT REGISTERED", plan.Unregistered, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := testplan.Make(t, testplan.Text(t, site+"steps:\n  - "+row.steps+"\n"))
			require.Equal(t, row.text, r.Verdict.Text)
			require.Equal(t, row.word, r.Verdict.Word)
			require.Equal(t, row.word == plan.Safe, r.Verdict.Safe)
			if !r.Verdict.Safe {
				require.Equal(t, row.step, r.Verdict.Findings[0].Step)
				require.NotEmpty(t, r.Verdict.Findings[0].What)
			}
		})
	}
}

// TestNothingAfterARefusal: what a refused step leaves out is in the report as such, and nobody judges it.
func TestNothingAfterARefusal(t *testing.T) {
	r := testplan.Make(t, testplan.Text(t, site+"steps:\n  - power-on: all\n"+refused+"\n  - power-off: all\n"))
	require.NotEmpty(t, r.Steps[1].Refused)
	require.False(t, r.Steps[1].Skipped)
	require.True(t, r.Steps[2].Skipped)
	require.Equal(t, 15, r.Steps[2].Registered)
}

// TestMatrix: where phones stand, and what changed.
func TestMatrix(t *testing.T) {
	r := testplan.Make(t, testplan.Text(t, site+"steps:\n  - power-on: desk\n  - power-off: desk[1..3]"+allAtOnce+"\n"))
	require.Equal(t, []plan.Group{
		{Name: "desk", Model: "8841", Phones: 10, TFTP: []string{"cucm-pub", "cucm-sub1"}, CallManagers: []string{"cucm-pub", "cucm-sub1"}},
		{Name: "floor", Model: "8841", Phones: 5, TFTP: []string{"cucm-pub", "cucm-sub1"}, CallManagers: []string{"cucm-pub", "cucm-sub1"}},
	}, r.Groups)
	desk := func(step int) plan.Cell {
		cell := r.Steps[step-1].Cells[0]
		cell.Margins = nil
		return cell
	}
	require.Equal(t, plan.Cell{State: plan.Current, Counts: map[plan.State]int{plan.Current: 10}, Registered: 10, Changed: true}, desk(1))
	require.Equal(t, plan.Cell{State: plan.Current, Counts: map[plan.State]int{plan.Current: 7, plan.Off: 3}, Registered: 7, Changed: true}, desk(2))
	require.Equal(t, plan.Cell{State: plan.Behind, Counts: map[plan.State]int{plan.Behind: 7, plan.Off: 3}, Registered: 7, Changed: true}, desk(3))
	require.Equal(t, plan.Cell{State: plan.Locked, Counts: map[plan.State]int{plan.Locked: 7, plan.OffLocked: 3}, Registered: 7, Changed: true}, desk(4))
	for _, s := range r.Steps {
		require.Equal(t, plan.Off, s.Cells[1].State)
		require.False(t, s.Cells[1].Changed)
	}
	require.Equal(t, 7, r.Steps[3].On)
	require.Equal(t, 7, r.Settled.Registered)
	require.Len(t, r.Columns(), 2)
}

// TestMargins: what phones hold on to stands beside where they stand; phones that differ are told apart.
func TestMargins(t *testing.T) {
	r := testplan.Make(t, testplan.Text(t, site+"steps:\n  - power-on: all\n  - power-off: desk[1..3]"+allAtOnce+"\n"))
	text := func(step, group int) (list []string) {
		for _, m := range r.Steps[step-1].Cells[group].Margins {
			list = append(list, m.Text)
		}
		return list
	}
	require.Equal(t, []string{"4 (CallManager cucm-pub, ITLRecovery cucm-pub, TVS cucm-pub, TVS cucm-sub1)"}, text(1, 0))
	require.Equal(t, []string{"1 (ITLRecovery cucm-pub)"}, text(4, 0))
	least, ok := r.Steps[3].Cells[1].Margin()
	require.True(t, ok)
	require.Equal(t, 1, least)
	require.Equal(t, "ITLRecovery of cucm-pub is regenerated", r.Steps[3].Cells[1].Margins[0].Fails.Words)
}

// TestColumns: groups that nothing tells apart share a column; one whose phones differ stands alone.
func TestColumns(t *testing.T) {
	names := func(steps string) (list []string) {
		for _, c := range testplan.Make(t, testplan.Text(t, site+"  lobby: {model: \"7940\", count: 2, tftp: [cucm-pub]}\nsteps:\n  - "+steps+"\n")).Columns() {
			list = append(list, c.Names())
		}
		return list
	}
	require.Equal(t, []string{"desk, floor", "lobby"}, names("power-on: all"))
	require.Equal(t, []string{"desk", "floor, lobby"}, names("power-on: desk"))
	require.Equal(t, []string{"desk", "floor", "lobby"}, names("power-on: all\n  - power-off: desk[1..3]"))
	require.Equal(t, []string{"desk", "floor", "lobby"}, names("power-on: all\n  - power-off: floor[1..3]"))
}

// TestChanges: what steps do to the cluster, each once.
func TestChanges(t *testing.T) {
	r := testplan.Make(t, testplan.Text(t, site+`steps:
  - power-on: all
  - regenerate: {certificate: CallManager, nodes: cucm-pub}
  - restart: {service: [Cisco CallManager, Cisco Tftp], nodes: cucm-pub}
  - stop: {service: Cisco Tftp, nodes: all}
  - start: {service: Cisco Tftp, nodes: cucm-pub}
  - set: {parameter: "Prepare Cluster for Rollback to pre 8.0", value: "True"}
  - backup: before
`))
	require.Empty(t, r.Steps[0].Changes)
	renewed := r.Steps[1].Changes
	require.Equal(t, "certificate CallManager renewed", renewed[0].What)
	require.Equal(t, []string{"cucm-pub"}, renewed[0].Nodes)
	require.NotEqual(t, renewed[0].Before, renewed[0].After)
	require.Equal(t, plan.Change{Sign: plan.Changed, Kind: "list", What: "ITL rebuilt", Nodes: []string{"cucm-pub"}, Of: "signer",
		Before: "CallManager", After: "CallManager, another certificate"}, renewed[1])
	require.Equal(t, plan.Change{Sign: plan.Notable, Kind: "service", Nodes: []string{"cucm-pub"},
		What: "Cisco CTIManager, Cisco CallManager, Cisco Tftp still work with the old CallManager certificate"}, renewed[3])
	require.Equal(t, []plan.Change{{Sign: plan.Changed, Kind: "service", What: "Cisco CallManager, Cisco Tftp restarted", Nodes: []string{"cucm-pub"}}}, r.Steps[2].Changes)
	require.Equal(t, []plan.Change{{Sign: plan.Removed, Kind: "service", What: "Cisco Tftp stopped", Nodes: []string{"cucm-pub", "cucm-sub1"}, All: true}}, r.Steps[3].Changes)
	require.Equal(t, []plan.Change{{Sign: plan.Added, Kind: "service", What: "Cisco Tftp started", Nodes: []string{"cucm-pub"}}}, r.Steps[4].Changes)
	require.Equal(t, "parameter", r.Steps[5].Changes[0].Kind)
	require.Equal(t, plan.Added, r.Steps[6].Changes[0].Sign)
	require.Len(t, r.Certificates, 1)
	require.Equal(t, "CallManager", r.Certificates[0].Store)
	require.Equal(t, "RSA 2048", r.Certificates[0].After.Key)
}

// TestDeterminism: the same plan and seed give the same report, byte for byte.
func TestDeterminism(t *testing.T) {
	s := testplan.Cell(t, "careless", "")
	first, err := json.Marshal(testplan.Make(t, s))
	require.NoError(t, err)
	again, err := json.Marshal(testplan.Make(t, s))
	require.NoError(t, err)
	require.Equal(t, string(first), string(again))
}

// TestLibrary: plans of the library can be made, each in one of its cells; a step that is refused unexpectedly there
// would be a fault, and its expectations hold.
func TestLibrary(t *testing.T) {
	keys := testplan.Keys(t)
	list, err := library.GatherPlans()
	require.NoError(t, err)
	for i, s := range list {
		if i%step() > 0 {
			continue
		}
		cell, err := s.For(s.Cells()[0])
		require.NoError(t, err)
		r, err := plan.Make(t.Context(), cell, plan.Options{Keys: keys})
		require.NoError(t, err, s.Name)
		require.NotContains(t, []plan.Word{plan.NotDone, plan.Fails}, r.Verdict.Word, "%s: %s", s.Name, r.Verdict.Text)
		require.Len(t, r.Steps, len(cell.Steps))
		for _, step := range r.Steps {
			for _, c := range step.Changes {
				require.NotEmpty(t, c.Sign, "%s: %s", s.Name, c.What)
				require.False(t, strings.Contains(c.What, "%!"), c.What)
			}
		}
	}
}

// step says which scenarios of the library are played: every twelfth, and fewer under the race detector (decision 0013).
func step() int {
	if raceDetector {
		return 48
	}
	return 12
}

// BenchmarkMake makes the report of a plan for 400 phones.
func BenchmarkMake(b *testing.B) {
	s, keys := testplan.Cell(b, "careless", ""), testplan.Keys(b)
	for b.Loop() {
		if _, err := plan.Make(b.Context(), s, plan.Options{Keys: keys}); err != nil {
			b.Fatal(err)
		}
	}
}
