//go:build amd64 || arm64 || riscv64

package tftpd

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
)

// sender is one loop of EngineLean: it takes requests and moves its transfers, in one
// goroutine. Its fields belong to that alone.
type sender struct {
	*lean
	set      int // descriptor of the epoll set
	wakeup   int // descriptor of an event counter in it
	stopping atomic.Bool
	now      time.Time
	outlets  []*outlet     // by the number in their epoll events
	idle     []*outlet     // without a transfer
	waits    queue[outlet] // for acknowledgements
	events   [256]syscall.EpollEvent
	read     [maxRead]byte
	packet   []byte
}

// requestNumber is the epoll number of the request socket.
const requestNumber = -2

// epollExclusive is EPOLLEXCLUSIVE of linux/eventpoll.h: a request wakes one sleeping loop, not
// all. epollEdge is EPOLLET without its sign.
const (
	epollExclusive = 1 << 28
	epollEdge      = 1 << 31
)

// requestsAtOnce bounds the requests that a loop takes before it looks at its transfers again,
// and requestTime the time for it, which a slow Source uses up.
const (
	requestsAtOnce = 32
	requestTime    = 2 * time.Millisecond
)

// keptOutlets is how many sockets a loop without transfers keeps.
const keptOutlets = 64

func newSender(l *lean) (s *sender, err error) {
	s = &sender{lean: l, waits: queue[outlet]{wait: l.timeout}}
	if s.set, err = syscall.EpollCreate1(syscall.EPOLL_CLOEXEC); err != nil {
		return s, os.NewSyscallError("epoll_create1", err)
	}
	if s.wakeup, err = openCounter(); err == nil {
		err = s.watch(s.wakeup, wakeNumber, syscall.EPOLLIN)
	}
	if err == nil {
		err = s.watch(l.requests, requestNumber, syscall.EPOLLIN|epollExclusive)
	}
	return s, err
}

func (s *sender) watch(descriptor, number int, events uint32) error {
	event := syscall.EpollEvent{Events: events, Fd: int32(number)}
	return os.NewSyscallError("epoll_ctl", syscall.EpollCtl(s.set, syscall.EPOLL_CTL_ADD, descriptor, &event))
}

// stop has run return soon.
func (s *sender) stop() {
	s.stopping.Store(true)
	// A counter that is full wakes as well.
	_, _ = syscall.Write(s.wakeup, []byte{1, 0, 0, 0, 0, 0, 0, 0})
}

// close frees the descriptors of a loop that does not run.
func (s *sender) close() {
	for _, o := range s.outlets {
		_ = o.close()
	}
	for _, descriptor := range []int{s.wakeup, s.set} {
		if descriptor > 0 {
			_ = syscall.Close(descriptor)
		}
	}
}

// run serves until stop.
func (s *sender) run() {
	for {
		n := s.wait()
		s.now = time.Now()
		if s.stopping.Load() {
			s.cut()
			return
		}
		for _, e := range s.events[:n] {
			s.handle(e)
		}
		s.expire()
	}
}

// wait collects events, if need be until one comes or a wait ends. Other goroutines go first
// before it sleeps, since its processor is given to them only after a while.
func (s *sender) wait() int {
	if n := s.poll(0); n > 0 {
		return n
	}
	runtime.Gosched()
	if n := s.poll(0); n > 0 {
		return n
	}
	timeout := -1
	if first := s.waits.first; first != nil {
		timeout = max(int((time.Until(first.due)+time.Millisecond-1)/time.Millisecond), 0)
	}
	s.trim()
	return s.poll(timeout)
}

// poll is epoll_wait with a time in milliseconds; -1 is for ever.
func (s *sender) poll(timeout int) int {
	n, err := syscall.EpollWait(s.set, s.events[:], timeout)
	if err != nil {
		return 0
	}
	return n
}

// trim closes the sockets that nobody needs now.
func (s *sender) trim() {
	if s.waits.first != nil || len(s.outlets) <= keptOutlets {
		return
	}
	for _, o := range s.outlets[keptOutlets:] {
		_ = o.close()
	}
	clear(s.outlets[keptOutlets:])
	s.outlets = s.outlets[:keptOutlets]
	s.idle = append(s.idle[:0], s.outlets...)
}

func (s *sender) handle(e syscall.EpollEvent) {
	switch e.Fd {
	case wakeNumber:
	case requestNumber:
		s.accept()
	default:
		s.hear(s.outlets[e.Fd])
	}
}

// accept takes requests, a bounded number.
func (s *sender) accept() {
	for range requestsAtOnce {
		n, from, asked, err := readAsked(s.requests, s.read[:])
		if err != nil {
			return // EAGAIN; any other error is that of a datagram that is gone
		}
		s.request(s.read[:n], asker{from, asked})
		if time.Since(s.now) > requestTime {
			return
		}
	}
}

// hear takes what the peer has sent. The epoll set tells of arrivals once, and a new block is
// followed by one, so that nothing needs to be read behind an acknowledgement that is new.
func (s *sender) hear(o *outlet) {
	for {
		n, err := o.receive(s.read[:])
		switch {
		case err == syscall.EINTR:
		case err != nil && (err == syscall.EAGAIN || !o.busy):
			return
		case err != nil:
			s.end(o, OutcomeInterrupted, err)
			return
		case o.busy && s.take(o, s.read[:n]):
			return
		}
	}
}

// take moves a transfer on by a packet of the peer; false means that it changes nothing.
func (s *sender) take(o *outlet, datagram []byte) bool {
	verdict, err := o.sending.take(datagram)
	switch verdict {
	case advanced:
		s.advance(o)
	case complete:
		s.end(o, OutcomeSent, nil)
	case failed:
		s.end(o, OutcomeInterrupted, err)
	default:
		return false
	}
	return true
}

// advance sends the next block, unless the transfer lasts too long.
func (s *sender) advance(o *outlet) {
	o.heard.Store(s.now.UnixNano())
	if s.clock().Sub(o.log.Time) > s.longest {
		s.abort(o, errTooSlow)
		return
	}
	o.sent = 0
	s.waits.remove(&o.place)
	s.transmit(o)
}

// clock is the time of the log.
func (s *sender) clock() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return s.now
}

// transmit sends the current packet and waits for its acknowledgement.
func (s *sender) transmit(o *outlet) {
	o.sent++
	s.waits.add(&o.place, s.now)
	s.packet = o.sending.packet(s.packet[:0])
	if err := o.write(s.packet); err != nil {
		s.end(o, OutcomeInterrupted, err)
	}
}

// expire sends again, or gives up, what is due.
func (s *sender) expire() {
	for o := s.waits.overdue(s.now); o != nil; o = s.waits.overdue(s.now) {
		if o.sent > retries {
			s.abort(o, fmt.Errorf("block %d: %w", o.block, ErrTimeout))
			continue
		}
		s.waits.remove(&o.place)
		s.transmit(o)
	}
}

// cut ends all transfers because the server ends.
func (s *sender) cut() {
	for s.waits.first != nil {
		s.abort(s.waits.first.owner, s.ctx.Err())
	}
}

// abort ends a transfer with the text that all refusals have.
func (s *sender) abort(o *outlet, reason error) {
	_ = o.write(notFound)
	s.end(o, OutcomeInterrupted, reason)
}

// notFound is the answer to every request that is refused.
var notFound = appendError(nil, codeNotFound, errorText)

// end ends a transfer that waits.
func (s *sender) end(o *outlet, outcome string, err error) {
	s.waits.remove(&o.place)
	s.finish(o, outcome, err)
}

// finish logs a transfer that was granted and frees its outlet.
func (s *sender) finish(o *outlet, outcome string, err error) {
	s.leave(o)
	s.active.Add(-1)
	var n int64
	if outcome == OutcomeSent {
		n = int64(len(o.data))
	}
	s.Server.end(o.log, n, outcome, err)
	o.busy, o.data = false, nil
	s.free(o)
}

// free gives the port back.
func (s *sender) free(o *outlet) {
	if o.descriptor != 0 && o.release() != nil {
		_ = o.close()
	}
	s.idle = append(s.idle, o)
}

// connect gives an outlet a new port at the address that its peer asked.
func (s *sender) connect(o *outlet) error {
	to, local := o.asker.from, o.asker.asked
	v6 := to.Addr().Is6()
	if !local.IsValid() || local.Is6() != v6 {
		local = unspecified(v6)
	}
	if o.descriptor != 0 && o.v6 == v6 && o.connect(local, to) == nil {
		return nil
	}
	if err := errors.Join(o.close(), s.reopen(o, v6, local)); err != nil {
		return err
	}
	return o.connect(local, to)
}

func unspecified(v6 bool) netip.Addr {
	if v6 {
		return netip.IPv6Unspecified()
	}
	return netip.IPv4Unspecified()
}

// unused takes an outlet without a transfer, perhaps a closed one.
func (s *sender) unused() *outlet {
	if last := len(s.idle) - 1; last >= 0 {
		o := s.idle[last]
		s.idle = s.idle[:last]
		return o
	}
	o := &outlet{socket: socket{number: len(s.outlets)}}
	o.owner = o
	s.outlets = append(s.outlets, o)
	return o
}

// reopen opens a closed outlet.
func (s *sender) reopen(o *outlet, v6 bool, local netip.Addr) error {
	o.local = local
	if err := o.open(v6, local); err != nil {
		return err
	}
	if err := s.watch(o.descriptor, o.number, syscall.EPOLLIN|epollEdge); err != nil {
		return errors.Join(err, o.close())
	}
	return nil
}
