package attack

import (
	"context"
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

// siege is attackers that hold many connections.
type siege struct {
	addresses []string
	most      int                                                 // connections at a time; further ones take the place of the oldest
	begin     func(ctx context.Context, c net.Conn, r *rand.Rand) // what is done once with a new connection, quickly
}

// dialTime bounds a connect of an attacker, who has better things to do than to wait.
const dialTime = time.Second

// hold opens connections until ctx ends, and closes them then.
func (s siege) hold(ctx context.Context, f *Field) {
	opened, refused := f.count("connections"), f.count("not accepted")
	ring := &ring{most: s.most}
	defer ring.close()
	crew(ctx, 16, func(r *rand.Rand) {
		c, err := (&net.Dialer{Timeout: dialTime}).DialContext(ctx, "tcp", s.addresses[r.IntN(len(s.addresses))])
		if err != nil {
			refused.Add(1)
			rest(ctx, 5*time.Millisecond)
			return
		}
		opened.Add(1)
		if s.begin != nil {
			s.begin(ctx, c, r)
		}
		ring.add(c)
	})
}

// sends returns a beginning that sends bytes.
func sends(b ...byte) func(context.Context, net.Conn, *rand.Rand) {
	return func(_ context.Context, c net.Conn, _ *rand.Rand) { write(c, b) }
}

// write sends without waiting for a peer that does not read.
func write(c net.Conn, b []byte) {
	_ = c.SetWriteDeadline(time.Now().Add(dialTime))
	_, _ = c.Write(b)
}

// rest waits, until ctx ends at most.
func rest(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// ring holds the newest connections.
type ring struct {
	mutex sync.Mutex
	most  int
	all   []net.Conn
	next  int
}

func (r *ring) add(c net.Conn) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if len(r.all) < r.most {
		r.all = append(r.all, c)
		return
	}
	r.all[r.next].Close()
	r.all[r.next] = c
	r.next = (r.next + 1) % r.most
}

func (r *ring) close() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, c := range r.all {
		c.Close()
	}
}

// each lets act have every connection.
func (r *ring) each(act func(net.Conn)) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, c := range r.all {
		act(c)
	}
}
