package pace_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/plan/pace"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
)

const plan = `title: t
source: s
release: "10.0"
cluster: {nodes: {pub: {roles: [publisher, callmanager, tftp, tvs, capf]}}}
phones:
  desk: {model: 8841, count: 1000, tftp: pub}
  away: {model: 8841, count: 200, tftp: pub}
steps:
  - power-on: all
  - power-off: away
  - regenerate: {nodes: pub, certificate: CallManager}
  - wait: registered
  - reset: desk[1..100]
  - wait: 2h
  - expect: {desk: {trust: current}}
`

// TestPace: phones that reset need their time where they do it, explicit waits are counted, and phones that are off reset nowhere.
func TestPace(t *testing.T) {
	pool, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	whole, err := scenarios.LoadPlan("plan.yaml", []byte(plan))
	require.NoError(t, err)
	s, err := whole.For(whole.Cells()[0])
	require.NoError(t, err)
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: pool})
	require.NoError(t, err)
	w := pace.Watch(r.Lab, 2)
	for i := range s.Steps {
		_, err := r.PlayOn(t.Context(), i, i+1)
		require.NoError(t, err)
		w.Step(i + 1)
	}
	p := w.Pace()
	require.Equal(t, []pace.Step{
		{Step: 1, Seconds: 60}, {Step: 2, Seconds: 60}, {Step: 3, Seconds: 60},
		{Step: 4, Resets: 1000, Seconds: 500}, {Step: 5, Resets: 100, Seconds: 60}, {Step: 6, Seconds: 7200}, {Step: 7},
	}, p.Steps)
	require.Equal(t, 1100, p.Resets)
	require.Equal(t, 7940, p.Seconds)
}

// TestCheckRate: a rate is a number of phones.
func TestCheckRate(t *testing.T) {
	require.NoError(t, pace.CheckRate(pace.DefaultRate))
	for _, rate := range []float64{0, -1, math.NaN(), math.Inf(1), 1e9} {
		require.ErrorContains(t, pace.CheckRate(rate), "between 0.01 and 10000 phones per second")
	}
}
