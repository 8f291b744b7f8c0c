package registration

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"time"

	"tvslab/accept"
	"tvslab/phonetls"
	"tvslab/service"
)

// Limits of a Server.
const (
	maxConnections = 256
	timeout        = 10 * time.Second // for everything
)

// Server answers registrations on one port of a call manager. The fields must not change while serving.
type Server struct {
	Protocol service.Service // SIP or SCCP, with TLS or without
	Node     string          // name of the call manager, in SIP warnings
	// Judge decides about a device; certificate is what it showed in TLS, nil without TLS. It returns nil, a *Refusal,
	// or another error, which closes the connection without an answer. It is called by many goroutines at once.
	Judge func(device string, certificate *x509.Certificate) error
	// TLS makes the port a TLS port, on which phones must show a certificate; nil for a plain one.
	TLS *phonetls.Server
	// Log, if set, is called once per connection, by many goroutines at once.
	Log func(Attempt)
}

// Attempt is one connection of a phone.
type Attempt struct {
	Time     time.Time
	Peer     string
	Device   string // "" if it did not say
	Duration time.Duration
	Err      error // nil if it was registered; *Refusal, an error of TLS or of the connection
}

// Serve answers on l until ctx ends, then closes l and all connections and returns nil when every goroutine is gone.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	err := accept.Loop(ctx, l, maxConnections, func(_ context.Context, conn net.Conn) {
		a := Attempt{Time: time.Now(), Peer: conn.RemoteAddr().String()}
		a.Device, a.Err = s.serve(conn)
		a.Duration = time.Since(a.Time)
		if s.Log != nil {
			s.Log(a)
		}
	})
	if err != nil {
		return fmt.Errorf("serve registrations on %v: %w", l.Addr(), err)
	}
	return nil
}

func (s *Server) serve(conn net.Conn) (device string, err error) {
	conn.SetDeadline(time.Now().Add(timeout))
	var certificate *x509.Certificate
	if s.TLS != nil {
		secured, err := s.TLS.Handshake(conn)
		if err != nil {
			return "", err
		}
		defer secured.Close()
		conn, certificate = secured, secured.ConnectionState().PeerCertificates[0]
	}
	if s.Protocol.Plain() == service.SCCP {
		return s.serveSCCP(conn, certificate)
	}
	return s.serveSIP(conn, certificate)
}

func (s *Server) serveSIP(conn net.Conn, certificate *x509.Certificate) (string, error) {
	q, err := readSIPRegister(conn)
	if err != nil {
		return "", err
	}
	refusal, err := s.judge(q.device, certificate)
	if err != nil {
		return q.device, err
	}
	if err := writeSIPAnswer(conn, q, s.Node, refusal); err != nil || refusal == nil {
		return q.device, err
	}
	return q.device, refusal
}

func (s *Server) serveSCCP(conn net.Conn, certificate *x509.Certificate) (string, error) {
	device, err := readSCCPRegister(conn)
	if err != nil {
		return "", err
	}
	refusal, err := s.judge(device, certificate)
	if err != nil {
		return device, err
	}
	if err := writeSCCPAnswer(conn, refusal); err != nil || refusal == nil {
		return device, err
	}
	return device, refusal
}

// judge tells a refusal from what keeps the server from answering.
func (s *Server) judge(device string, certificate *x509.Certificate) (*Refusal, error) {
	err := s.Judge(device, certificate)
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return refusal, nil
	}
	return nil, err
}
