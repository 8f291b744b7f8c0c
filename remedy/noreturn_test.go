package remedy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/remedy"
)

// The point of no return, by release: on 9.1 TVS is the last anchor of phones that did not take a new ITL, on 11.5 there is the recovery
// key, and the backup that was made before helps on both.
func TestNoReturn(t *testing.T) {
	const rotation = `  - wait: registered
  - power-off: desk[3]
  - regenerate: {nodes: all, certificate: CallManager}
  - restart: {service: [Cisco Tftp, Cisco CallManager], nodes: all}
  - wait: registered
  - regenerate: {nodes: all, certificate: TVS}
  - restart: {service: Cisco Trust Verification Service, nodes: all}
  - wait: registered
`
	for _, tt := range []struct {
		name, release, steps string
		state                int
		with                 string // code of the cheapest, "" where they stand well
		none                 bool
		phones               []string
	}{
		{name: "lost with TVS", release: "9.1", steps: rotation, state: 7, with: "", phones: []string{"SEP0A0101000003"}},
		{name: "recovery key", release: "11.5", steps: rotation, state: 9, with: "itl-reset", phones: []string{"SEP0A0101000003"}},
		{name: "backup", release: "9.1", steps: "  - backup: night\n" + rotation, state: 10, with: "restore", phones: []string{"SEP0A0101000003"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, states := played(t, plan(t, tt.release, plainly, tt.steps))
			points, err := remedy.NoReturn(t.Context(), states)
			require.NoError(t, err)
			require.NotEmpty(t, points)
			p := points[0]
			require.Equal(t, "desk", p.Group)
			require.Equal(t, tt.phones, p.Phones.Names(5))
			require.Equal(t, tt.state, p.State, p.With)
			if tt.with == "" {
				require.Empty(t, p.With)
				return
			}
			require.EqualValues(t, tt.with, p.With[0].Code)
			require.Zero(t, p.With[0].Price.Visits)
		})
	}
	_, states := played(t, plan(t, "12.5", plainly, rotation))
	points, err := remedy.NoReturn(t.Context(), states[:2])
	require.NoError(t, err)
	require.Len(t, points, 1, "only the phone that 802.1X keeps out")
	require.Equal(t, "guarded", points[0].Group)
}
