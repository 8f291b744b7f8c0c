package relay

import (
	"context"
	"net"
	"time"

	"tvslab/accept"
)

// conduct says what is done to the bytes of a connection. Its methods are called by one goroutine for each direction.
type conduct interface {
	begin() (wait time.Duration, hangs bool)              // before the server is called at all
	asked(chunk []byte) (wait time.Duration)              // on the way to the server
	answers(chunk []byte) (wait time.Duration, mute bool) // on the way to the phone; mute loses this and all that follows
}

// stream is one relayed connection.
type stream struct {
	phone   net.Conn
	target  string
	conduct conduct
}

// chunk is how much is read at once, bytes: more than a flight of TLS.
const chunk = 16 << 10

// run relays until one side ends, or ctx.
func (s *stream) run(ctx context.Context) {
	defer s.phone.Close()
	defer accept.OnCancel(ctx, func() { s.phone.Close() })()
	wait, hangs := s.conduct.begin()
	if hangs {
		s.hang()
		return
	}
	if !pause(ctx, wait) {
		return
	}
	server, err := new(net.Dialer).DialContext(ctx, "tcp", s.target)
	if err != nil {
		return
	}
	defer server.Close()
	defer accept.OnCancel(ctx, func() { server.Close() })()
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer server.Close() // the phone has hung up
		copyTo(ctx, server, s.phone, func(b []byte) (time.Duration, bool) { return s.conduct.asked(b), false })
	}()
	muted := copyTo(ctx, s.phone, server, s.conduct.answers)
	if !muted {
		s.phone.Close() // the server has hung up, which nobody hears of a muted one
	}
	<-done
}

// hang reads what the phone says, and says nothing.
func (s *stream) hang() {
	b := make([]byte, chunk)
	for {
		if _, err := s.phone.Read(b); err != nil {
			return
		}
	}
}

// copyTo copies until one side ends; from where it is muted nothing is written any more.
func copyTo(ctx context.Context, to, from net.Conn, through func([]byte) (time.Duration, bool)) (muted bool) {
	b := make([]byte, chunk)
	for {
		n, err := from.Read(b)
		if n > 0 && !muted {
			var wait time.Duration
			wait, muted = through(b[:n])
			if !pause(ctx, wait) {
				return muted
			}
		}
		if n > 0 && !muted {
			if _, err := to.Write(b[:n]); err != nil {
				return muted
			}
		}
		if err != nil {
			return muted
		}
	}
}
