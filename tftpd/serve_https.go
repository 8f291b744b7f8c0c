package tftpd

import (
	"cmp"
	"context"
	"net"
	"time"

	"tvslab/phonetls"
)

// ServeHTTPSListener is ServeHTTPListener within TLS. The handshake has as long as a request.
func (s *Server) ServeHTTPSListener(ctx context.Context, l net.Listener, side *phonetls.Server) error {
	return s.serveHTTP(ctx, l, "HTTPS", func(_ context.Context, conn net.Conn) { s.secure(conn, side) })
}

// secure runs one connection with TLS.
func (s *Server) secure(conn net.Conn, side *phonetls.Server) {
	line := s.begin("HTTPS", conn.RemoteAddr().String(), "")
	conn.SetDeadline(time.Now().Add(cmp.Or(s.IdleTimeout, DefaultIdleTimeout)))
	secured, err := side.Handshake(conn)
	if err != nil {
		s.end(line, 0, OutcomeHandshake, err)
		return
	}
	defer secured.Close()
	s.converse(secured, "HTTPS")
}
