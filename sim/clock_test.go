package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"tvslab/event"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// TestAdvanceInPieces: what happens by itself depends on the time alone, not on the steps in which it passes.
func TestAdvanceInPieces(t *testing.T) {
	start := newCluster(t, "11.5", sim.NonSecure)
	rapid.Check(t, func(rt *rapid.T) {
		whole := start.Clone()
		whole.Advance(time.Duration(rapid.Int64Range(0, 4000).Draw(rt, "offset")) * time.Second)
		for _, s := range rapid.SliceOfN(rapid.SampledFrom([]cucm.Store{cucm.TomcatTrust, cucm.CallManagerTrust, cucm.IPsecTrust}), 0, 3).Draw(rt, "stores") {
			_, _ = whole.Do(sim.DeleteCertificate(s, sub1, rapid.SampledFrom([]string{pub, sub1}).Draw(rt, "node")))
		}
		if rapid.Bool().Draw(rt, "regenerate") {
			_, err := whole.Do(sim.Regenerate(cucm.TVS, pub))
			require.NoError(rt, err)
		}
		pieces, total := whole.Clone(), time.Duration(0)
		var events []event.Event
		for _, seconds := range rapid.SliceOfN(rapid.Int64Range(0, 2000), 1, 6).Draw(rt, "pieces") {
			step := time.Duration(seconds) * time.Second
			total += step
			events = append(events, pieces.Advance(step)...)
		}
		require.Equal(rt, events, whole.Advance(total))
		require.Equal(rt, whole.Now, pieces.Now)
		require.Empty(rt, whole.Compare(pieces))
	})
}

// TestAdvanceReportsInOrder: two caches and the change notification, each at its own second.
func TestAdvanceReportsInOrder(t *testing.T) {
	c := newCluster(t, "10.5", sim.NonSecure)
	did(t)(c.Do(sim.CTLClient("SAST-A", "SAST-A")))
	did(t)(c.Do(sim.DeleteCertificate(cucm.TomcatTrust, sub1, pub)))
	did(t)(c.Do(sim.Regenerate(cucm.TVS, pub)))
	began := c.Now
	var kinds []string
	var times []time.Duration
	for _, e := range c.Advance(24 * time.Hour) {
		if e.Node == pub {
			kinds, times = append(kinds, e.What.Kind()), append(times, e.Time.Sub(began))
		}
	}
	require.Equal(t, []string{"tvs", "tvs", "change-notification"}, kinds)
	require.Equal(t, []time.Duration{8 * time.Second, 180 * time.Second, 30 * time.Minute}, times)
	require.Equal(t, began.Add(24*time.Hour), c.Now)
}
