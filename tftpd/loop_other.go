//go:build !linux || !(amd64 || arm64 || riscv64)

package tftpd

import "time"

// loop does not exist here: it needs epoll, and sockets that can change their port.
type loop struct{}

func newLoop([]time.Duration, int) (*loop, error) { return nil, nil }

func (*loop) post(*flight)   {}
func (*loop) cancel(*flight) {}
func (*loop) close() error   { return nil }

type socket struct{}
