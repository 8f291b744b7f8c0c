package addresses

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/service"
	"tvslab/sim"
)

// all ports of every service.
func all(_ *sim.Node, cucm string) []service.Service { return service.Of(cucm) }

// TestBook: every node has an address of its own, two labs never the same, and a node that is new gets the next free one.
func TestBook(t *testing.T) {
	nodes := []*sim.Node{{ID: "a"}, {ID: "b"}}
	one, err := Find(nodes, all, netip.Addr{}, 0)
	require.NoError(t, err)
	defer func() { require.NoError(t, one.Close()) }()
	two, err := Find(nodes, all, netip.Addr{}, 0)
	require.NoError(t, err)
	defer func() { require.NoError(t, two.Close()) }()
	require.Equal(t, one.Of("a").IP.Next(), one.Of("b").IP)
	require.NotEqual(t, one.Of("a").IP, two.Of("a").IP)

	require.NoError(t, one.Place(&sim.Node{ID: "c"}))
	require.Equal(t, one.Of("b").IP.Next(), one.Of("c").IP)
	require.NoError(t, one.Assign("c", service.Of(sim.ServiceCAPF)))
	require.Equal(t, one.Of("c").IP.String()+":3804", one.Of("c").At(one.Of("c").Ports[service.CAPF]))
	require.Zero(t, one.Of("c").Ports[service.TVS], "a port for what runs")
}

// TestShared: where nodes share an address, their ports are apart.
func TestShared(t *testing.T) {
	b := newBook(netip.MustParseAddr("127.0.0.1"), 0, true)
	for _, id := range []string{"a", "b"} {
		require.NoError(t, b.Place(&sim.Node{ID: id}))
	}
	require.Equal(t, b.Of("a").IP, b.Of("b").IP)
	require.Equal(t, []int{service.TVS.Port() + sharedStep}, b.addresses["b"].candidates(service.TVS, 0))
}
