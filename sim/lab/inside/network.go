package inside

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
)

// Network is who listens where. The zero value is ready, and safe for concurrent use.
type Network struct {
	mutex     sync.Mutex
	listeners map[netip.AddrPort]*listener
	takers    map[netip.AddrPort]func(data []byte, from netip.AddrPort)
	sockets   map[netip.AddrPort]*flow // of datagrams, by the client's address
	port      uint16                   // of the last client
}

// Taker returns what takes datagrams, and answers them through write before it returns; it may be used by many goroutines at once.
type Taker func(write func(data []byte, to netip.AddrPort)) (take func(data []byte, from netip.AddrPort))

// Listen takes connections at an address until the listener is closed. Its error is that the address is in use.
func (n *Network) Listen(at netip.AddrPort) (net.Listener, error) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if n.listeners[at] != nil {
		return nil, inUse(at)
	}
	l := &listener{network: n, at: at, calls: make(chan net.Conn), closed: make(chan struct{})}
	if n.listeners == nil {
		n.listeners = map[netip.AddrPort]*listener{}
	}
	n.listeners[at] = l
	return l, nil
}

// Take gives datagrams for an address to a taker until leave is called. Its error is that the address is in use.
func (n *Network) Take(at netip.AddrPort, t Taker) (leave func(), err error) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if n.takers[at] != nil {
		return nil, inUse(at)
	}
	if n.takers == nil {
		n.takers = map[netip.AddrPort]func([]byte, netip.AddrPort){}
	}
	n.takers[at] = t(n.deliver)
	return func() {
		n.mutex.Lock()
		defer n.mutex.Unlock()
		delete(n.takers, at)
	}, nil
}

// deliver gives a datagram to the client at an address, if there is one.
func (n *Network) deliver(data []byte, to netip.AddrPort) {
	n.mutex.Lock()
	in := n.sockets[to]
	n.mutex.Unlock()
	if in != nil {
		_, _ = in.write(data)
	}
}

func inUse(at netip.AddrPort) error {
	return fmt.Errorf("listen %s: %w", at, os.NewSyscallError("bind", syscall.EADDRINUSE))
}

// From returns what dials from an address, as net.Dialer.DialContext does; every time from another port. Where nobody listens the call
// is refused.
func (n *Network) From(local netip.Addr) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return nil, err
		}
		own := netip.AddrPortFrom(local, n.nextPort())
		if network == "udp" {
			return n.datagrams(own, to), nil
		}
		return n.call(ctx, own, to)
	}
}

// firstPort is the first of the ports of clients (RFC 6335, section 6).
const firstPort = 49152

func (n *Network) nextPort() uint16 {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	n.port = max(n.port+1, firstPort)
	return n.port
}

func (n *Network) call(ctx context.Context, own, to netip.AddrPort) (net.Conn, error) {
	n.mutex.Lock()
	l := n.listeners[to]
	n.mutex.Unlock()
	if l == nil {
		return nil, refused(to)
	}
	client, server := pair(own, to)
	select {
	case l.calls <- server:
		return client, nil
	case <-l.closed:
		return nil, refused(to)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func refused(to netip.AddrPort) error {
	return &net.OpError{Op: "dial", Net: "tcp", Addr: net.TCPAddrFromAddrPort(to), Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
}

// listener is a port with a server.
type listener struct {
	network *Network
	at      netip.AddrPort
	calls   chan net.Conn
	once    sync.Once
	closed  chan struct{}
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.calls:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (l *listener) Close() error {
	l.once.Do(func() {
		l.network.mutex.Lock()
		defer l.network.mutex.Unlock()
		delete(l.network.listeners, l.at)
		close(l.closed)
	})
	return nil
}

// Addr implements net.Listener.
func (l *listener) Addr() net.Addr { return net.TCPAddrFromAddrPort(l.at) }
