package sockets

import (
	"fmt"
	"net"
	"strconv"
	"strings"

	"tvslab/phone"
	"tvslab/service"
)

// Servers finds any servers by address: where nothing else is said, at the name or address that the phone calls, on the
// port that it knows. Read-only once it is in use.
type Servers struct {
	// Hosts maps names of servers, as configurations call them, to addresses, like a hosts file.
	Hosts map[string]string
	// Ports replaces the port of a service: of one server ("cucm-pub"), or of all ("").
	Ports map[Place]int
	// TVS, if set, is host:port of the one TVS server that is asked instead of all that configurations name.
	TVS string
}

// Place is a service of a server; Server "" means every server.
type Place struct {
	Server  string
	Service service.Service
}

// Find implements [Finder]. It always finds something: whether anybody listens there shows when it is tried.
func (s *Servers) Find(c phone.Call) (address string, ok bool) {
	server, at, port := c.Server, c.Service, c.Port
	if at == service.TVS && s.TVS != "" {
		return s.TVS, true
	}
	host, own := splitServer(server)
	if own != 0 && at == service.TFTP {
		port = own
	}
	for _, place := range []Place{{host, at}, {"", at}} {
		if p := s.Ports[place]; p != 0 {
			port = p
			break
		}
	}
	if mapped := s.Hosts[host]; mapped != "" {
		host = mapped
	}
	return net.JoinHostPort(host, strconv.Itoa(port)), true
}

// splitServer takes HOST or HOST:PORT apart; an IPv6 address with a port needs its brackets.
func splitServer(server string) (host string, port int) {
	if strings.Count(server, ":") > 1 && !strings.HasPrefix(server, "[") {
		return server, 0
	}
	host, text, err := net.SplitHostPort(server)
	if err != nil {
		return strings.Trim(server, "[]"), 0
	}
	port, _ = strconv.Atoi(text)
	return host, port
}

// CheckServer reports a server that is not HOST or HOST:PORT.
func CheckServer(server string) error {
	host, port := splitServer(server)
	switch {
	case host == "" || strings.ContainsAny(host, " /"):
		return fmt.Errorf("server %q is not HOST or HOST:PORT", server)
	case host != strings.Trim(server, "[]") && (port < 1 || port > 65535):
		return fmt.Errorf("server %q: the port is not a number from 1 to 65535", server)
	}
	return nil
}

// WithPort returns HOST or HOST:PORT as host:port, with the port that phones know for the service where there is none.
func WithPort(server string, at service.Service) string {
	host, port := splitServer(server)
	if port == 0 {
		port = at.Port()
	}
	return net.JoinHostPort(host, strconv.Itoa(port))
}
