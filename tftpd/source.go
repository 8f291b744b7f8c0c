package tftpd

import "errors"

// Errors of a [Source], a [Server] and a [Client]; compare with errors.Is.
var (
	// ErrNotFound says that no such file is served: TFTP error code 1
	// (RFC 1350 section 5), HTTP 404.
	ErrNotFound = errors.New("file not found")
	// ErrUnavailable says that the server answered but does not give the file
	// now. CUCM sends HTTP 503 while it still looks for a file on its proxy
	// servers, and TFTP error code 1 for the same file (EMCC document).
	ErrUnavailable = errors.New("file unavailable")
	// ErrUnreachable says that nothing listens at the address.
	ErrUnreachable = errors.New("server unreachable")
	// ErrTimeout says that no answer came in time.
	ErrTimeout = errors.New("timeout")
	// ErrTooLarge says that the file exceeds the client's limit, as the
	// "size limit" of 79xx and 78xx phones (tech note 214535).
	ErrTooLarge = errors.New("file too large")
	// ErrAnswer says that the server's answer is not one that its protocol
	// allows.
	ErrAnswer = errors.New("malformed answer")
)

// Source holds the served files. It must be safe for concurrent use.
type Source interface {
	// Open returns the content of a file, which is not modified afterwards by
	// either side. The name has passed [CheckName]. Errors are or wrap
	// [ErrNotFound] or [ErrUnavailable]; any other error counts as the latter
	// and its text never reaches a client.
	Open(name string) ([]byte, error)
}
