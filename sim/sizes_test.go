package sim_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/pki"
)

// testKeys is the small pool of lab keys that ships with the project's test data.
func testKeys(t testing.TB) *keypool.Pool {
	t.Helper()
	pool, err := keypool.Open("../testdata/keys", nil)
	require.NoError(t, err)
	return pool
}

func release(t testing.TB, name string) cucm.Release {
	t.Helper()
	r, err := cucm.ParseRelease(name)
	require.NoError(t, err)
	return r
}

// TestPublishedSizes rebuilds the cluster of tech note 118893 (names and key lengths as printed there) and compares
// every size that the printed `show ctl` gives, before and after the publisher's CallManager is regenerated.
func TestPublishedSizes(t *testing.T) {
	c, err := sim.New(t.Context(), sim.Config{
		Release: release(t, "10.5(1)"), Mode: sim.NonSecure, Settings: cucm.SettingRows().Defaults(), Keys: testKeys(t),
		Org:   pki.Organization{Unit: "TAC", Name: "Cisco", Locality: "Krakow", State: "Malopolska", Country: "PL"},
		Start: time.Date(2015, 3, 6, 19, 0, 0, 0, time.UTC),
		Nodes: []sim.NodeSpec{
			{Name: "cucm-1051-a-pub", Roles: []sim.Role{sim.Publisher, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS, sim.RoleCAPF},
				Address: netip.MustParseAddr("10.48.47.153")},
			{Name: "cucm-1051-a-sub1", Roles: []sim.Role{sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS},
				Address: netip.MustParseAddr("10.48.47.154")},
		},
	})
	require.NoError(t, err)
	_, err = c.Do(sim.SetMixedMode)
	require.NoError(t, err)
	requireSizes(t, c, 336, []int{1156, 1156, 1138, 1161}, 4947)

	_, err = c.Do(sim.Regenerate(cucm.CallManager, "cucm-1051-a-pub"))
	require.NoError(t, err)
	_, err = c.Do(sim.UpdateCTL)
	require.NoError(t, err)
	requireSizes(t, c, 464, []int{1675, 1675, 1138, 1161}, 6113)
}

// TestPublishedTokenSizes does the same for the CTL of two tokens, the second of which signs (tech note 118893).
func TestPublishedTokenSizes(t *testing.T) {
	tokens := []string{"SAST-ADN0054f509", "SAST-ADN008580ef"}
	c, err := sim.New(t.Context(), sim.Config{
		Release: release(t, "10.5(1)"), Mode: sim.MixedToken, Settings: cucm.SettingRows().Defaults(), Keys: testKeys(t), Tokens: tokens,
		Org:   pki.Organization{Unit: "TAC", Name: "Cisco", Locality: "Krakow", State: "Malopolska", Country: "PL"},
		Start: time.Date(2015, 3, 6, 21, 0, 0, 0, time.UTC),
		Nodes: []sim.NodeSpec{
			{Name: "cucm-1051-a-pub", Roles: []sim.Role{sim.Publisher, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS, sim.RoleCAPF},
				Address: netip.MustParseAddr("10.48.47.153")},
			{Name: "cucm-1051-a-sub1", Roles: []sim.Role{sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS},
				Address: netip.MustParseAddr("10.48.47.154")},
		},
	})
	require.NoError(t, err)
	did(t)(c.Do(sim.CTLClient(tokens[1], tokens...)))
	requireSizes(t, c, 304, []int{1186, 1022, 1026, 1004, 1186}, 5728)
	for _, name := range tokens {
		require.Len(t, c.Token(name).DER, 902)
	}
}

func requireSizes(t *testing.T, c *sim.Cluster, header int, records []int, total int) {
	t.Helper()
	ctl := c.Publisher().CTL()
	require.Equal(t, header, ctl.List.Header.Length, "HeaderLength")
	var sizes []int
	for _, r := range ctl.List.Records {
		sizes = append(sizes, r.Length)
	}
	require.Equal(t, records, sizes, "RECORDLENGTH")
	require.Len(t, ctl.Bytes(), total, "length of CTL file")
	require.NoError(t, ctl.List.Verify())
}
