package registration

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"tvslab/accept"
	"tvslab/phonetls"
	"tvslab/service"
)

// Limits of a Server.
const (
	maxConnections = 4096
	timeout        = 10 * time.Second // for everything
)

// Server answers registrations on one port of a call manager. The fields must not change while serving.
type Server struct {
	Protocol service.Service // SIP or SCCP, with TLS or without
	Node     string          // name of the call manager, in SIP warnings
	// Judge decides about who comes. It returns nil, a *Refusal, or another error, which closes the connection without an
	// answer. It is called by many goroutines at once.
	Judge func(Registrant) error
	// TLS makes the port a TLS port, on which phones must show a certificate; nil for a plain one.
	TLS *phonetls.Server
	// Pool is whose places the connections take; nil bounds them by the server's own limit alone.
	Pool *accept.Pool
	// Log, if set, is called once per connection, by many goroutines at once.
	Log func(Attempt)
}

// Registrant is who wants to register. All of it comes from the network.
type Registrant struct {
	Device      string
	Model       int               // device type, 0 if it did not say
	Certificate *x509.Certificate // shown in TLS; nil without TLS
}

// Attempt is one connection of a phone.
type Attempt struct {
	Time     time.Time
	Peer     string
	Device   string // "" if it did not say
	Duration time.Duration
	Outcome  string // one of the Outcome constants
	Err      error  // nil if it was registered; *Refusal, an error of TLS or of the connection
}

// Outcomes of an [Attempt].
const (
	OutcomeRegistered = "registered"
	OutcomeRefused    = "refused"    // Err says why, and so did the answer
	OutcomeMalformed  = "malformed"  // closed without an answer: not a registration
	OutcomeNoRequest  = "no request" // closed without an answer: it never came, or not all of it
	OutcomeHandshake  = "handshake failed"
	OutcomeFailed     = "failed" // no answer could be made or sent
)

// Serve answers on l until ctx ends, then closes l and all connections and returns nil when every goroutine is gone.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	err := s.Pool.Loop(ctx, l, maxConnections, func(_ context.Context, conn net.Conn) {
		a := Attempt{Time: time.Now(), Peer: conn.RemoteAddr().String()}
		a.Device, a.Outcome, a.Err = s.serve(conn)
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

func (s *Server) serve(conn net.Conn) (device, outcome string, err error) {
	conn.SetDeadline(time.Now().Add(timeout))
	var who Registrant
	if s.TLS != nil {
		secured, err := s.TLS.Handshake(conn)
		if err != nil {
			return "", OutcomeHandshake, err
		}
		defer secured.Close()
		conn, who.Certificate = secured, secured.ConnectionState().PeerCertificates[0]
	}
	answer, err := s.request(conn, &who)
	if err != nil {
		return "", outcomeOf(err), err
	}
	device = who.Device
	refusal, err := s.judge(who)
	if err == nil {
		err = answer(refusal)
	}
	switch {
	case err != nil:
		return device, OutcomeFailed, err
	case refusal != nil:
		return device, OutcomeRefused, refusal
	}
	return device, OutcomeRegistered, nil
}

// request reads a request and who it is from; answer is what answers it.
func (s *Server) request(conn net.Conn, who *Registrant) (answer func(*Refusal) error, err error) {
	if s.Protocol.Plain() == service.SCCP {
		who.Device, who.Model, err = readSCCPRegister(conn)
		return func(r *Refusal) error { return writeSCCPAnswer(conn, r) }, err
	}
	q, err := readSIPRegister(conn)
	if err != nil {
		return nil, err
	}
	who.Device, who.Model = q.device, q.model
	return func(r *Refusal) error { return writeSIPAnswer(conn, q, s.Node, r) }, nil
}

// outcomeOf tells requests that are none from those that did not arrive.
func outcomeOf(err error) string {
	var network net.Error
	if errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return OutcomeNoRequest
	}
	return OutcomeMalformed
}

// judge tells a refusal from what keeps the server from answering.
func (s *Server) judge(who Registrant) (*Refusal, error) {
	err := s.Judge(who)
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return refusal, nil
	}
	return nil, err
}
