package udp

import (
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// batch is how many datagrams a system call moves at most, and rounds how many calls in a row take from one socket
// before the loop looks at the others: as a rule all that is there.
const (
	batch  = 64
	rounds = 128

	requestBatch = 8
	requestTime  = 2 * time.Millisecond
)

// arrivals are the buffers of what arrives.
type arrivals struct {
	messages [batch]unix.Mmsghdr
	vectors  [batch]unix.Iovec
	data     [batch][MaxDatagram]byte
	control  [batch][96]byte
	datagram [batch]Datagram
}

func newArrivals() *arrivals {
	a := new(arrivals)
	for i := range a.messages {
		a.vectors[i].Base = &a.data[i][0]
		a.vectors[i].SetLen(MaxDatagram)
		h := &a.messages[i].Hdr
		h.Name, h.Iov = &a.datagram[i].From.name[0], &a.vectors[i]
		h.SetIovlen(1)
		a.reset(i)
	}
	return a
}

// reset prepares a message for the next call.
func (a *arrivals) reset(i int) {
	h := &a.messages[i].Hdr
	h.Namelen, h.Control = nameSize, &a.control[i][0]
	h.SetControllen(len(a.control[i]))
}

// takeAll hands a machine what arrived at a shared socket. Requests may cost more than other datagrams, so that few are
// taken at once, and none after some time.
func (a *arrivals) takeAll(s *Socket) {
	most := uintptr(batch)
	if s.requests {
		most = requestBatch
	}
	for range rounds {
		n, _, e := unix.RawSyscall6(unix.SYS_RECVMMSG, uintptr(s.descriptor), uintptr(unsafe.Pointer(&a.messages)), most, 0, 0, 0)
		if e == unix.EAGAIN {
			return
		}
		if e != 0 {
			continue // that of a datagram which is gone; it is not reported twice
		}
		s.loop.heard += int(n)
		for i := range int(n) {
			a.complete(s, i)
			s.arrived(&a.datagram[i])
			if s.descriptor != 0 {
				s.machine.Datagram(&a.datagram[i])
			}
			a.reset(i)
		}
		if n < most || s.descriptor == 0 || s.requests && time.Since(s.loop.now) > requestTime {
			return
		}
	}
}

// complete makes a datagram of a message.
func (a *arrivals) complete(s *Socket, i int) {
	m, d := &a.messages[i], &a.datagram[i]
	d.Data, d.Time = a.data[i][:m.Len], 0
	clear(d.From.name[m.Hdr.Namelen:])
	d.From.local = [localSize]byte{}
	if m.Hdr.Controllen > 0 {
		eachControl(a.control[i][:m.Hdr.Controllen], func(level, kind int32, data []byte) { d.told(level, kind, data) })
	}
}

// take hands a machine one datagram of a socket that is not shared; true means that there may be more.
func (a *arrivals) take(s *Socket) bool {
	d, size := &a.datagram[0], uint32(nameSize)
	n, _, e := unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(s.descriptor), uintptr(unsafe.Pointer(&a.data[0])), MaxDatagram, 0,
		uintptr(unsafe.Pointer(&d.From)), uintptr(unsafe.Pointer(&size)))
	switch {
	case e == unix.EAGAIN:
		return false
	case e != 0:
		return true // a report of the error follows, or the call was interrupted
	}
	s.loop.heard++
	d.Data, d.Time = a.data[0][:n], 0
	clear(d.From.name[size:])
	d.From.local = [localSize]byte{}
	s.arrived(d)
	return !s.machine.Datagram(d)
}

// departures are the datagrams that a shared socket sends next.
type departures struct {
	socket   *Socket
	count    int
	messages [batch]unix.Mmsghdr
	vectors  [batch][2]unix.Iovec
	heads    [batch][MaxDatagram]byte
	peers    [batch]Peer
	control  [batch][64]byte
}

func newDepartures() *departures {
	o := new(departures)
	for i := range o.messages {
		o.messages[i].Hdr.Iov = &o.vectors[i][0]
		o.vectors[i][0].Base = &o.heads[i][0]
	}
	return o
}

// add puts a datagram behind the others, which go out before where it does not fit to them.
func (o *departures) add(s *Socket, to *Peer, head, body []byte) {
	if o.socket != s || o.count == batch {
		o.flush()
		o.socket = s
	}
	i := o.count
	h, v := &o.messages[i].Hdr, &o.vectors[i]
	v[0].SetLen(copy(o.heads[i][:], head))
	h.SetIovlen(1)
	if len(body) > 0 {
		v[1].Base = &body[0]
		v[1].SetLen(len(body))
		h.SetIovlen(2)
	}
	h.Name, h.Namelen = nil, 0
	if !s.connected {
		o.peers[i] = *to
		h.Name, h.Namelen = &o.peers[i].name[0], uint32(to.size())
	}
	h.Control = nil
	h.SetControllen(0)
	if s.asked && !s.connected && to.local != [localSize]byte{} {
		h.Control = &o.control[i][0]
		h.SetControllen(to.from(o.control[i][:], s.v6))
	}
	o.count++
}

// flush sends what was added. What the kernel has no room for is lost, as in a network.
func (o *departures) flush() {
	failed := -1
	for sent := 0; sent < o.count; {
		n, _, e := unix.RawSyscall6(unix.SYS_SENDMMSG, uintptr(o.socket.descriptor), uintptr(unsafe.Pointer(&o.messages[sent])),
			uintptr(o.count-sent), 0, 0, 0)
		switch {
		case e == 0:
			sent += int(n)
		case e == unix.EINTR:
		case failed != sent: // perhaps the error of a datagram before, to another peer
			failed = sent
		default:
			sent++
		}
	}
	for i := range o.count {
		o.vectors[i][1].Base = nil // not to hold content that nobody needs
	}
	o.count, o.socket = 0, nil
}
