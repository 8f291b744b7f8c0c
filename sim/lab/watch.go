package lab

import (
	"net"

	"tvslab/accept"
)

// watch has the capture note what the servers see.
func (s *servers) watch(watched bool) {
	c := s.lab.capture
	if c == nil || !watched {
		return
	}
	s.tap = c.Datagram
	s.pool.Watch = func(conn net.Conn) accept.Watcher { return c.Accepted(conn) }
}
