package capf

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"tvslab/accept"
	"tvslab/phonetls"
)

// Defaults of a [Server]. CUCM's own are not known; the recorded daemon waits ten seconds. A key may take minutes on
// an old phone.
const (
	DefaultMaxConnections = 4096
	DefaultServerTimeout  = 10 * time.Second
	DefaultKeyTimeout     = 5 * time.Minute
)

// Server runs one session per TLS connection, and one at a time per device. The fields must not change while serving.
type Server struct {
	// Certificate returns the CAPF certificate and its key. It is called for every handshake.
	Certificate func() (*tls.Certificate, error)
	// Authority decides. It is asked for the course of every session.
	Authority Authority
	// Strict checks the strict rules (C5, C7, C10).
	Strict bool
	// OldCiphers allows TLS 1.0 and 1.1 and RSA key exchange, which phones up to 2016 need.
	OldCiphers bool
	// MaxConnections bounds the open connections; further ones wait in the listen queue. 0 means
	// DefaultMaxConnections.
	MaxConnections int
	// Pool is whose places the connections take; nil bounds them by MaxConnections alone.
	Pool *accept.Pool
	// HandshakeTimeout bounds the handshake, ReadTimeout the wait for a message, WriteTimeout sending one; 0 means
	// DefaultServerTimeout. KeyTimeout is the wait for a new key, however often the phone says that it is making one; 0
	// means DefaultKeyTimeout.
	HandshakeTimeout, ReadTimeout, WriteTimeout, KeyTimeout time.Duration
	// Log, if set, is called once per connection, from many goroutines at once.
	Log func(Exchange)
	// Now is the clock of the log; nil means time.Now. Deadlines follow real time.
	Now func() time.Time

	sessions atomic.Uint32
	inside   devicesInside
}

// Serve runs sessions on l until ctx ends, then closes l and all connections and returns nil when every goroutine is
// gone.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	side := &phonetls.Server{Certificate: s.Certificate, Old: s.OldCiphers}
	most := cmp.Or(max(s.MaxConnections, 0), DefaultMaxConnections)
	err := s.Pool.Loop(ctx, l, most, func(_ context.Context, conn net.Conn) { s.serveConn(conn, side) })
	if err != nil {
		return fmt.Errorf("serve CAPF on %v: %w", l.Addr(), err)
	}
	return nil
}

// serveConn runs one connection and logs it.
func (s *Server) serveConn(conn net.Conn, side *phonetls.Server) {
	x := Exchange{Time: s.now(), Peer: conn.RemoteAddr().String()}
	conn.SetDeadline(time.Now().Add(cmp.Or(s.HandshakeTimeout, DefaultServerTimeout)))
	if secured, err := side.Handshake(conn); err != nil {
		x.Outcome, x.Err = OutcomeHandshake, err
	} else {
		state := secured.ConnectionState()
		x.TLSVersion, x.CipherSuite = state.Version, state.CipherSuite
		(&call{Server: s, guest: conn, conn: secured}).session(&x)
		secured.Close()
	}
	x.Duration = s.now().Sub(x.Time)
	if s.Log != nil {
		s.Log(x)
	}
}

func (s *Server) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}
