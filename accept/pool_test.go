package accept_test

import (
	"context"
	"fmt"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/accept"
)

// reading is a handler that reads until the connection ends.
func reading(_ context.Context, c net.Conn) {
	for b := make([]byte, 1); ; {
		if _, err := c.Read(b); err != nil {
			return
		}
	}
}

// answering is one that reads a byte and writes many.
func answering(_ context.Context, c net.Conn) {
	b := make([]byte, 1)
	_, _ = c.Read(b)
	for {
		if _, err := c.Write(b); err != nil {
			return
		}
	}
}

// drips sends a byte every half second until the connection ends, which it tells, or ctx does.
func drips(ctx context.Context, c net.Conn) <-chan struct{} {
	ended := make(chan struct{})
	go func() {
		for {
			if _, err := c.Write([]byte("a")); err != nil {
				close(ended)
				return
			}
			select {
			case <-time.After(time.Second / 2):
			case <-ctx.Done():
				return
			}
		}
	}()
	return ended
}

// TestWhoGivesWay: one place, which a peer has taken in some way, is given to another after a while. The time is the test's.
func TestWhoGivesWay(t *testing.T) {
	never := time.Hour
	for name, row := range map[string]struct {
		handle func(context.Context, net.Conn)
		peer   func(context.Context, net.Conn)
		after  time.Duration // at least, and less than a second more; never: it keeps its place
	}{
		"says nothing":           {reading, func(context.Context, net.Conn) {}, accept.Grace},
		"says half of it":        {reading, func(_ context.Context, c net.Conn) { _, _ = c.Write([]byte("half")) }, accept.Patience},
		"takes nothing":          {answering, func(_ context.Context, c net.Conn) { _, _ = c.Write([]byte("a")) }, accept.Patience},
		"takes a part":           {answering, func(_ context.Context, c net.Conn) { _, _ = c.Write([]byte("a")); _, _ = c.Read(make([]byte, 9)) }, accept.Patience},
		"waits for its answer":   {func(ctx context.Context, _ net.Conn) { <-ctx.Done() }, func(context.Context, net.Conn) {}, never},
		"talks slowly":           {reading, func(ctx context.Context, c net.Conn) { drips(ctx, c) }, never},
		"is allowed to think":    {thinking(time.Minute), func(context.Context, net.Conn) {}, time.Minute},
		"is allowed for ever":    {thinking(1<<63 - 1), func(context.Context, net.Conn) {}, never},
		"is allowed not so long": {thinking(time.Millisecond), func(context.Context, net.Conn) {}, time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, handled, ended := newStreet(), make(chan net.Addr, 9), make(chan error)
				ctx, cancel := context.WithTimeout(t.Context(), never)
				defer cancel()
				begun := time.Now()
				first, second := l.dial("192.0.2.2"), (net.Conn)(nil)
				go func() {
					ended <- new(accept.Pool).Loop(ctx, l, 1, func(ctx context.Context, c net.Conn) {
						handled <- c.RemoteAddr()
						row.handle(ctx, c)
					})
				}()
				<-handled
				row.peer(ctx, first)
				second = l.dial("192.0.2.2")
				select {
				case <-handled:
				case <-ctx.Done():
				}
				require.GreaterOrEqual(t, time.Since(begun), row.after)
				require.Less(t, time.Since(begun), row.after+time.Second)
				cancel()
				require.NoError(t, <-ended)
				first.Close()
				second.Close()
			})
		})
	}
}

func thinking(grace time.Duration) func(context.Context, net.Conn) {
	return func(ctx context.Context, c net.Conn) {
		accept.Allow(c, grace)
		reading(ctx, c)
	}
}

// TestPeerThatHasMost: where all places are taken by connections that talk, however slowly, another peer gets one of those
// of the peer that has most; that peer itself does not.
func TestPeerThatHasMost(t *testing.T) {
	for newcomer, after := range map[string]time.Duration{"192.0.2.9": 5 * time.Second, "192.0.2.2": time.Hour} {
		t.Run(newcomer, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const most = 6
				l, handled, ended := newStreet(), make(chan net.Addr, 9), make(chan error)
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				go func() {
					ended <- new(accept.Pool).Loop(ctx, l, most, func(ctx context.Context, c net.Conn) {
						handled <- c.RemoteAddr()
						reading(ctx, c)
					})
				}()
				begun, modest := time.Now(), drips(ctx, l.dial("192.0.2.3"))
				<-handled
				for range most - 1 {
					drips(ctx, l.dial("192.0.2.2"))
					<-handled
				}
				defer l.dial(newcomer).Close()
				select {
				case <-handled:
				case <-ctx.Done():
				}
				require.GreaterOrEqual(t, time.Since(begun), after)
				require.Less(t, time.Since(begun), after+time.Second)
				select {
				case <-modest:
					require.Equal(t, time.Hour, after, "the other's is not taken")
				default:
				}
				cancel()
				require.NoError(t, <-ended)
			})
		})
	}
}

// TestPoolIsShared: of ten places three loops have one for certain each, and a loop may take all that no other has for
// certain, however many come.
func TestPoolIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const size, loops = 10, 3
		p := &accept.Pool{Size: size}
		ctx, cancel := context.WithCancel(t.Context())
		ended, handled := make(chan error, loops), make(chan int, 100)
		leave := make(chan struct{})
		var streets []*street
		for i := range loops {
			l := newStreet()
			streets = append(streets, l)
			go func() {
				ended <- p.Loop(ctx, l, 100, func(ctx context.Context, _ net.Conn) {
					handled <- i
					select {
					case <-leave:
					case <-ctx.Done():
					}
				})
			}()
		}
		synctest.Wait() // all loops have begun
		come := func(i, n int) {
			for range n {
				streets[i].dial("192.0.2.2")
			}
			synctest.Wait()
		}
		served := func() (by [loops]int) {
			for len(handled) > 0 {
				by[<-handled]++
			}
			return by
		}
		come(0, 20)
		require.Equal(t, [loops]int{size - loops + 1, 0, 0}, served())
		come(1, 20)
		come(2, 20)
		require.Equal(t, [loops]int{0, 1, 1}, served(), "what they have for certain")
		for range size - loops + 1 {
			leave <- struct{}{}
			synctest.Wait()
			by := served()
			require.Equal(t, 1, by[0]+by[1]+by[2], "a place that is free is taken at once: %v", by)
		}
		cancel()
		for range loops {
			require.NoError(t, <-ended)
		}
	})
}

// TestSilentGiveDescriptors: a loop that cannot accept for want of descriptors gets those of silent connections of others.
func TestSilentGiveDescriptors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const descriptors = 30
		p, held := &accept.Pool{}, make(chan struct{}, descriptors)
		ctx, cancel := context.WithCancel(t.Context())
		handle := func(ctx context.Context, c net.Conn) {
			reading(ctx, c)
			<-held
		}
		taking := func() error {
			select {
			case held <- struct{}{}:
				return nil
			default:
				return accepting(syscall.EMFILE)
			}
		}
		ended, crowd, other := make(chan error, 2), newStreet(), newStreet()
		crowd.fails, other.fails = taking, taking
		go func() { ended <- p.Loop(ctx, crowd, 100, handle) }()
		for i := range descriptors - 1 { // with the one that waits in Accept
			crowd.dial(fmt.Sprintf("192.0.2.%d", i))
		}
		synctest.Wait()
		served := make(chan struct{})
		go func() {
			ended <- p.Loop(ctx, other, 100, func(context.Context, net.Conn) {
				close(served)
				<-held
			})
		}()
		begun := time.Now()
		other.dial("192.0.2.200")
		<-served
		require.Less(t, time.Since(begun), 2*accept.Grace)
		cancel()
		require.NoError(t, <-ended)
		require.NoError(t, <-ended)
	})
}
