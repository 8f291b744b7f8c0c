//go:build amd64 || arm64 || riscv64

package tftpd

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"tvslab/accept"
)

// lean is one running listener of EngineLean: what its loops share.
type lean struct {
	*Server
	ctx      context.Context
	requests int          // descriptor of the request socket, which all loops read
	active   atomic.Int64 // transfers in progress, of all loops
	timeout  time.Duration
	longest  time.Duration // of a transfer

	mu    sync.Mutex
	peers map[asker]*outlet // the latest transfer to each, from before its answer
}

// asker is one who asks: a phone's port and the address of ours that it asked.
type asker struct {
	from  netip.AddrPort
	asked netip.Addr
}

// serveLean is ServeTFTP with EngineLean.
func (s *Server) serveLean(ctx context.Context, conn *net.UDPConn) error {
	requests, err := requestSocket(conn)
	if err != nil {
		return err
	}
	defer syscall.Close(requests)
	l := &lean{
		Server: s, ctx: ctx, requests: requests, peers: map[asker]*outlet{},
		timeout: cmp.Or(s.Timeout, DefaultTimeout), longest: cmp.Or(s.MaxDuration, DefaultMaxDuration),
	}
	loops := make([]*sender, runtime.GOMAXPROCS(0))
	for i := range loops {
		loops[i], err = newSender(l)
		defer loops[i].close()
		if err != nil {
			return err
		}
	}
	defer accept.OnCancel(ctx, func() {
		for _, loop := range loops {
			loop.stop()
		}
	})()
	var all sync.WaitGroup
	for _, loop := range loops {
		all.Go(loop.run)
	}
	all.Wait()
	return nil
}

// requestSocket takes the socket out of conn, which is closed: the runtime would wake a thread
// for every request. Requests then tell the address that was asked (IP_PKTINFO).
func requestSocket(conn *net.UDPConn) (descriptor int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	controlErr := raw.Control(func(fd uintptr) {
		var name syscall.Sockaddr
		if name, err = syscall.Getsockname(int(fd)); err != nil {
			return
		}
		level, option := syscall.IPPROTO_IP, syscall.IP_PKTINFO
		if _, v6 := name.(*syscall.SockaddrInet6); v6 {
			level, option = syscall.IPPROTO_IPV6, syscall.IPV6_RECVPKTINFO
		}
		if err = os.NewSyscallError("setsockopt", syscall.SetsockoptInt(int(fd), level, option, 1)); err == nil {
			descriptor, err = duplicate(int(fd))
		}
	})
	if err = cmp.Or(controlErr, err); err != nil {
		return 0, err
	}
	return descriptor, conn.Close()
}

func duplicate(descriptor int) (int, error) {
	fd, _, e := syscall.Syscall(syscall.SYS_FCNTL, uintptr(descriptor), syscall.F_DUPFD_CLOEXEC, 0)
	if e != 0 {
		return 0, os.NewSyscallError("fcntl", e)
	}
	return int(fd), nil
}
