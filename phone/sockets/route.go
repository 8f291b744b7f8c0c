package sockets

import (
	"context"
	"net"
	"net/netip"
	"sync"
)

// routes knows from which of its addresses this machine sends to a server. A socket that is bound to it hears nobody on other
// networks: that of a phone at a loopback server nobody but this machine. Safe for concurrent use.
type routes struct {
	mutex sync.Mutex
	from  map[string]netip.Addr
}

// to returns the address for a server, host:port over UDP; nothing is sent. It is invalid where there is no way, which who
// sends finds out.
func (r *routes) to(ctx context.Context, server string) netip.Addr {
	r.mutex.Lock()
	known, ok := r.from[server]
	r.mutex.Unlock()
	if ok {
		return known
	}
	conn, err := new(net.Dialer).DialContext(ctx, "udp", server)
	if err != nil {
		return netip.Addr{}
	}
	defer conn.Close()
	found := conn.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap()
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.from == nil {
		r.from = map[string]netip.Addr{}
	}
	r.from[server] = found
	return found
}

// forget is for a server that could not be reached: the address may be another next time.
func (r *routes) forget(server string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	delete(r.from, server)
}
