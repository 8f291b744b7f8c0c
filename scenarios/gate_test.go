package scenarios_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
)

// A gate ends the scenario where phones are not registered after a wait, or an expectation does not hold; an open one changes
// nothing.
func TestGate(t *testing.T) {
	const off = "\n  - power-off: guarded\n" // no authenticator lets it in
	const broken = off + `
  - regenerate: {certificate: CallManager, nodes: all}
  - restart: {service: Cisco CallManager, nodes: all}
  - reset: safe
`
	for name, row := range map[string]struct {
		steps    string
		gate     int
		failures []string
		checks   int
	}{
		"open wait":        {off + "  - wait: registered\n    gate: true\n  - expect: {desk: {registered: true}}\n", 0, nil, 2},
		"open expectation": {"\n  - expect: {desk: {registered: true}}\n    gate: true\n  - expect: {floor: {registered: true}}\n", 0, nil, 2},
		"shut wait":        {broken + "  - wait: registered\n    gate: true\n  - expect: {desk: {trust: locked}}\n", 6, []string{"safe registered true false 1 of 1"}, 1},
		"shut expectation": {"\n  - expect: {desk: {trust: locked}}\n    gate: true\n  - expect: {floor: {trust: locked}}\n", 2, []string{"desk trust locked current 2 of 2"}, 1},
		"no gate":          {"\n  - expect: {desk: {trust: locked}}\n  - expect: {desk: {registered: true}}\n", 0, []string{"desk trust locked current 2 of 2"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			result, err := scenarios.Run(t.Context(), rehearsal(t, "11.5", "mixed-tokenless", row.steps), scenarios.Options{Keys: testKeys(t)})
			require.NoError(t, err)
			require.Equal(t, row.gate, result.Gate)
			require.Equal(t, row.checks, result.Checks)
			require.Equal(t, len(row.failures) == 0, result.Held)
			var found []string
			for _, f := range result.Failures {
				found = append(found, failureWords(f))
			}
			require.Equal(t, row.failures, found)
		})
	}
}

// The worst that a group went through stays in the result when all is well again.
func TestWorst(t *testing.T) {
	const locked = `
  - regenerate: {certificate: [CallManager, TVS], nodes: all}
  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp], nodes: all}
  - reset: all
  - expect: {desk: {trust: locked}, safe: {trust: current}}
  - delete-trust-list: desk
  - reset: desk
  - expect: {desk: {trust: current}}
`
	result, err := scenarios.Run(t.Context(), rehearsal(t, "11.5", "non-secure", locked), scenarios.Options{Keys: testKeys(t)})
	require.NoError(t, err)
	require.Equal(t, "desk", result.Worst[0].Group)
	require.Equal(t, "locked", result.Worst[0].Trust)
	require.Equal(t, 2, result.Worst[0].Count)
}

func failureWords(f scenarios.Failure) string {
	return fmt.Sprintf("%s %s %s %s %d of %d", f.Target, f.Field, f.Want, f.Got, f.Count, f.Of)
}
