package registration

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"

	"tvslab/accept"
	"tvslab/phonetls"
	"tvslab/service"
)

// Limits of a Server.
const (
	maxConnections = 4096
	timeout        = 10 * time.Second // for everything until a phone is registered
)

// Server answers registrations on one port of a call manager. The fields must not change while serving.
type Server struct {
	Protocol service.Service // SIP or SCCP, with TLS or without; SIP for ServeUDP
	Node     string          // name of the call manager, in SIP warnings
	// Version is the release of the call manager as SIP answers tell it, "11.5"; nil and "" for none.
	Version func() string
	// Judge decides about who comes. It returns nil, a *Refusal, or another error, which closes the connection without an
	// answer. It is called by many goroutines at once.
	Judge func(Registrant) error
	// Now is the clock of the call manager, which SIP answers tell; nil is the machine's.
	Now func() time.Time
	// TLS makes the port a TLS port, on which phones must show a certificate; nil for a plain one.
	TLS *phonetls.Server
	// Pool is whose places the connections take; nil bounds them by the server's own limit alone.
	Pool *accept.Pool
	// Tap, if set, is told of every datagram of ServeUDP: where it leaves, where it goes, and its parts, of which the second is nil.
	Tap func(from, to netip.AddrPort, head, body []byte)
	// Log, if set, is called once per request, and for a connection that brought none; by many goroutines at once.
	Log func(Attempt)

	nonces nonces
}

// Registrant is who wants to register. All of it comes from the network.
type Registrant struct {
	Device      string
	Model       int               // device type, 0 if it did not say
	Certificate *x509.Certificate // shown in TLS; nil without TLS
	Proof       *Proof            // an answer to a challenge of SIP; nil for none
}

// Attempt is one request of a phone, or a connection that brought none.
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
	OutcomeRegistered   = "registered"
	OutcomeUnregistered = "unregistered" // it asked for that
	OutcomeAnswered     = "answered"     // a request that changes nothing
	OutcomeRefused      = "refused"      // Err says why, and so did the answer
	OutcomeMalformed    = "malformed"    // not a registration
	OutcomeNoRequest    = "no request"   // closed without an answer: it never came, or not all of it
	OutcomeHandshake    = "handshake failed"
	OutcomeFailed       = "failed" // no answer could be made or sent
)

// Serve answers on l until ctx ends, then closes l and all connections and returns nil when every goroutine is gone.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	err := s.Pool.Loop(ctx, l, maxConnections, func(_ context.Context, conn net.Conn) { s.serve(conn) })
	if err != nil {
		return fmt.Errorf("serve registrations on %v: %w", l.Addr(), err)
	}
	return nil
}

// visit is one connection of a phone.
type visit struct {
	*Server
	conn  net.Conn
	who   Registrant // of the last request
	peer  net.Addr
	began time.Time // of the attempt that is to be told next
	told  int       // attempts

	registered bool        // over SIP, and not taken back
	known      func() bool // over UDP: the device registered a short time ago; nil for connections
}

func (s *Server) serve(conn net.Conn) {
	v := &visit{Server: s, conn: conn, peer: conn.RemoteAddr(), began: time.Now()}
	conn.SetDeadline(v.began.Add(timeout))
	if s.TLS != nil {
		secured, err := s.TLS.Handshake(conn)
		if err != nil {
			v.tell(OutcomeHandshake, err)
			return
		}
		defer secured.Close()
		v.conn, v.who.Certificate = secured, secured.ConnectionState().PeerCertificates[0]
	}
	if err := v.talk(); v.told == 0 {
		v.tell(outcomeOf(err), err)
	}
}

// talk answers what comes on the connection, and tells of each request. It returns why it ended.
func (v *visit) talk() error {
	if v.Protocol.Plain() == service.SCCP {
		return v.sccp()
	}
	return v.sip()
}

func (s *Server) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// tell writes down what came of a request.
func (v *visit) tell(outcome string, err error) {
	v.told++
	if v.Log != nil {
		v.Log(Attempt{Time: v.began, Peer: v.peer.String(), Device: v.who.Device, Duration: time.Since(v.began), Outcome: outcome, Err: err})
	}
}

// decide judges who came and answers him.
func (v *visit) decide(answer func(*Refusal) error) error {
	refusal, err := v.judge(v.who)
	if err == nil {
		err = answer(refusal)
	}
	switch {
	case err != nil:
		v.tell(OutcomeFailed, err)
	case refusal != nil:
		v.tell(OutcomeRefused, refusal)
	default:
		v.tell(OutcomeRegistered, nil)
	}
	return err
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
