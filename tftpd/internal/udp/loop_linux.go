package udp

import (
	"errors"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Loop waits for sockets and times and drives their machines. All methods but Post and Stop belong to the goroutine
// that runs it, or to one before it runs or after.
type Loop struct {
	set    int      // descriptor of the epoll set
	epoll  *os.File // the set: readable when one of the sockets is; the runtime waits for it
	raw    syscall.RawConn
	wakeup int         // descriptor of an event counter in the set
	asleep atomic.Bool // the loop waits, or is about to

	mu       sync.Mutex
	posted   []Task
	stopping bool

	tasks   []Task // posted before, a buffer
	queues  []*Queue
	sockets []*Socket // by the number in their epoll events; nil is free
	free    []int32   // numbers
	now     time.Time
	events  [256]unix.EpollEvent
	heard   int // datagrams of this round
	usual   int // datagrams of a round, on average, in sixteenths
	idle    int // naps since the last event
	in      *arrivals
	out     *departures
	tap     Tap // nil for none
}

// Watch has a tap told of what goes over all sockets, before the loop runs.
func (l *Loop) Watch(t Tap) { l.tap = t }

// wakeNumber is the epoll number of the event counter.
const wakeNumber = -1

// New returns a loop that does not run yet. It must be closed.
func New() (*Loop, error) {
	set, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	if err := unix.SetNonblock(set, true); err != nil { // so that the runtime can wait for it
		return nil, errors.Join(os.NewSyscallError("fcntl", err), unix.Close(set))
	}
	l := &Loop{set: set, epoll: os.NewFile(uintptr(set), "epoll"), in: newArrivals(), out: newDepartures(), now: time.Now()}
	if l.wakeup, err = unix.Eventfd(0, unix.EFD_NONBLOCK|unix.EFD_CLOEXEC); err != nil {
		return nil, errors.Join(os.NewSyscallError("eventfd2", err), l.epoll.Close())
	}
	l.raw, err = l.epoll.SyscallConn()
	if err == nil {
		err = l.watch(l.wakeup, wakeNumber, unix.EPOLLIN)
	}
	if err == nil {
		err = l.epoll.SetReadDeadline(time.Time{})
	}
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// watch adds a descriptor to the epoll set.
func (l *Loop) watch(descriptor int, number int32, events uint32) error {
	event := unix.EpollEvent{Events: events, Fd: number}
	return os.NewSyscallError("epoll_ctl", unix.EpollCtl(l.set, unix.EPOLL_CTL_ADD, descriptor, &event))
}

// Queue returns a queue of waits that the loop watches, for as long as it lives.
func (l *Loop) Queue(length time.Duration) *Queue {
	q := &Queue{length: length}
	l.queues = append(l.queues, q)
	return q
}

// Now is the time at which the loop took up what it is doing.
func (l *Loop) Now() time.Time { return l.now }

// Post has the loop run a task; any goroutine may call it. A loop that is stopped runs none.
func (l *Loop) Post(t Task) {
	l.mu.Lock()
	l.posted = append(l.posted, t)
	l.mu.Unlock()
	l.wake()
}

// Stop has Run return soon; any goroutine may call it.
func (l *Loop) Stop() {
	l.mu.Lock()
	l.stopping = true
	l.mu.Unlock()
	l.wake()
}

func (l *Loop) wake() {
	if l.asleep.CompareAndSwap(true, false) {
		// A counter that is full wakes as well.
		_, _ = unix.Write(l.wakeup, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	}
}

// Close closes the sockets and the loop, which must not run.
func (l *Loop) Close() error {
	var errs []error
	for _, s := range l.sockets {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	return errors.Join(append(errs, unix.Close(l.wakeup), l.epoll.Close())...)
}

// Run drives the machines until Stop.
func (l *Loop) Run() {
	for l.work() {
		l.expire()
		l.Flush()
		n := l.wait()
		l.now = time.Now()
		l.heard = 0
		l.handle(l.events[:n])
		l.usual += l.heard - l.usual/16
	}
	l.Flush()
}

// work runs what was posted; false means the end.
func (l *Loop) work() bool {
	l.mu.Lock()
	l.tasks, l.posted = l.posted, l.tasks[:0]
	stopping := l.stopping
	l.mu.Unlock()
	for i, t := range l.tasks {
		t.Run()
		l.tasks[i] = nil
	}
	return !stopping
}

func (l *Loop) expire() {
	for _, q := range l.queues {
		q.expire(l.now)
	}
}

// Flush sends what shared sockets have been given.
func (l *Loop) Flush() { l.out.flush() }

// handle takes the events of sockets. Shared ones that take requests come last, so that what a peer sent before its
// request to another socket is known by then.
func (l *Loop) handle(events []unix.EpollEvent) {
	requests := false
	for i := range events {
		e := &events[i]
		switch s := l.socket(e.Fd); {
		case e.Fd == wakeNumber:
			var counter [8]byte
			_, _ = unix.Read(l.wakeup, counter[:])
		case s == nil: // closed by the machine of another
		case s.requests:
			requests = true
		default:
			s.ready(e.Events)
		}
	}
	for i := 0; requests && i < len(events); i++ {
		if s := l.socket(events[i].Fd); s != nil && s.requests {
			s.ready(events[i].Events)
		}
	}
}

func (l *Loop) socket(number int32) *Socket {
	if number < 0 {
		return nil
	}
	return l.sockets[number]
}

// Moderation of arrivals. A loop with nothing to do looks again after a nap where every few datagrams would wake it
// otherwise: in the time of one wakeup it can take many, and those who send need not wake it. Where datagrams come in
// greater numbers by themselves, a nap costs more than it saves. The processor is not given up meanwhile, so that one
// at least must be left to others.
const (
	busyWaits  = 16                     // waits from which on a loop counts as loaded
	fewArrived = 16                     // datagrams of a usual round below which it naps
	nap        = 100 * time.Microsecond // the kernel adds its slack of as much
	mostNaps   = 8                      // without an event, before it sleeps
)

var napping atomic.Int32 // loops of the process that nap

// wait collects events, if need be until one comes, a task is posted or a wait ends.
func (l *Loop) wait() (n int) {
	for l.usual < 16*fewArrived && l.idle < mostNaps && l.loaded() && l.rest() {
		if n = l.poll(); n > 0 || l.pending() {
			l.idle = 0
			return n
		}
		l.idle++
	}
	if n = l.poll(); n == 0 {
		n = l.sleep()
	}
	if n > 0 {
		l.idle = 0
	}
	return n
}

// loaded says that many wait.
func (l *Loop) loaded() bool {
	count := 0
	for _, q := range l.queues {
		count += q.count
	}
	return count >= busyWaits
}

// rest naps, unless too many loops do.
func (l *Loop) rest() bool {
	defer napping.Add(-1)
	if int(napping.Add(1)) >= runtime.GOMAXPROCS(0) {
		return false
	}
	length := unix.NsecToTimespec(int64(nap))
	_ = unix.Nanosleep(&length, nil)
	return true
}

// poll collects events without waiting; the runtime need not know of a call that never waits.
func (l *Loop) poll() int {
	n, _, e := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(l.set), uintptr(unsafe.Pointer(&l.events)), uintptr(len(l.events)), 0, 0, 0)
	if e != 0 {
		return 0
	}
	return int(n)
}

// sleep waits for an event, a task, or the time that something is due.
func (l *Loop) sleep() (n int) {
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

func (l *Loop) pending() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stopping || len(l.posted) > 0
}

// firstDue is the zero time where nothing waits.
func (l *Loop) firstDue() (due time.Time) {
	for _, q := range l.queues {
		if w := q.first; w != nil && (due.IsZero() || w.due.Before(due)) {
			due = w.due
		}
	}
	return due
}
