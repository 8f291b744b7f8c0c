package addresses

import (
	"net"
	"net/netip"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/errno"
	"tvslab/service"
	"tvslab/sim"
)

// all ports of every service.
func all(_ *sim.Node, cucm string) []service.Service { return service.Of(cucm) }

// TestBook: every node has an address of its own, two labs never the same, and a node that is new gets the next free one.
func TestBook(t *testing.T) {
	nodes := []*sim.Node{{ID: "a"}, {ID: "b"}}
	one, err := Find(nodes, all, Wanted{})
	require.NoError(t, err)
	defer func() { require.NoError(t, one.Close()) }()
	two, err := Find(nodes, all, Wanted{})
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

// TestShared: where nodes share an address, their ports are apart, and two labs never have the same ones.
func TestShared(t *testing.T) {
	nodes := []*sim.Node{{ID: "a"}, {ID: "b"}}
	w := Wanted{Base: netip.MustParseAddr("127.79.3.1"), TFTP: 7069, Shared: true}
	one, err := Find(nodes, all, w)
	require.NoError(t, err)
	two, err := Find(nodes, all, w)
	require.NoError(t, err)
	require.True(t, one.Shared())
	offsets := map[int]bool{}
	for _, b := range []*Book{one, two} {
		for _, id := range []string{"a", "b"} {
			at := b.Of(id)
			require.Equal(t, w.Base, at.IP)
			require.False(t, offsets[at.offset], at.offset)
			offsets[at.offset] = true
			require.NoError(t, b.Assign(id, service.All()))
			require.Equal(t, 2445+at.offset, b.Of(id).Ports[service.TVS])
			require.Equal(t, 7069+at.offset, b.Of(id).Ports[service.TFTP])
			for _, of := range service.All() {
				require.Equal(t, b.Of(id).Ports[of], SharedPort(at.offset/sharedStep, of, 7069), of)
			}
		}
	}
	require.NoError(t, one.Close())
	three, err := Find(nodes, all, w)
	require.NoError(t, err)
	require.Equal(t, 0, three.Of("a").offset, "what was closed is free again")
	require.NoError(t, three.Close())
	require.NoError(t, two.Close())
}

// TestSharedWithOthers: a node whose ports somebody else has in one hundred gets the next one.
func TestSharedWithOthers(t *testing.T) {
	other, err := net.Listen("tcp4", "127.79.4.1:2445")
	require.NoError(t, err)
	defer other.Close()
	n := &sim.Node{ID: "a"}
	b := newBook(netip.MustParseAddr("127.79.4.1"), 0, true)
	defer func() { require.NoError(t, b.Close()) }()
	ports := []service.Service{service.HTTP, service.TVS}
	for {
		require.NoError(t, b.Place(n))
		if err = b.Assign(n.ID, ports); err == nil {
			break
		}
		require.True(t, errno.InUse.Of(err), err)
		delete(b.addresses, n.ID)
	}
	require.Equal(t, sharedStep, b.Of("a").offset)
}

// TestSharedIsBounded: no more nodes share an address than have ports apart.
func TestSharedIsBounded(t *testing.T) {
	b := newBook(netip.MustParseAddr("127.79.5.1"), 0, true)
	defer func() { require.NoError(t, b.Close()) }()
	for i := range mostShared {
		require.NoError(t, b.Place(&sim.Node{ID: strconv.Itoa(i)}))
	}
	require.ErrorContains(t, b.Place(&sim.Node{ID: "x"}), "no ports are left")
}

// TestHundreds: no port of a node is one of another node's services, or a guard, below the bound.
func TestHundreds(t *testing.T) {
	held := map[int]string{}
	for i := range mostShared {
		a := Address{offset: i * sharedStep}
		ports := map[int]bool{sharedGuard + a.offset: true}
		for _, at := range service.All() {
			ports[at.Port()+a.offset] = true // SIP has one number over TCP and UDP
		}
		for port := range ports {
			require.Empty(t, held[port], "%d of node %d", port, i)
			held[port] = strconv.Itoa(i)
		}
	}
}
