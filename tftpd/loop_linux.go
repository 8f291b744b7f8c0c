//go:build amd64 || arm64 || riscv64

package tftpd

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// loop is the goroutine of a [Batch]. Its fields below the queue belong to it alone.
type loop struct {
	set    int      // descriptor of the epoll set
	epoll  *os.File // the set: readable when one of the sockets is; the runtime waits for it
	raw    syscall.RawConn
	wakeup int         // descriptor of an event counter in the epoll set
	asleep atomic.Bool // the loop waits, or is about to
	ended  chan struct{}

	mu        sync.Mutex
	posted    []*flight
	cancelled []*flight
	closing   bool

	adopted []*flight // posted before, a buffer
	stages  []queue[flight]
	sockets []*socket // by the number in their epoll events
	limit   int       // of sockets
	idle    []*socket
	resting []*socket // as they came
	now     time.Time
	events  [256]syscall.EpollEvent
	receive [maxPacket + 1]byte // one more byte than a packet shows an overlong one
}

// wakeNumber is the epoll number of the event counter.
const wakeNumber = -1

// restTime is how long a socket rests after a request that was sent twice. The server
// may answer both, and repeats the second answer until it gives up (RFC 1123 section
// 4.2.3.1); on one host the port could meanwhile be another phone's, which would take the
// answer for its own.
const restTime = 10 * time.Second

func newLoop(waits []time.Duration, sockets int) (*loop, error) {
	l := &loop{ended: make(chan struct{}), limit: sockets}
	for _, wait := range waits {
		l.stages = append(l.stages, queue[flight]{wait: wait})
	}
	if err := l.open(); err != nil {
		return nil, err
	}
	go l.run()
	return l, nil
}

// open makes the epoll set, itself a pollable file, so that the loop's waiting costs no thread.
func (l *loop) open() error {
	set, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return os.NewSyscallError("epoll_create1", err)
	}
	if err := syscall.SetNonblock(set, true); err != nil {
		return errors.Join(os.NewSyscallError("fcntl", err), syscall.Close(set))
	}
	l.set, l.epoll = set, os.NewFile(uintptr(set), "epoll")
	if l.wakeup, err = openCounter(); err != nil {
		return errors.Join(os.NewSyscallError("eventfd2", err), l.epoll.Close())
	}
	l.raw, err = l.epoll.SyscallConn()
	if err == nil {
		err = l.watch(l.wakeup, wakeNumber)
	}
	if err == nil {
		err = l.epoll.SetReadDeadline(time.Time{})
	}
	if err != nil {
		return errors.Join(err, syscall.Close(l.wakeup), l.epoll.Close())
	}
	return nil
}

// watch adds a descriptor to the epoll set.
func (l *loop) watch(descriptor, number int) error {
	event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(number)}
	return os.NewSyscallError("epoll_ctl", syscall.EpollCtl(l.set, syscall.EPOLL_CTL_ADD, descriptor, &event))
}

// post hands a flight to the loop.
func (l *loop) post(f *flight) {
	l.mu.Lock()
	l.posted = append(l.posted, f)
	l.mu.Unlock()
	l.wake()
}

// cancel ends a posted flight with context.Canceled, unless it has ended.
func (l *loop) cancel(f *flight) {
	l.mu.Lock()
	l.cancelled = append(l.cancelled, f)
	l.mu.Unlock()
	l.wake()
}

// close ends the loop; no flight may be in progress.
func (l *loop) close() error {
	l.mu.Lock()
	l.closing = true
	l.mu.Unlock()
	l.wake()
	<-l.ended
	var errs []error
	for _, s := range l.sockets {
		errs = append(errs, s.close())
	}
	return errors.Join(append(errs, syscall.Close(l.wakeup), l.epoll.Close())...)
}

func (l *loop) wake() {
	if l.asleep.CompareAndSwap(true, false) {
		// A counter that is full wakes as well.
		_, _ = syscall.Write(l.wakeup, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	}
}

func (l *loop) run() {
	defer close(l.ended)
	for {
		l.now = time.Now()
		if l.adopt() {
			return
		}
		l.expire()
		n := l.poll()
		if n == 0 {
			n = l.sleep()
		}
		l.now = time.Now()
		for _, e := range l.events[:n] {
			l.handle(e)
		}
	}
}

// adopt begins what was posted and ends what was cancelled; true means the end.
func (l *loop) adopt() bool {
	l.mu.Lock()
	l.adopted, l.posted = l.posted, l.adopted[:0]
	cancelled := l.cancelled
	l.cancelled = nil
	closing := l.closing
	l.mu.Unlock()
	for i, f := range l.adopted {
		l.begin(f)
		l.adopted[i] = nil
	}
	for _, f := range cancelled {
		if f.socket != nil {
			l.end(f, context.Canceled)
		}
	}
	return closing
}

// begin gives a flight a socket and sends its request.
func (l *loop) begin(f *flight) {
	s, err := l.socket(f)
	if err != nil {
		f.done <- fmt.Errorf("%w: %w", ErrUnreachable, err)
		return
	}
	f.socket, s.flight = s, f
	f.stage = 0
	l.transmit(f)
}

// socket returns one for the flight's address, kept or new.
func (l *loop) socket(f *flight) (*socket, error) {
	v6 := f.server.Addr().Is6()
	s := l.kept()
	if s != nil && s.v6 == v6 && s.bind(f.local) == nil {
		return s, nil
	}
	if s == nil {
		s = &socket{number: len(l.sockets)}
		l.sockets = append(l.sockets, s)
	}
	if err := l.replace(s, v6, f.local); err != nil {
		l.idle = append(l.idle, s)
		return nil, err
	}
	return s, nil
}

// kept takes a socket that nobody uses, or returns nil where there is none and a further
// one is allowed.
func (l *loop) kept() (s *socket) {
	if last := len(l.idle) - 1; last >= 0 {
		s, l.idle = l.idle[last], l.idle[:last]
		return s
	}
	if len(l.resting) > 0 && (len(l.sockets) >= l.limit || !l.now.Before(l.resting[0].until)) {
		s, l.resting = l.resting[0], l.resting[1:]
		if s.release() != nil {
			_ = s.close()
		}
	}
	return s
}

// replace opens a socket anew under its number.
func (l *loop) replace(s *socket, v6 bool, local netip.Addr) error {
	err := s.close()
	if err == nil {
		err = s.open(v6, local)
	}
	if err != nil {
		return err
	}
	setReportRefusals(s.descriptor, v6)
	if err = l.watch(s.descriptor, s.number); err != nil {
		_ = s.close()
	}
	return err
}

// transmit sends the current packet of a flight and waits for the answer.
func (l *loop) transmit(f *flight) {
	l.stages[f.stage].add(&f.place, l.now)
	if f.stage > 0 {
		f.resent++
	}
	if err := l.send(f); err != nil {
		l.end(f, err)
	}
}

// send sends the flight's packet. A full queue of the kernel loses it, as a network would.
func (l *loop) send(f *flight) error {
	err := f.socket.send(f.out, f.server)
	if errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.ENOBUFS) {
		return nil
	}
	return f.refusal(err)
}

// expire sends again, or gives up, what is due.
func (l *loop) expire() {
	for i := range l.stages {
		for f := l.stages[i].overdue(l.now); f != nil; f = l.stages[i].overdue(l.now) {
			if i+1 == len(l.stages) || !l.now.Before(f.end) {
				l.end(f, fmt.Errorf("block %d: %w", f.block, ErrTimeout))
				continue
			}
			l.stages[i].remove(&f.place)
			f.stage++
			l.transmit(f)
		}
	}
}

// handle takes the event of one socket.
func (l *loop) handle(e syscall.EpollEvent) {
	if e.Fd == wakeNumber {
		_, _ = syscall.Read(l.wakeup, l.receive[:8])
		return
	}
	s := l.sockets[e.Fd]
	f := s.flight
	n, from, err := s.read(l.receive[:])
	if f == nil { // too late for the transfer that the socket had
		s.clear()
		return
	}
	switch {
	case errors.Is(err, syscall.EAGAIN):
		s.clear()
	case err != nil:
		s.clear()
		if err = f.refusal(err); err != nil {
			l.end(f, err)
		}
	default:
		l.take(f, l.receive[:n], from)
	}
}

// take moves a flight on by a datagram.
func (l *loop) take(f *flight, datagram []byte, from netip.AddrPort) {
	verdict, err := f.take(datagram, from)
	switch verdict {
	case stranger:
		_ = f.socket.send(unknownTID, from)
	case repeated:
		if err := l.send(f); err != nil {
			l.end(f, err)
		}
	case advanced:
		l.advance(f)
	case complete:
		_ = l.send(f) // a lost final acknowledgement is the server's loss only
		l.end(f, nil)
	case failed:
		if len(f.out) > 0 {
			_ = l.send(f)
		}
		l.end(f, err)
	}
}

// advance acknowledges a block, within the time of the whole transfer.
func (l *loop) advance(f *flight) {
	if !l.now.Before(f.end) {
		l.end(f, fmt.Errorf("block %d: %w", f.block, ErrTimeout))
		return
	}
	l.stages[f.stage].remove(&f.place)
	f.stage = 0
	l.transmit(f)
}

// end reports the outcome of a flight and frees its socket.
func (l *loop) end(f *flight, err error) {
	l.stages[f.stage].remove(&f.place)
	s := f.socket
	s.flight, f.socket = nil, nil
	switch {
	case f.resent > 0 || f.strange:
		s.until = l.now.Add(restTime)
		l.resting = append(l.resting, s)
	case s.release() != nil:
		_ = s.close()
		fallthrough
	default:
		l.idle = append(l.idle, s)
	}
	f.done <- err
}

// poll collects events without waiting.
func (l *loop) poll() int {
	n, err := syscall.EpollWait(l.set, l.events[:], 0)
	if err != nil {
		return 0
	}
	return n
}

// sleep waits for an event, a posted flight, or the time that something is due.
func (l *loop) sleep() (n int) {
	l.asleep.Store(true)
	defer l.asleep.Store(false)
	if l.pending() {
		return 0
	}
	_ = l.epoll.SetReadDeadline(l.firstDue())
	_ = l.raw.Read(func(uintptr) bool {
		n = l.poll()
		return n > 0
	})
	return n
}

func (l *loop) pending() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closing || len(l.posted) > 0 || len(l.cancelled) > 0
}

// firstDue is the zero time where nothing waits.
func (l *loop) firstDue() (due time.Time) {
	for i := range l.stages {
		if f := l.stages[i].first; f != nil && (due.IsZero() || f.due.Before(due)) {
			due = f.due
		}
	}
	return due
}
