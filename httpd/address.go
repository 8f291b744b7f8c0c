package httpd

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Addressed reports whether a request is for the address at which it came in, or for localhost where that is loopback: a name
// that somebody's DNS turned to it is none of its addresses.
func Addressed(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok {
		return false
	}
	at := local.AddrPort()
	host, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		host, port = strings.Trim(r.Host, "[]"), "80"
	}
	if number, err := netip.ParseAddrPort(net.JoinHostPort("0.0.0.0", port)); err != nil || number.Port() != at.Port() {
		return false
	}
	if strings.EqualFold(host, "localhost") {
		return at.Addr().IsLoopback()
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap() == at.Addr().Unmap()
}
