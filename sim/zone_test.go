package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/fact"
)

func TestZones(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure, func(cfg *sim.Config) {
		cfg.Zone, cfg.Nodes[1].Zone = "Europe/Brussels", "Asia/Tokyo"
	})
	did(t)(c.Do(sim.All(sim.AddNode(sim.NodeSpec{Name: "late", Roles: []sim.Role{sim.Subscriber}}),
		sim.AddNode(sim.NodeSpec{Name: "west", Roles: []sim.Role{sim.Subscriber}, Zone: "America/Los_Angeles"}), sim.Rebuild(sub1))))
	for name, want := range map[string]string{pub: "Europe/Brussels", sub1: "Asia/Tokyo", "late": "Europe/Brussels", "west": "America/Los_Angeles"} {
		require.Equal(t, want, c.Node(name).Zone().String(), name)
	}
	require.Equal(t, "UTC", newCluster(t, "12.5", sim.NonSecure).Publisher().Zone().String())
	for _, bad := range []string{"Brussels", "Local", "../etc/passwd"} {
		require.ErrorContains(t, sim.CheckZone(bad), "is not in the IANA database", bad)
		_, err := c.Do(sim.AddNode(sim.NodeSpec{Name: "n", Roles: []sim.Role{sim.Subscriber}, Zone: bad}))
		require.ErrorContains(t, err, "is not in the IANA database")
	}
}

// TestNoticesInNodeTime: what a node sends about its certificates has its own dates; the head of a syslog line is UTC.
func TestNoticesInNodeTime(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure, func(cfg *sim.Config) { cfg.Zone = "Asia/Tokyo" })
	var alert string
	for _, e := range c.Advance(4 * 365 * 24 * time.Hour) {
		if w, ok := e.What.(fact.AlertRaised); ok && e.Node == pub {
			alert = w.Alerts[0]
			break
		}
	}
	require.Regexp(t, `^At \w{3} \w{3} \d\d \d\d:\d\d:\d\d JST \d{4} on node`, alert)
	require.Regexp(t, `\d\d:\d\d:\d\d\.000 UTC : %UC_CERT`, alert)
	require.Regexp(t, `Expiration:\w{3} \w{3} \d\d \d\d:\d\d:\d\d:000 JST`, alert)
}
