package boots

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// weather is what a relay does to datagrams: shares of 1.
type weather struct {
	loss, twice, late, shuffled float64
	latest                      time.Duration // for how long late datagrams stay away: long enough for their transfers to be over
}

// storms is weather in which most transfers are hit once.
var storms = weather{loss: 0.01, twice: 0.01, late: 0.01, shuffled: 0.02, latest: 3 * time.Second}

// relay stands between phones and a TFTP server and does to their datagrams what a bad network does. Each of its ports stands
// for one of the other side's and for no other, so that a port that is used again on one side is on the other too, and a late
// datagram meets whoever has the port by then.
type relay struct {
	weather weather
	server  netip.AddrPort
	random  struct {
		sync.Mutex
		*rand.Rand
	}
	hurt atomic.Int64 // datagrams

	mutex   sync.Mutex
	phones  map[netip.AddrPort]*net.UDPConn // by the phone's port: where the server sees it
	servers map[netip.AddrPort]*net.UDPConn // by the server's port: where phones see it
	closed  bool
	running sync.WaitGroup // readers and what is under way
}

// newRelay returns the relay of a server, which closes when the test ends, and the address that phones call instead.
func newRelay(t *testing.T, server string, w weather) (*relay, string) {
	r := &relay{weather: w, server: netip.MustParseAddrPort(server), phones: map[netip.AddrPort]*net.UDPConn{}, servers: map[netip.AddrPort]*net.UDPConn{}}
	r.random.Rand = rand.New(rand.NewPCG(1, 2))
	front := r.standIn(r.servers, r.server, func(data []byte, from netip.AddrPort) { r.toServer(data, from, r.server) })
	require.NotNil(t, front)
	t.Cleanup(r.close)
	return r, front.LocalAddr().String()
}

func (r *relay) close() {
	r.mutex.Lock()
	r.closed = true
	for _, side := range []map[netip.AddrPort]*net.UDPConn{r.phones, r.servers} {
		for _, conn := range side {
			conn.Close()
		}
	}
	r.mutex.Unlock()
	r.running.Wait()
}

// standIn returns the socket that stands for a port of one side, on the other side; what comes to it goes to take. It is nil
// when the relay is closed or has no sockets left: then the datagram is lost.
func (r *relay) standIn(side map[netip.AddrPort]*net.UDPConn, who netip.AddrPort, take func(data []byte, from netip.AddrPort)) *net.UDPConn {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if conn := side[who]; conn != nil || r.closed {
		return conn
	}
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 32, 0, 1)})
	if err != nil {
		return nil
	}
	side[who] = conn
	r.running.Go(func() {
		buffer := make([]byte, 2048)
		for {
			n, from, err := conn.ReadFromUDPAddrPort(buffer)
			switch {
			case errors.Is(err, net.ErrClosed):
				return
			case err == nil:
				take(append([]byte(nil), buffer[:n]...), from)
			}
		}
	})
	return conn
}

// toServer sends what a phone sent to a port of the server.
func (r *relay) toServer(data []byte, phone, server netip.AddrPort) {
	out := r.standIn(r.phones, phone, func(answer []byte, from netip.AddrPort) { r.toPhone(answer, from, phone) })
	r.carry(out, data, server)
}

// toPhone sends what came from a port of the server.
func (r *relay) toPhone(data []byte, server, phone netip.AddrPort) {
	out := r.standIn(r.servers, server, func(more []byte, from netip.AddrPort) { r.toServer(more, from, server) })
	r.carry(out, data, phone)
}

// carry sends a datagram, or does not, or later, or twice.
func (r *relay) carry(out *net.UDPConn, data []byte, to netip.AddrPort) {
	if out == nil {
		return
	}
	send := func() { _, _ = out.WriteToUDPAddrPort(data, to) }
	w := r.weather
	switch dice, delay := r.roll(); {
	case dice < w.loss:
	case dice < w.loss+w.twice:
		send()
		r.later(delay, send)
	case dice < w.loss+w.twice+w.late:
		r.later(delay, send)
	case dice < w.loss+w.twice+w.late+w.shuffled:
		r.later(delay/100, send)
	default:
		send()
		return
	}
	r.hurt.Add(1)
}

func (r *relay) roll() (dice float64, delay time.Duration) {
	r.random.Lock()
	defer r.random.Unlock()
	return r.random.Float64(), time.Duration(r.random.Float64() * float64(r.weather.latest))
}

// later is waited for by close.
func (r *relay) later(delay time.Duration, send func()) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.closed {
		return
	}
	r.running.Add(1)
	time.AfterFunc(delay, func() {
		defer r.running.Done()
		send()
	})
}

// TestRelay: datagrams go both ways, and answers of different ports come from different ports.
func TestRelay(t *testing.T) {
	server, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 32, 0, 2)})
	require.NoError(t, err)
	defer server.Close()
	other, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 32, 0, 2)})
	require.NoError(t, err)
	defer other.Close()
	_, address := newRelay(t, server.LocalAddr().String(), weather{twice: 1, latest: time.Millisecond})
	phone, err := new(net.Dialer).DialContext(context.Background(), "udp4", address)
	require.NoError(t, err)
	local := phone.LocalAddr().(*net.UDPAddr)
	require.NoError(t, phone.Close())
	conn, err := net.ListenUDP("udp4", local)
	require.NoError(t, err)
	defer conn.Close()

	_, err = conn.WriteToUDPAddrPort([]byte("request"), netip.MustParseAddrPort(address))
	require.NoError(t, err)
	read := func(from *net.UDPConn) (string, netip.AddrPort) {
		buffer := make([]byte, 100)
		n, sender, err := from.ReadFromUDPAddrPort(buffer)
		require.NoError(t, err)
		return string(buffer[:n]), sender
	}
	text, seen := read(server)
	require.Equal(t, "request", text)
	text, again := read(server)
	require.Equal(t, "request", text, "twice")
	require.Equal(t, seen, again)
	_, err = server.WriteToUDPAddrPort([]byte("one"), seen)
	require.NoError(t, err)
	_, err = other.WriteToUDPAddrPort([]byte("two"), seen)
	require.NoError(t, err)
	ports := map[string]netip.AddrPort{}
	for len(ports) < 2 {
		text, from := read(conn)
		ports[text] = from
	}
	require.Equal(t, address, ports["one"].String())
	require.NotEqual(t, address, ports["two"].String())
	_, err = conn.WriteToUDPAddrPort([]byte("to the other"), ports["two"])
	require.NoError(t, err)
	text, from := read(other)
	require.Equal(t, "to the other", text)
	require.Equal(t, seen, from)
}
