package accept_test

import (
	"net"
	"net/netip"
	"sync"

	"tvslab/accept"
)

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
