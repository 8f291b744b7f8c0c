package udp

import (
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	one, two = netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("127.0.0.2")
	anywhere netip.Addr
)

// clock is the time of a pool of a test.
type clock struct{ time.Time }

func (c *clock) now() time.Time { return c.Time }

func taken(t *testing.T, p *Ports, a netip.Addr) uint16 {
	port, err := p.Bind(a, func(uint16) error { return nil })
	require.NoError(t, err)
	return port
}

// TestPortsInTurn: a port comes again after all the others, and not before its time.
func TestPortsInTurn(t *testing.T) {
	now := &clock{time.Unix(1, 0)}
	p := NewPorts(5000, 5009, now.now)
	var first []uint16
	for range 10 {
		port := taken(t, p, one)
		require.NotContains(t, first, port)
		first = append(first, port)
		p.Put(one, port, 3*time.Second)
	}
	_, err := p.Bind(one, func(uint16) error { return nil })
	require.ErrorIs(t, err, ErrNoPort)
	now.Time = now.Add(2999 * time.Millisecond)
	_, err = p.Bind(one, func(uint16) error { return nil })
	require.ErrorIs(t, err, ErrNoPort)
	now.Time = now.Add(time.Millisecond)
	for _, want := range first {
		require.Equal(t, want, taken(t, p, one))
	}
	now.Time = now.Add(time.Hour)
	_, err = p.Bind(one, func(uint16) error { return nil })
	require.ErrorIs(t, err, ErrNoPort, "held is for ever")
}

// TestPortsOfAddresses: addresses have ports of their own, but a socket for all of them hears what is sent to each.
func TestPortsOfAddresses(t *testing.T) {
	rows := map[string]struct {
		before, after netip.Addr
		free          bool
	}{
		"same":              {one, one, false},
		"another":           {one, two, true},
		"any after one":     {one, anywhere, false},
		"one after any":     {anywhere, two, false},
		"any after any":     {anywhere, anywhere, false},
		"of another family": {one, netip.IPv6Loopback(), true},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			p := NewPorts(5000, 5000, (&clock{time.Unix(1, 0)}).now)
			p.Put(row.before, taken(t, p, row.before), time.Second)
			_, err := p.Bind(row.after, func(uint16) error { return nil })
			require.Equal(t, row.free, err == nil)
		})
	}
}

// TestPortsOfOthers: a port that another program has is passed over; any other error is that of the caller, and
// costs no port.
func TestPortsOfOthers(t *testing.T) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: one.AsSlice()})
	require.NoError(t, err)
	defer conn.Close()
	port := conn.LocalAddr().(*net.UDPAddr).Port
	p := NewPorts(port, port, time.Now)
	listen := func(port uint16) error {
		c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: one.AsSlice(), Port: int(port)})
		if err == nil {
			c.Close()
		}
		return err
	}
	_, err = p.Bind(one, listen)
	require.ErrorIs(t, err, ErrNoPort)

	p, broken := NewPorts(5000, 5000, (&clock{time.Unix(1, 0)}).now), errors.New("broken")
	_, err = p.Bind(one, func(uint16) error { return broken })
	require.ErrorIs(t, err, broken)
	require.Equal(t, uint16(5000), taken(t, p, one))
}

// TestPortsForget: times that are past take no room.
func TestPortsForget(t *testing.T) {
	now := &clock{time.Unix(1, 0)}
	p := NewPorts(5000, 5999, now.now)
	for i := range 3 * leastTimes {
		a := netip.AddrFrom4([4]byte{127, 1, byte(i >> 8), byte(i)})
		p.Put(a, taken(t, p, a), time.Second)
		if i%100 == 0 {
			now.Time = now.Add(time.Second)
		}
	}
	require.LessOrEqual(t, len(p.times), leastTimes)
}

func TestEphemeral(t *testing.T) {
	p := Ephemeral()
	require.Same(t, p, Ephemeral())
	require.Greater(t, p.first, 1023)
	require.LessOrEqual(t, p.first+p.count, 1<<16)
}
