package fleet

import (
	"context"
	"sync"
	"time"
)

// Clock is the time of a [Run].
type Clock interface {
	// Now returns the time; safe for concurrent use.
	Now() time.Time
	// Wait returns at the given time, or earlier when woken or ctx has something; its error is that of ctx.
	Wait(ctx context.Context, until time.Time, woken <-chan struct{}) error
}

// WallClock is the real time.
type WallClock struct{}

// Now implements Clock.
func (WallClock) Now() time.Time { return time.Now() }

// Wait implements Clock.
func (WallClock) Wait(ctx context.Context, until time.Time, woken <-chan struct{}) error {
	timer := time.NewTimer(time.Until(until))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-woken:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// VirtualClock stands still while phones boot and jumps to the next wake-up: a night of retries takes no longer than its
// boots. A boot takes no time on it.
type VirtualClock struct {
	mutex sync.Mutex
	now   time.Time
}

// NewVirtualClock returns a clock that shows start.
func NewVirtualClock(start time.Time) *VirtualClock { return &VirtualClock{now: start} }

// Now implements Clock.
func (c *VirtualClock) Now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.now
}

// Wait implements Clock by jumping.
func (c *VirtualClock) Wait(ctx context.Context, until time.Time, _ <-chan struct{}) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if until.After(c.now) {
		c.now = until
	}
	return ctx.Err()
}
