package scenarios_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
	"tvslab/scenarios"
	"tvslab/scenarios/file"
)

// TestDo: a step that is none of the file's is checked and done as one of the file's, with its minute.
func TestDo(t *testing.T) {
	r, err := scenarios.Prepare(t.Context(), rehearsal(t, "12.5", "non-secure", "  - expect: {desk: {trust: current}}\n"), scenarios.Options{Keys: testKeys(t)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Lab.Close()) })
	_, err = r.Play(t.Context(), 1)
	require.NoError(t, err)
	before := r.Lab.Now()
	require.NoError(t, r.Do(t.Context(), `{"power-off": ["desk[1]", "SEP0A0102*"]}`))
	require.Equal(t, "1m0s", r.Lab.Now().Sub(before).String())
	set, err := r.Select([]string{"desk[1]", "floor"})
	require.NoError(t, err)
	for p := range r.Lab.Each(r.Lab.Phones()) {
		n, _ := devices.Parse(p.Name())
		require.Equal(t, !set.Has(n), p.On(), p.Name())
	}
	require.NoError(t, r.Do(t.Context(), "advance: 2h"))
	require.Equal(t, "2h1m0s", r.Lab.Now().Sub(before).String(), "advance says how far by itself")

	require.NoError(t, r.Do(t.Context(), "fault: {kind: node-down, nodes: sub}"), "whatever an administrator or misfortune does")
	require.True(t, r.Lab.Cluster().Node("sub").Down)

	var problems file.Problems
	for _, text := range []string{"reset: flor", "expect: {desk: {trust: current}}", "fault: {kind: node-down, nodes: nobody}", "{reset: desk, tells: x}", "{reset: desk, error: true}", "", "- reset: all"} {
		require.ErrorAs(t, r.Do(t.Context(), text), &problems, text)
	}
	_, err = r.Select([]string{"desk[9]"})
	require.ErrorAs(t, err, &problems)
	all, err := r.Select(nil)
	require.NoError(t, err)
	require.Equal(t, r.Lab.Phones(), all)
}
