package relay

import (
	"net"
	"net/netip"
	"os"
	"strconv"
	"syscall"
)

// Silent is a port that never answers.
type Silent struct {
	fd      int
	address string
	filler  []net.Conn
}

// Silence opens a port at host:port that never answers: its queue of connections is full, so that the kernel drops what comes
// (tcp(7), listen(2)).
func Silence(address string) (*Silent, error) {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, err
	}
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	s := &Silent{fd: fd}
	if err := s.listen(at); err != nil {
		return nil, s.failed(err)
	}
	return s, nil
}

func (s *Silent) listen(at netip.AddrPort) error {
	_ = syscall.SetsockoptInt(s.fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
	if err := syscall.Bind(s.fd, &syscall.SockaddrInet4{Port: int(at.Port()), Addr: at.Addr().As4()}); err != nil {
		return os.NewSyscallError("bind", err)
	}
	if err := syscall.Listen(s.fd, 0); err != nil {
		return os.NewSyscallError("listen", err)
	}
	name, err := syscall.Getsockname(s.fd)
	if err != nil {
		return os.NewSyscallError("getsockname", err)
	}
	s.address = net.JoinHostPort(at.Addr().String(), strconv.Itoa(name.(*syscall.SockaddrInet4).Port))
	return s.fill()
}

// fill takes the one place of the queue.
func (s *Silent) fill() error {
	conn, err := net.Dial("tcp4", s.address)
	if err == nil {
		s.filler = append(s.filler, conn)
	}
	return err
}

func (s *Silent) failed(err error) error {
	_ = s.Close()
	return err
}

// Address is host:port.
func (s *Silent) Address() string { return s.address }

// Close gives the port back.
func (s *Silent) Close() error {
	for _, c := range s.filler {
		_ = c.Close()
	}
	return os.NewSyscallError("close", syscall.Close(s.fd))
}
