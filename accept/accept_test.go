package accept_test

import (
	"context"
	"io"
	"net"
	"net/netip"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/accept"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestLoopBoundsAndEnds holds one connection of one allowed: the second waits until the first is done, and the end of
// the context closes what is open.
func TestLoopBoundsAndEnds(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	handled := make(chan net.Addr)
	ended := make(chan error)
	go func() {
		ended <- new(accept.Pool).Loop(ctx, l, 1, func(_ context.Context, c net.Conn) {
			handled <- c.RemoteAddr()
			_, _ = io.Copy(io.Discard, c) // until the peer or the context closes it
		})
	}()
	dial := func() net.Conn {
		c, err := net.Dial("tcp4", l.Addr().String())
		require.NoError(t, err)
		return c
	}
	first := dial()
	require.Equal(t, first.LocalAddr().String(), (<-handled).String())
	second := dial()
	select {
	case <-handled:
		t.Fatal("a second connection was handled beside the first")
	default:
	}
	require.NoError(t, first.Close())
	require.Equal(t, second.LocalAddr().String(), (<-handled).String())
	cancel()
	require.NoError(t, <-ended)
	_, err = second.Read(make([]byte, 1))
	require.Error(t, err, "the server closed it")
	require.NoError(t, second.Close())
}

// TestLoopReportsBrokenListener ends with the listener's own error when nobody asked it to end.
func TestLoopReportsBrokenListener(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	require.ErrorIs(t, new(accept.Pool).Loop(t.Context(), l, 1, func(context.Context, net.Conn) {}), net.ErrClosed)
}

// street is a listener without sockets, for tests whose time is not the machine's.
type street struct {
	come   chan net.Conn
	fails  func() error // asked at each Accept, may be nil
	closed chan struct{}
	once   sync.Once
}

func newStreet() *street { return &street{come: make(chan net.Conn, 100), closed: make(chan struct{})} }

func (s *street) Accept() (net.Conn, error) {
	if s.fails != nil {
		if err := s.fails(); err != nil {
			return nil, err
		}
	}
	select {
	case c := <-s.come:
		return c, nil
	case <-s.closed:
		return nil, net.ErrClosed
	}
}

func (s *street) Close() error   { s.once.Do(func() { close(s.closed) }); return nil }
func (s *street) Addr() net.Addr { return from("192.0.2.1") }

func from(address string) net.Addr {
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(address), 1000))
}

// visitor is a server's end of a connection, from an address.
type visitor struct {
	net.Conn
	remote net.Addr
}

func (v visitor) RemoteAddr() net.Addr { return v.remote }

// dial connects from an address and returns the client's end. Writes take effect when the handler reads.
func (s *street) dial(address string) net.Conn {
	client, server := net.Pipe()
	s.come <- visitor{server, from(address)}
	return client
}

// told collects troubles.
type told struct {
	mutex sync.Mutex
	all   []accept.Trouble
}

func (t *told) tell(one accept.Trouble) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.all = append(t.all, one)
}

func (t *told) times() (n int) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	for _, one := range t.all {
		n += one.Times
	}
	return n
}
