//go:build !linux

package udp

import (
	"errors"
	"net"
	"net/netip"
	"time"
)

// Loop does not exist here; see [New].
type Loop struct{}

// New fails with errors.ErrUnsupported.
func New() (*Loop, error) { return nil, errors.ErrUnsupported }

func (*Loop) Adopt(*Socket, *net.UDPConn, Machine) error { return errors.ErrUnsupported }
func (*Loop) Open(*Socket, Options, Machine) error       { return errors.ErrUnsupported }
func (*Loop) Watch(Tap)                                  {}
func (*Loop) Queue(length time.Duration) *Queue          { return &Queue{length: length} }
func (*Loop) Now() time.Time                             { return time.Time{} }
func (*Loop) Post(Task)                                  {}
func (*Loop) Run()                                       {}
func (*Loop) Flush()                                     {}
func (*Loop) Stop()                                      {}
func (*Loop) Close() error                               { return nil }

// Socket is one of a [Loop].
type Socket struct{}

func (*Socket) Any() netip.Addr                  { return netip.Addr{} }
func (*Socket) Drive(Machine)                    {}
func (*Socket) Connect(*Peer) error              { return errors.ErrUnsupported }
func (*Socket) Send(*Peer, []byte, []byte) error { return errors.ErrUnsupported }
func (*Socket) PathSize() int                    { return 0 }
func (*Socket) Room() int                        { return 0 }
func (*Socket) Close() error                     { return nil }

// PeerOf is the peer at an address.
func PeerOf(netip.AddrPort) Peer { return Peer{} }

// AddrPort is the peer's address.
func (*Peer) AddrPort() netip.AddrPort { return netip.AddrPort{} }

// Local is the address of ours that the peer speaks to.
func (*Peer) Local() netip.Addr { return netip.Addr{} }

// ReportRefusals does nothing: outside Linux an unconnected socket does not learn of ICMP errors (on Windows Go sees to
// that), and the transfer times out.
func ReportRefusals(*net.UDPConn, bool) {}

// GrowReceiveBuffer asks for a receive buffer of so many bytes. Whether it was granted is not asked outside Linux: the
// systems count it differently.
func GrowReceiveBuffer(conn *net.UDPConn, size int) (granted int, err error) {
	return size, conn.SetReadBuffer(size)
}

// portRange is the range of ports for clients (RFC 6335 section 6).
func portRange() (first, last int) { return 49152, 65535 }
