package tftpd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"

	"tvslab/tftpd/internal/udp"
)

// What a TFTP client is told, so that nothing about the server leaks.
var (
	// notFound answers a refused request, with CUCM's own text, logged by phones (tech notes 214528, 214535).
	notFound = appendError(nil, codeNotFound, "File not found")
	// brokenOff ends a transfer that has begun. Its code is "not defined" (RFC 1350 appendix): the file exists, and a phone
	// that heard of code 1 would conclude that there is no such list.
	brokenOff = appendError(nil, codeUndefined, "Transfer broken off")
)

// retries is how often a TFTP block is sent again before the transfer fails.
const retries = 4

// ReceiveBuffer is asked of the kernel for the request socket, in bytes: the requests of
// a boot storm must survive there until they are accepted. One request takes about 768
// bytes of it, so that 8 MiB hold more than ten thousand.
const ReceiveBuffer = 8 << 20

// TryReceiveBuffer asks the kernel for [ReceiveBuffer] as a server does, on a socket that is closed again, and returns what was granted, bytes.
func TryReceiveBuffer() (granted int, err error) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	return udp.GrowReceiveBuffer(conn, ReceiveBuffer)
}

var (
	errBusy    = errors.New("too many transfers")
	errWrite   = errors.New("write request on a read-only server")
	errTooSlow = errors.New("transfer takes too long")
)

// ServeTFTP answers read requests on conn until ctx ends, then cuts the transfers, closes conn and returns nil. It waits
// for the Source where that is opening a file.
//
// conn must be bound to the node's own address, or to all: answers leave from the address that was asked, from another
// port than conn's, and of no transfer to a client's port twice the same (RFC 1350 section 4). Options blksize and tsize
// are honoured (RFC 2347, 2348, 2349). Write requests are refused. Where there is no place, port or descriptor for a
// transfer the request is not answered: each answer that RFC 1350 has would end it, and one that phones know, "File not
// found", would mean that there is no such list. A phone that hears nothing asks again, then takes the server as
// unreachable.
func (s *Server) ServeTFTP(ctx context.Context, conn *net.UDPConn) error {
	serve, known := map[Engine]func(context.Context, *net.UDPConn) error{
		EngineLean: s.serveLean, EnginePin: s.servePin,
	}[cmp.Or(s.Engine, Engines()[0])]
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
