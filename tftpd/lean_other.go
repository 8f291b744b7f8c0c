//go:build !linux || !(amd64 || arm64 || riscv64)

package tftpd

import (
	"context"
	"net"
)

// serveLean is EnginePin here: the lean engine needs epoll.
func (s *Server) serveLean(ctx context.Context, conn *net.UDPConn) error {
	return s.servePin(ctx, conn)
}
