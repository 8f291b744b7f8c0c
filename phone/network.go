package phone

import (
	"context"
	"errors"

	"tvslab/capf"
	"tvslab/phone/content"
	"tvslab/tvs"
)

// Transport is a way to fetch a file, written as the phone logs name it.
type Transport string

// The transports: HTTP on port 6970 and TFTP on port 69.
const (
	HTTP Transport = "HTTP 6970"
	TFTP Transport = "TFTP 69"
)

// What Network.Fetch and Network.Register report; tested with errors.Is.
var (
	ErrNotFound    = errors.New("file not found")      // HTTP 404, TFTP error 1
	ErrUnavailable = errors.New("service unavailable") // HTTP 503
	ErrUnreachable = errors.New("server unreachable")  // refused, no route
	ErrTimeout     = errors.New("server did not answer")
	ErrTooLarge    = errors.New("file larger than the phone accepts")
)

// Network is everything a phone needs from outside. Calls are made one after
// the other; phone is the caller's device name. Implementations must be safe
// for concurrent use by different phones.
type Network interface {
	// Fetch gets one file. Errors: ErrNotFound, ErrUnavailable, ErrUnreachable, ErrTimeout, ErrTooLarge.
	Fetch(ctx context.Context, phone string, server string, t Transport, name string) (*content.File, error)
	// TVS asks one TVS server. It calls check with the DER certificate of the
	// server and sends nothing when that fails. Errors: those of package tvs.
	TVS(ctx context.Context, phone string, m Model, server string, port int, check func(certificate []byte) error, r *tvs.Request) (*tvs.Response, error)
	// Register registers without TLS. Errors: ErrUnreachable, ErrTimeout.
	Register(ctx context.Context, phone string, server string, port int) error
}

// SecureNetwork is a Network that can also register over TLS. A phone whose
// configuration asks for authenticated or encrypted mode uses it where the
// Network offers it, and cannot register otherwise.
type SecureNetwork interface {
	Network
	// RegisterTLS registers over TLS; check judges the DER certificate of the
	// call manager and its error must be returned. identity is what the phone
	// shows. Errors: ErrUnreachable, ErrTimeout, and for an identity that the
	// call manager refuses ErrUnknownCA, ErrCertificateExpired,
	// ErrNoCertificate.
	RegisterTLS(ctx context.Context, phone string, m Model, server string, port int, identity Identity, check func(certificate []byte) error) error
}

// CAPFNetwork is a Network with CAPF servers. A phone with a certificate
// operation pending uses it where the Network offers it.
type CAPFNetwork interface {
	// Enrol runs one session with a CAPF server; check judges its DER
	// certificate before anything is sent, and its error must be returned.
	// Errors: those of package capf. A result that holds an LSC counts even
	// beside an error: the phone had stored it when the session broke off.
	Enrol(ctx context.Context, phone string, m Model, server string, port int, check func(certificate []byte) error, s capf.Session) (capf.Result, error)
}

// What a call manager that refuses a phone's certificate answers (TLS alerts).
var (
	ErrUnknownCA          = errors.New("SSL3 alert: unknown CA")
	ErrCertificateExpired = errors.New("SSL3 alert: certificate expired")
	ErrNoCertificate      = errors.New("SSL3 alert: certificate required")
)
