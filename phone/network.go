package phone

import (
	"context"
	"errors"

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
	Fetch(ctx context.Context, phone string, server string, t Transport, name string) (*File, error)
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
	// call manager and its error must be returned.
	RegisterTLS(ctx context.Context, phone string, m Model, server string, port int, check func(certificate []byte) error) error
}
