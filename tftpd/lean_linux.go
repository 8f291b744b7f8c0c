//go:build amd64 || arm64 || riscv64

package tftpd

import (
	"context"
	"net"
)

func (s *Server) serveLean(ctx context.Context, conn *net.UDPConn) error {
	return s.servePin(ctx, conn)
}
