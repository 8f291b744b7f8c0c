package admincli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"
)

// errTimeout ends a session in which nothing was typed for too long.
var errTimeout = errors.New("session timed out")

const (
	ctrlC = 3
	// eraseLine is typed in the place of Ctrl-C: end of line, erase to its beginning, return.
	eraseLine = "\x05\x15\r"
)

// keyboard reads what is typed, with an end when nothing is typed for a while or the context ends, and turns Ctrl-C
// into an empty line that it remembers.
type keyboard struct {
	ctx         context.Context
	chunks      <-chan []byte
	after       func(time.Duration) <-chan time.Time
	timeout     time.Duration
	pending     []byte
	err         error
	erasing     int  // bytes of pending that stand for Ctrl-C
	interrupted bool // the line being read was ended by Ctrl-C
	interrupts  bool // Ctrl-C means something
}

// pump reads in a goroutine of its own, because a read can not be cancelled; it ends when in does, or when a read
// returns after ctx has ended.
func pump(ctx context.Context, in io.Reader) <-chan []byte {
	chunks := make(chan []byte)
	go func() {
		defer close(chunks)
		for {
			b := make([]byte, 4096)
			n, err := in.Read(b)
			if n > 0 {
				select {
				case chunks <- b[:n]:
				case <-ctx.Done():
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	return chunks
}

// Read implements io.Reader. A buffer without room ends the input: package term asks with one when keys that look like
// an escape sequence never end.
func (k *keyboard) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, io.EOF
	}
	if len(k.pending) == 0 {
		if err := k.wait(); err != nil {
			return 0, err
		}
	}
	n := len(k.pending)
	switch at := bytes.IndexByte(k.pending, ctrlC); {
	case k.erasing > 0:
		n = k.erasing
	case k.interrupts && at == 0:
		k.pending = append([]byte(eraseLine), k.pending[1:]...)
		k.interrupted, n = true, len(eraseLine)
		k.erasing = n
	case k.interrupts && at > 0:
		n = at
	}
	n = copy(b, k.pending[:n])
	k.pending = k.pending[n:]
	k.erasing = max(0, k.erasing-n)
	return n, nil
}

// wait waits for something to be typed.
func (k *keyboard) wait() error {
	if k.err != nil {
		return k.err
	}
	select {
	case chunk, ok := <-k.chunks:
		if k.pending = chunk; !ok {
			k.err = io.EOF
		}
	case <-k.after(k.timeout):
		k.err = errTimeout
	case <-k.ctx.Done():
		k.err = k.ctx.Err()
	}
	return k.err
}

// key returns one byte, of the pager.
func (k *keyboard) key() (byte, error) {
	if len(k.pending) == 0 {
		if err := k.wait(); err != nil {
			return 0, err
		}
	}
	b := k.pending[0]
	k.pending = k.pending[1:]
	return b, nil
}
