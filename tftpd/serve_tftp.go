package tftpd

import (
	"context"
	"errors"
	"fmt"
	"net"

	"tvslab/tftpd/internal/udp"
)

// errorText is the only text that a TFTP client is sent for a refused request, so
// that nothing about the server leaks. CUCM's own text, logged by phones
// (tech notes 214528, 214535). The engine knows no error code but 1, and a client
// that breaks a transfer off or falls silent is told so in the engine's words.
const errorText = "File not found"

// retries is how often a TFTP block is sent again before the transfer fails.
const retries = 4

// ReceiveBuffer is asked of the kernel for the request socket, in bytes: the requests of
// a boot storm must survive there until they are accepted. One request takes about 768
// bytes of it, so that 8 MiB hold more than ten thousand.
const ReceiveBuffer = 8 << 20

var (
	//lint:ignore ST1005 what clients are sent
	errRefused = errors.New(errorText)
	errBusy    = errors.New("too many transfers")
	errWrite   = errors.New("write request on a read-only server")
	errTooSlow = errors.New("transfer takes too long")
)

// ServeTFTP answers read requests on conn until ctx ends, then closes conn and
// returns nil after the last transfer. A transfer in progress is cut at its next
// block; with EnginePin, a client that stays silent delays the return by at most
// five Timeouts.
//
// conn must be bound to the node's own address, or to all: answers leave from the
// address that was asked, from another port than conn's, and of no client's port
// twice the same (RFC 1350 section 4). Options blksize and tsize are honoured (RFC 2348, 2349). Write
// requests are refused.
func (s *Server) ServeTFTP(ctx context.Context, conn *net.UDPConn) error {
	serve, known := map[Engine]func(context.Context, *net.UDPConn) error{
		"": s.servePin, EnginePin: s.servePin, EngineLean: s.serveLean,
	}[s.Engine]
	if !known {
		return fmt.Errorf("serve TFTP: engine %q is unknown", s.Engine)
	}
	// Best effort: a small buffer only costs repeats.
	if granted, err := udp.GrowReceiveBuffer(conn, ReceiveBuffer); err == nil && s.Granted != nil {
		s.Granted(granted)
	}
	if err := serve(ctx, conn); err != nil {
		return fmt.Errorf("serve TFTP on %v: %w", conn.LocalAddr(), err)
	}
	return nil
}
