package classroom

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"time"

	"tvslab/accept"
	"tvslab/sim/keypool"
	"tvslab/sim/lab/clock"
	"tvslab/sim/lab/sshd"
)

// Options say how a class is brought up.
type Options struct {
	Dir      string
	Register *Register
	Course   *Course
	Keys     *keypool.Pool
	// Gate is where other machines reach the nodes of the first learner over SSH; the zero value: nodes have addresses of loopback only.
	Gate netip.AddrPort
	Rate clock.Rate // of the labs' clocks
	// Chosen says that Rate is for labs too that were up before.
	Chosen  bool
	Version string // of this program
	// Record says that results are written into the folder while the class goes on, for a class that nobody ends.
	Record bool
	Made   func(done, of int)   // told of each lab that is up; nil for nobody
	Tell   func(accept.Trouble) // told of what goes wrong with servers, which go on
	Failed func(error)          // told of what goes wrong with what labs do by themselves
}

// Class is the labs of learners, which are up.
type Class struct {
	*Register
	Dir    string
	Course *Course
	Seats  []*Seat // in the order of the register

	saving sync.Mutex // results are written by one
	mutex  sync.Mutex
	dirty  chan struct{} // holds something after a change of which no results were written
	board  func()
	seat   func(string)
	end    context.CancelFunc
	under  sync.WaitGroup
}

// Open brings the labs of a class up, one after the other, until ctx ends. Whoever opened it closes it.
func Open(ctx context.Context, o Options) (c *Class, err error) {
	m := &making{dir: o.Dir, course: o.Course, keys: o.Keys, guest: sshd.Guest{User: Instructor, Password: o.Register.Password}, gate: o.Gate,
		rate: o.Rate, chosen: o.Chosen, by: o.Version, tell: o.Tell, failed: o.Failed}
	c = &Class{Register: o.Register, Dir: o.Dir, Course: o.Course, dirty: make(chan struct{}, 1)}
	ctx, c.end = context.WithCancel(ctx)
	for i, l := range o.Register.Learners {
		s, err := m.take(ctx, l, i)
		if err != nil {
			return nil, errors.Join(err, c.Close())
		}
		c.Seats = append(c.Seats, s)
		if err := m.live(ctx, s); err != nil {
			return nil, errors.Join(err, c.Close())
		}
		c.under.Go(func() { c.follow(ctx, s, s.happened()) })
		if s.Tutor != nil {
			c.under.Go(func() { c.follow(ctx, s, s.marked()) })
		}
		if o.Made != nil {
			o.Made(i+1, len(o.Register.Learners))
		}
	}
	if o.Record {
		c.under.Go(func() { c.record(ctx, o.Failed) })
	}
	return c, nil
}

// Close ends the labs. What was answered is on the disk.
func (c *Class) Close() error {
	c.end()
	c.under.Wait()
	var errs []error
	for _, s := range c.Seats {
		errs = append(errs, s.wait())
	}
	return errors.Join(errs...)
}

// Seat gives the lab of a learner, nil of nobody.
func (c *Class) Seat(name string) *Seat {
	for _, s := range c.Seats {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Watch has board told when anything in the class is otherwise, and seat when somebody did something to a learner's from outside of the lab.
// Neither may wait.
func (c *Class) Watch(board func(), seat func(learner string)) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.board, c.seat = board, seat
}

// follow tells of what happens to a seat until ctx ends, at most once in the time that figures are good for: those after the last change are fresh.
func (c *Class) follow(ctx context.Context, s *Seat, next func(context.Context) error) {
	for next(ctx) == nil {
		s.forget()
		c.tell(nil)
		if !rested(ctx, pause) {
			return
		}
	}
}

// rested waits; it reports false when ctx ended before.
func rested(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// happened waits for the next thing that happens in the lab.
func (s *Seat) happened() func(context.Context) error {
	number := uint64(0)
	return func(ctx context.Context) error {
		err := s.Lab.Journal.Wait(ctx, number)
		number = s.Lab.Journal.Last()
		return err
	}
}

// marked waits for the next thing that the tutor notes.
func (s *Seat) marked() func(context.Context) error {
	moved := s.Tutor.Moved()
	return func(ctx context.Context) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-moved:
			moved = s.Tutor.Moved()
			return nil
		}
	}
}

// betweenRecords is how long nobody writes results after they were written.
const betweenRecords = 3 * time.Second

// record writes results after what changed, until ctx ends.
func (c *Class) record(ctx context.Context, failed func(error)) {
	for {
		err := c.SaveResults(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			failed(err)
		}
		if !rested(ctx, betweenRecords) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-c.dirty:
		}
	}
}

// tell tells whoever watches, of a seat where something was done to it.
func (c *Class) tell(s *Seat) {
	select {
	case c.dirty <- struct{}{}:
	default: // it is known already
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.board != nil {
		c.board()
	}
	if s != nil && c.seat != nil {
		c.seat(s.Name)
	}
}
