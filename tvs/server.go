package tvs

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"time"

	"tvslab/accept"
	"tvslab/phonetls"
)

// Defaults of a [Server]. CUCM's own are not known; the usecallmanager.nz daemon waits
// ten seconds for everything.
const (
	DefaultMaxConnections = 8192
	DefaultServerTimeout  = 10 * time.Second
)

// Server answers one request per TLS connection and closes it. The fields must not
// change while serving.
type Server struct {
	// Certificate returns the server's certificate and key. It is called for every
	// handshake, so that a restarted service can show a new one.
	Certificate func() (*tls.Certificate, error)
	// Authority answers the requests.
	Authority Authority
	// Strict checks the strict rules (T4, T9, T10) of requests.
	Strict bool
	// OldCiphers allows TLS 1.0 and 1.1 and RSA key exchange, which phones up to 2016 need.
	// Otherwise TLS 1.2 and 1.3 with Go's suites.
	OldCiphers bool
	// MaxConnections bounds the open connections; further ones wait in the listen
	// queue, so that a boot storm is served late rather than refused. A connection whose
	// client keeps the server waiting loses its place to one that waits (package accept).
	// 0 means DefaultMaxConnections.
	MaxConnections int
	// Pool is whose places the connections take; nil bounds them by MaxConnections alone.
	Pool *accept.Pool
	// HandshakeTimeout, ReadTimeout and WriteTimeout bound the phases of a connection.
	// 0 means DefaultServerTimeout.
	HandshakeTimeout, ReadTimeout, WriteTimeout time.Duration
	// Log, if set, is called once per connection, from many goroutines at once.
	Log func(Exchange)
	// Now is the clock of the log; nil means time.Now. Deadlines follow real time.
	Now func() time.Time
}

// Serve answers on l until ctx ends, then closes l and all connections and returns nil
// when every goroutine is gone.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	side := &phonetls.Server{Certificate: s.Certificate, Old: s.OldCiphers, Resume: true}
	err := s.Pool.Loop(ctx, l, s.maxConnections(), func(_ context.Context, conn net.Conn) { s.serveConn(conn, side) })
	if err != nil {
		return fmt.Errorf("serve TVS on %v: %w", l.Addr(), err)
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
		x.Outcome, x.Err = s.exchange(secured, &x)
		secured.Close()
	}
	x.Duration = s.now().Sub(x.Time)
	if s.Log != nil {
		s.Log(x)
	}
}

// exchange takes a connection through request and answer.
func (s *Server) exchange(conn *tls.Conn, x *Exchange) (outcome string, err error) {
	state := conn.ConnectionState()
	x.TLSVersion, x.CipherSuite = state.Version, state.CipherSuite
	conn.SetDeadline(time.Now().Add(cmp.Or(s.ReadTimeout, DefaultServerTimeout)))
	request, err := ReadRequest(conn, s.Strict)
	if err != nil {
		return outcomeOf(err), err
	}
	x.Device, x.Command, x.Session = request.Device, request.Command, request.Session
	response := Respond(s.Authority, request)
	answer, err := response.Marshal()
	if err != nil {
		return OutcomeFailed, err
	}
	conn.SetDeadline(time.Now().Add(cmp.Or(s.WriteTimeout, DefaultServerTimeout)))
	if _, err := conn.Write(answer); err != nil {
		return OutcomeFailed, err
	}
	if response.Found() {
		return OutcomeKnown, nil
	}
	return OutcomeUnknown, nil
}

func (s *Server) maxConnections() int {
	if s.MaxConnections > 0 {
		return s.MaxConnections
	}
	return DefaultMaxConnections
}

func (s *Server) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}
