// Package udp moves datagrams: one [Loop] waits for many sockets and many times in one goroutine, and drives machines
// that hold a protocol. It knows no protocol itself, and it knows what a port is: [Ports] gives none to a transfer
// while the network may still deliver to it what was meant for an earlier one.
//
// The loop is built on epoll, and on recvmmsg and sendmmsg for sockets that many peers share. Elsewhere than on Linux
// [New] fails with errors.ErrUnsupported and a program does without; [Ports] works everywhere.
package udp

import "net/netip"

// Machine is what a [Socket] drives. Its methods are called in the loop, one at a time, and must not block. Its waits
// call [Waiter] in the same goroutine.
type Machine interface {
	// Datagram takes what arrived, which is valid until the method returns. Where the socket is not shared, false
	// asks for what may have arrived behind it; true says that an answer went out which the peer will answer.
	Datagram(d *Datagram) (answered bool)
	// Refused tells that a datagram to a peer could not be delivered (ICMP), by the errno of ip(7).
	Refused(peer *Peer, err error)
}

// Waiter is what a [Wait] ends with.
type Waiter interface{ Due() }

// Task is something for the loop to do; see [Loop.Post].
type Task interface{ Run() }

// Tap is told of every datagram of a loop's sockets, in the goroutine of the loop: where it leaves, where it goes, and its two
// parts, of which the second may be nil. They are valid until it returns.
type Tap func(from, to netip.AddrPort, head, body []byte)

// Datagram is one that arrived.
type Datagram struct {
	Data []byte
	From Peer
	// Time is when the kernel took it in, in nanoseconds since 1970; 0 where the socket does not ask for that.
	Time int64
}

// Peer is who is at the other end and, on a socket that tells it, the address of ours that it speaks to. It is
// comparable, and what the kernel knows of the two in the kernel's own form, so that nothing is converted on the way
// of a datagram.
type Peer struct {
	name  [nameSize]byte  // sockaddr_in or sockaddr_in6
	local [localSize]byte // address of ours, then the number of its interface
}

const (
	nameSize  = 28
	localSize = 16 + 4
)

// Options of a [Socket].
type Options struct {
	// Local is the address and port to bind to; port 0 leaves it to the kernel.
	Local netip.AddrPort
	// Shared is a socket of many peers: it is read and written in batches, and a datagram is one message of a
	// batch that goes out when the loop has taken what arrived.
	Shared bool
	// Asked has every datagram tell the address of ours that it was sent to (IP_PKTINFO), and answers leave from that.
	Asked bool
	// Buffer is asked of the kernel for what arrives and what leaves, in bytes; 0 leaves its default.
	Buffer int
}

// MaxDatagram is how many bytes of a datagram are looked at; a longer one is cut.
const MaxDatagram = 640
