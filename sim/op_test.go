package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// Several operations as one: all their events, or nothing of any.
func TestAll(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	before := c.Clone()
	stop := sim.Stop(sim.ServiceTFTP)
	_, err := c.Do(sim.All(stop, sim.Regenerate(cucm.TVS, "nowhere")))
	require.ErrorContains(t, err, `"nowhere"`)
	require.Empty(t, c.Compare(before))

	events, err := c.Do(sim.All(stop, sim.Stop(sim.ServiceTVS)))
	require.NoError(t, err)
	require.Len(t, events, 4, "two services on two nodes")
	require.False(t, c.Publisher().Running(sim.ServiceTFTP))
	require.False(t, c.Publisher().Running(sim.ServiceTVS))
	require.True(t, sim.NetworkService(sim.ServiceTVS))
	require.False(t, sim.NetworkService(sim.ServiceTFTP))
}

// A change that was tried takes effect when it is committed, once; where the cluster became another in between, it is
// done on that.
func TestTryAndCommit(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	runs := 0
	op := func(c *sim.Cluster) error {
		runs++
		return sim.Regenerate(cucm.TVS, pub)(c)
	}
	for name, row := range map[string]struct {
		between func(*sim.Cluster)
		runs    int
		want    string
	}{
		"nothing between": {func(*sim.Cluster) {}, 1, ""},
		"a copy changed":  {func(c *sim.Cluster) { did(t)(c.Clone().Do(sim.Stop(sim.ServiceTFTP))) }, 1, ""},
		"refused between": {func(c *sim.Cluster) { _, _ = c.Do(sim.Stop("nothing")) }, 1, ""},
		"another change":  {func(c *sim.Cluster) { did(t)(c.Do(sim.Stop(sim.ServiceTFTP))) }, 2, ""},
		"time went by":    {func(c *sim.Cluster) { c.Advance(time.Hour) }, 2, ""},
		"no more allowed": {func(c *sim.Cluster) { did(t)(c.Do(sim.SetDown(pub, true))) }, 2, "is down"},
	} {
		t.Run(name, func(t *testing.T) {
			c := c.Clone()
			runs = 0
			before := c.Clone()
			change, err := c.Clone().Try(op)
			require.NoError(t, err)
			require.Empty(t, c.Compare(before), "only tried")
			row.between(c)
			want := c.Clone()
			events, err := c.Commit(change)
			require.Equal(t, row.runs, runs)
			if row.want != "" {
				require.ErrorContains(t, err, row.want)
				require.Empty(t, c.Compare(want))
				return
			}
			require.NoError(t, err)
			require.Equal(t, did(t)(want.Do(op)), events)
			require.Empty(t, c.Compare(want))
		})
	}
}

// After is the cluster with an operation done; the cluster itself stays.
func TestAfter(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	before := c.Clone()
	after, err := c.After(sim.Regenerate(cucm.TVS, pub))
	require.NoError(t, err)
	require.Empty(t, c.Compare(before))
	require.NotEmpty(t, after.Compare(c))
	_, err = c.After(sim.Regenerate(cucm.TVS, "nowhere"))
	require.ErrorContains(t, err, `"nowhere"`)
}
