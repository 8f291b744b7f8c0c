package udp

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// task is a function as a Task.
type task func()

func (f task) Run() { f() }

// run runs a loop until the test ends; do has something done in it.
func run(t *testing.T) (l *Loop, do func(func())) {
	l, err := New()
	require.NoError(t, err)
	var all sync.WaitGroup
	all.Go(l.Run)
	t.Cleanup(func() {
		l.Stop()
		all.Wait()
		require.NoError(t, l.Close())
	})
	return l, func(f func()) {
		done := make(chan struct{})
		l.Post(task(func() { f(); close(done) }))
		<-done
	}
}

// echo is a Machine that answers everything, and notes who was refused.
type echo struct {
	socket  Socket
	close   bool // after the first
	heard   atomic.Int64
	refused chan netip.AddrPort
	times   chan int64
}

func (e *echo) Datagram(d *Datagram) bool {
	e.heard.Add(1)
	_ = e.socket.Send(&d.From, d.Data, nil)
	if e.times != nil {
		e.times <- d.Time
	}
	if e.close {
		_ = e.socket.Close()
	}
	return false
}

func (e *echo) Refused(peer *Peer, err error) {
	if err == syscall.ECONNREFUSED {
		e.refused <- peer.AddrPort()
	}
}

func dial(t *testing.T, to string) *net.UDPConn {
	address, err := net.ResolveUDPAddr("udp", to)
	require.NoError(t, err)
	conn, err := net.DialUDP("udp", nil, address)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	return conn
}

func exchange(t *testing.T, conn *net.UDPConn, text string) {
	_, err := conn.Write([]byte(text))
	require.NoError(t, err)
	buffer := make([]byte, 1000)
	n, err := conn.Read(buffer)
	require.NoError(t, err)
	require.Equal(t, text, string(buffer[:n]))
}

// openEcho opens a socket on a port that is free.
func openEcho(t *testing.T, l *Loop, do func(func()), o Options) (*echo, string) {
	e := &echo{refused: make(chan netip.AddrPort, 10)}
	do(func() {
		port, err := Ephemeral().Bind(o.Local.Addr(), func(port uint16) error {
			o.Local = netip.AddrPortFrom(o.Local.Addr(), port)
			return l.Open(&e.socket, o, e)
		})
		require.NoError(t, err)
		t.Cleanup(func() { Ephemeral().Put(o.Local.Addr(), port, 0) })
	})
	return e, o.Local.String()
}

// TestSockets: sockets of both kinds take what many peers send and answer each.
func TestSockets(t *testing.T) {
	l, do := run(t)
	for name, o := range map[string]Options{
		"own":    {Local: netip.AddrPortFrom(one, 0)},
		"shared": {Local: netip.AddrPortFrom(one, 0), Shared: true, Buffer: 1 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			e, address := openEcho(t, l, do, o)
			var all sync.WaitGroup
			for range 100 {
				conn := dial(t, address)
				all.Go(func() {
					for _, text := range []string{"a", "", "b", string(make([]byte, MaxDatagram))} {
						exchange(t, conn, text)
					}
				})
			}
			all.Wait()
			require.Equal(t, int64(400), e.heard.Load())
			do(func() { require.Positive(t, e.socket.Room()) })
		})
	}
}

// TestAskedAddress: a socket for all addresses answers from the one that was asked, of both families.
func TestAskedAddress(t *testing.T) {
	l, do := run(t)
	for any, hosts := range map[string][]string{"0.0.0.0": {"127.0.0.1", "127.0.0.7"}, "::": {"127.0.0.1", "127.0.0.7", "::1"}} {
		_, address := openEcho(t, l, do, Options{Local: netip.AddrPortFrom(netip.MustParseAddr(any), 0), Shared: true, Asked: true})
		_, port, _ := net.SplitHostPort(address)
		for _, host := range hosts {
			exchange(t, dial(t, net.JoinHostPort(host, port)), host) // the kernel takes no answer of another address
		}
	}
}

// TestAdopt: the socket of a net.UDPConn tells when a datagram came.
func TestAdopt(t *testing.T) {
	l, do := run(t)
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: one.AsSlice()})
	require.NoError(t, err)
	e := &echo{times: make(chan int64, 1)}
	do(func() { require.NoError(t, l.Adopt(&e.socket, conn, e)) })
	before := time.Now().UnixNano()
	exchange(t, dial(t, conn.LocalAddr().String()), "x")
	came := <-e.times
	require.GreaterOrEqual(t, came, before)
	require.LessOrEqual(t, came, time.Now().UnixNano())
}

// TestRefused: a peer that has closed its port is told by its address, on a shared socket without harm to others.
func TestRefused(t *testing.T) {
	l, do := run(t)
	e, address := openEcho(t, l, do, Options{Local: netip.AddrPortFrom(one, 0), Shared: true})
	gone := dial(t, address)
	from := gone.LocalAddr().(*net.UDPAddr).AddrPort()
	exchange(t, gone, "x")
	require.NoError(t, gone.Close())
	to, other := PeerOf(from), dial(t, address)
	do(func() { _ = e.socket.Send(&to, []byte("late"), []byte("!")) })
	require.Equal(t, from, <-e.refused)
	exchange(t, other, "x")
}

// TestConnect: a connected socket hears its peer alone, and knows the way to it.
func TestConnect(t *testing.T) {
	l, do := run(t)
	e, address := openEcho(t, l, do, Options{Local: netip.AddrPortFrom(one, 0)})
	friend, stranger := dial(t, address), dial(t, address)
	peer := PeerOf(friend.LocalAddr().(*net.UDPAddr).AddrPort())
	do(func() {
		require.NoError(t, e.socket.Connect(&peer))
		require.Greater(t, e.socket.PathSize(), 512)
	})
	_, err := stranger.Write([]byte("x"))
	require.NoError(t, err)
	_, err = stranger.Read(make([]byte, 1))
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	exchange(t, friend, "x")
	require.Equal(t, int64(1), e.heard.Load())
}

// TestCloseInside: a machine may close its socket while it takes what arrived; the number and the port serve others.
func TestCloseInside(t *testing.T) {
	l, do := run(t)
	for _, shared := range []bool{true, false} {
		e, address := openEcho(t, l, do, Options{Local: netip.AddrPortFrom(one, 0), Shared: shared})
		do(func() { e.close = true })
		conn := dial(t, address)
		exchange(t, conn, "the last")
		do(func() { require.Zero(t, l.out.count) })
		_, err := conn.Write([]byte("x"))
		require.NoError(t, err)
		_, err = conn.Read(make([]byte, 1))
		require.ErrorIs(t, err, syscall.ECONNREFUSED)
		_, again := openEcho(t, l, do, Options{Local: netip.AddrPortFrom(one, 0), Shared: shared})
		exchange(t, dial(t, again), "x")
		require.Equal(t, int64(1), e.heard.Load())
	}
}

// TestWaitsEnd: the loop ends waits by itself, whether it sleeps or naps because many wait.
func TestWaitsEnd(t *testing.T) {
	l, do := run(t)
	for _, n := range []int{1, 3 * busyWaits} {
		var log []string
		done := make(chan struct{})
		do(func() {
			q := l.Queue(time.Millisecond)
			for i := range n {
				c := &caller{name: "x", log: &log}
				c.Owner = c
				if i == n-1 {
					c.do = func() { close(done) }
				}
				q.Start(&c.Wait, l.Now())
			}
		})
		<-done
		require.Len(t, log, n)
	}
}

// TestPeer: an address survives the kernel's form.
func TestPeer(t *testing.T) {
	for _, text := range []string{"127.0.0.1:69", "[::1]:65535", "[fe80::1%1]:7", "0.0.0.0:0"} {
		want := netip.MustParseAddrPort(text)
		p := PeerOf(want)
		require.Equal(t, want, p.AddrPort())
		require.False(t, p.Local().IsValid())
	}
	require.Equal(t, PeerOf(netip.MustParseAddrPort("127.0.0.1:69")), PeerOf(netip.MustParseAddrPort("127.0.0.1:69")))
}

// FuzzControl: no control message is read beyond its end.
func FuzzControl(f *testing.F) {
	local := Peer{local: [localSize]byte{127, 0, 0, 1}}
	b := make([]byte, 64)
	f.Add(b[:local.from(b, false)])
	f.Add(append([]byte(nil), b[:local.from(b, true)]...))
	f.Add([]byte{1, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, control []byte) {
		total := 0
		var d Datagram
		eachControl(control, func(level, kind int32, data []byte) {
			total += len(data)
			d.told(level, kind, data)
		})
		require.LessOrEqual(t, total, len(control))
	})
}
