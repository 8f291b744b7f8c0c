package scenarios_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/scenarios"
)

// TestFork: what is done to a fork is done to it alone, and both go on as one alone would have.
func TestFork(t *testing.T) {
	s := rehearsal(t, "12.5", "non-secure", `  - power-on: all
  - wait: registered
  - regenerate: {nodes: pub, certificate: [CallManager, TVS]}
  - restart: {service: Cisco Tftp, nodes: all}
  - reset: all
  - expect: {desk: {trust: current}}
`)
	play := func() *scenarios.Runner {
		r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: testKeys(t)})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, r.Lab.Close()) })
		_, err = r.PlayOn(t.Context(), 0, 2)
		require.NoError(t, err)
		return r
	}
	alone, r := play(), play()
	want, err := alone.PlayOn(t.Context(), 2, len(s.Steps))
	require.NoError(t, err)

	var seen []event.Event
	f := r.Fork(func(e event.Event) { seen = append(seen, e) })
	before := r.Groups(t.Context())
	got, err := f.PlayOn(t.Context(), 2, len(s.Steps))
	require.NoError(t, err)
	require.NotEmpty(t, seen)
	require.Equal(t, before, r.Groups(t.Context()), "the runner stayed where it was")
	require.Empty(t, r.Lab.Cluster().Compare(play().Lab.Cluster()))
	require.Equal(t, want.Groups, got.Groups)
	require.Equal(t, want.Worst, got.Worst)
	require.Empty(t, f.Lab.Cluster().Compare(alone.Lab.Cluster()))

	off, err := r.Read("power-off: desk")
	require.NoError(t, err)
	require.NoError(t, r.Fork(nil).Take(t.Context(), off))
	again, err := r.PlayOn(t.Context(), 2, len(s.Steps))
	require.NoError(t, err)
	require.Equal(t, want.Groups, again.Groups)
}

// TestLoadPlan: a plan may expect nothing.
func TestLoadPlan(t *testing.T) {
	text := []byte("title: t\nsource: s\ncluster: {nodes: {pub: {roles: [publisher, callmanager, tftp, tvs]}}}\nphones: {desk: {model: 8841, tftp: pub}}\nsteps: [power-on: all]\n")
	_, err := scenarios.Load("plan.yaml", text)
	require.ErrorContains(t, err, "no step expects anything")
	s, err := scenarios.LoadPlan("plan.yaml", text)
	require.NoError(t, err)
	require.Len(t, s.Cells(), 1)
	_, err = s.For(s.Cells()[0])
	require.NoError(t, err)
}

// TestRead: a step that is read may speak of what there is by now, under names of now, and of nothing else.
func TestRead(t *testing.T) {
	r, err := scenarios.Prepare(t.Context(), rehearsal(t, "11.5", "non-secure", `  - backup: night
  - export-recovery-key: saved
  - set-hostname: {node: sub, name: second}
  - add-node: {third: {roles: [subscriber, tftp]}}
  - upgrade: {release: "12.5"}
  - expect: {desk: {trust: current}}
`), scenarios.Options{Keys: testKeys(t)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Lab.Close()) })
	const later = "restore: night\nitl-reset-remote: saved\nset-hostname: {node: second, name: sub}\nreset: desk\nswitch-version: back\n" +
		"restart: {service: Cisco Tftp, nodes: [third, second]}"
	for _, text := range strings.Split(later, "\n") {
		_, err := r.Read(text)
		require.Equal(t, text == "reset: desk", err == nil, text)
	}
	_, err = r.Play(t.Context(), 6)
	require.NoError(t, err)
	for _, text := range strings.Split(later, "\n") {
		step, err := r.Read(text)
		require.NoError(t, err, text)
		if text != "restore: night" { // which is of another release
			require.NoError(t, r.Fork(nil).Take(t.Context(), step), text)
		}
	}
	for _, text := range []string{"restore: day", "set-hostname: {node: second, name: pub}", "set-hostname: {node: second, name: second}", "itl-reset-remote: other", "fault: {kind: node-down, nodes: fourth}"} {
		_, err := r.Read(text)
		require.Error(t, err, text)
	}
}
