package cli

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"time"
)

const (
	// mostBacklog is how many bytes wait for standard error at most, some ten thousand lines of the request log.
	mostBacklog = 4 << 20
	// backlogPatience is how long the end of a command waits for standard error, backlogOrder how long what is printed on
	// standard output does, so that both come in order on a terminal.
	backlogPatience = time.Second
	backlogOrder    = 200 * time.Millisecond
)

// backlog writes to standard error in a goroutine of its own, so that nobody waits for whoever reads it: neither servers
// that log requests, nor workers that report progress, nor the end of the command. A pipe that is not read and a terminal
// that is stopped (Ctrl-S) hold up nothing. What does not fit is dropped by whole writes, counted, and told when writing
// works again.
type backlog struct {
	to    io.Writer
	wake  chan struct{} // has one if there is something to do
	ended chan struct{} // closed when run has returned

	mutex   sync.Mutex
	waiting []byte
	lost    int           // lines that were dropped
	idle    chan struct{} // closed while there is nothing to write
	stuck   bool          // somebody waited in vain, and nothing was written since
	closed  bool
}

// newBacklog starts writing to w, until end.
func newBacklog(w io.Writer) *backlog {
	b := &backlog{to: w, wake: make(chan struct{}, 1), ended: make(chan struct{}), idle: make(chan struct{})}
	close(b.idle)
	go b.run()
	return b
}

// Write implements io.Writer. It never waits, and never fails.
func (b *backlog) Write(text []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if len(b.waiting)+len(text) > mostBacklog {
		b.lost += bytes.Count(text, []byte("\n"))
		return len(text), nil
	}
	if len(b.waiting) == 0 && isClosed(b.idle) {
		b.idle = make(chan struct{})
	}
	b.waiting = append(b.waiting, text...)
	b.nudge()
	return len(text), nil
}

func (b *backlog) nudge() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func (b *backlog) run() {
	defer close(b.ended)
	for range b.wake {
		for {
			text, more := b.take()
			if len(text) == 0 {
				if more {
					break
				}
				return
			}
			_, _ = b.to.Write(text) // nobody could be told
		}
	}
}

// take returns what waits; more is false if nothing will come any more.
func (b *backlog) take() (text []byte, more bool) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	text, b.waiting, b.stuck = b.waiting, nil, false
	if b.lost > 0 {
		text = fmt.Appendf(text, "tvslab: %d lines dropped: nobody read standard error\n", b.lost)
		b.lost = 0
	}
	if len(text) == 0 && !isClosed(b.idle) {
		close(b.idle)
	}
	return text, !b.closed
}

// settle waits until all is written, for a while: not at all where somebody waited in vain before.
func (b *backlog) settle(patience time.Duration) {
	b.mutex.Lock()
	idle, stuck := b.idle, b.stuck
	b.mutex.Unlock()
	if stuck || isClosed(idle) {
		return
	}
	select {
	case <-idle:
	case <-time.After(patience):
		b.mutex.Lock()
		b.stuck = true
		b.mutex.Unlock()
	}
}

// end ends the writing and waits for it, for a while: a write that is under way cannot be ended. Nothing may be written
// afterwards.
func (b *backlog) end() {
	b.mutex.Lock()
	b.closed = true
	b.nudge()
	b.mutex.Unlock()
	select {
	case <-b.ended:
	case <-time.After(backlogPatience):
	}
}

// ordered writes to w when the backlog has been written.
type ordered struct {
	io.Writer
	after *backlog
}

// Write implements io.Writer.
func (o ordered) Write(text []byte) (int, error) {
	o.after.settle(backlogOrder)
	return o.Writer.Write(text)
}
