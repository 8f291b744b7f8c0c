package tftpd

import (
	"context"
	"net/netip"
)

// Request is one file that a phone asks for over TFTP.
type Request struct {
	// Server is host:port of the TFTP server.
	Server string
	// Name is the file, as [CheckName] allows it.
	Name string
	// Local is the phone's own address; the zero value means that of the Client.
	Local netip.Addr
	// Into, if set, is the buffer that receives the file, from its beginning; one
	// that is too small is replaced by a larger.
	Into []byte
}

// Result is what came of a [Request], also where it failed.
type Result struct {
	// Data is the file; nil where the transfer failed.
	Data []byte
	// Resent counts packets that were sent again because no answer came in time.
	Resent int
}

// Fetcher fetches files over TFTP: a [Client] or a [Batch].
type Fetcher interface {
	// Fetch blocks until the file is there; errors as of [Client.TFTP].
	Fetch(ctx context.Context, r Request) (Result, error)
}
