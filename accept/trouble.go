package accept

import (
	"fmt"
	"net"
	"sync"
	"time"
)

// Trouble is what a person should hear of although the servers go on.
type Trouble struct {
	At    net.Addr // the listener
	Kind  Kind
	Err   error
	Stack []byte // of a panic
	Times int    // how often since the last trouble of the kind was told, this one included
}

// Kind is the kind of a Trouble.
type Kind string

// The kinds.
const (
	Waiting  Kind = "connections wait"        // none can be accepted for the moment; it is tried again
	Panicked Kind = "connection was given up" // its handler panicked
)

// Error implements error.
func (t Trouble) Error() string {
	text := fmt.Sprintf("%s: %v", t.Kind, t.Err)
	if t.Times > 1 {
		text += fmt.Sprintf(" (%d times since it was last said)", t.Times)
	}
	return text
}

// Unwrap returns what happened.
func (t Trouble) Unwrap() error { return t.Err }

func panicError(v any) error {
	if err, ok := v.(error); ok {
		return fmt.Errorf("panic: %w", err)
	}
	return fmt.Errorf("panic: %v", v)
}

// seldom is how often a kind of trouble is told at most.
const seldom = 10 * time.Second

// rate tells troubles of one kind, the first at once and then now and then.
type rate struct {
	mutex sync.Mutex
	last  time.Time
	times int
}

func (r *rate) tell(to func(Trouble), t Trouble) {
	r.mutex.Lock()
	now := time.Now()
	r.times++
	silent := to == nil || !r.last.IsZero() && now.Sub(r.last) < seldom
	if !silent {
		t.Times, r.times, r.last = r.times, 0, now
	}
	r.mutex.Unlock()
	if !silent {
		to(t)
	}
}
