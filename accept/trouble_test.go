package accept_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/accept"
)

func accepting(err error) error {
	return &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", err)}
}

// TestErrorsThatPass: a loop outlives an hour without descriptors, says so now and then, and serves afterwards.
func TestErrorsThatPass(t *testing.T) {
	for _, number := range []syscall.Errno{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED, syscall.EPERM} {
		t.Run(number.Error(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				l, heard, tries := newStreet(), told{}, 0
				over := time.Now().Add(time.Hour)
				l.fails = func() error {
					if time.Now().After(over) {
						return nil
					}
					tries++
					return accepting(number)
				}
				client, ended := l.dial("192.0.2.2"), make(chan error)
				go func() {
					ended <- (&accept.Pool{Tell: heard.tell}).Loop(ctx, l, 1, func(_ context.Context, c net.Conn) {
						_, _ = c.Write([]byte("!"))
					})
				}()
				_, err := io.ReadFull(client, make([]byte, 1))
				require.NoError(t, err)
				require.True(t, time.Now().After(over))
				require.InDelta(t, 360, len(heard.all), 2, "one line in ten seconds")
				require.ErrorIs(t, heard.all[0], number)
				require.Equal(t, accept.Waiting, heard.all[0].Kind)
				require.InDelta(t, tries, heard.times(), 41, "none but the last are left out of the count")
				cancel()
				require.NoError(t, <-ended)
			})
		})
	}
}

// TestErrorsThatLast: a listener that is none any more ends its loop at once.
func TestErrorsThatLast(t *testing.T) {
	for _, cause := range []error{net.ErrClosed, syscall.EBADF, syscall.EINVAL, syscall.ENOTSOCK, io.ErrUnexpectedEOF} {
		t.Run(cause.Error(), func(t *testing.T) {
			l := newStreet()
			l.fails = func() error { return accepting(cause) }
			require.ErrorIs(t, new(accept.Pool).Loop(t.Context(), l, 1, nil), cause)
			<-l.closed
		})
	}
}

// TestPanic: a handler that panics loses its own connection only, and its stack is told.
func TestPanic(t *testing.T) {
	for name, value := range map[string]any{"an error": errors.New("oops"), "a text": "oops"} {
		t.Run(name, func(t *testing.T) {
			l, heard, ended := newStreet(), told{}, make(chan error)
			ctx, cancel := context.WithCancel(t.Context())
			first := true
			go func() {
				ended <- (&accept.Pool{Size: 1, Tell: heard.tell}).Loop(ctx, l, 1, func(_ context.Context, c net.Conn) {
					if first {
						first = false
						panic(value)
					}
					_, _ = c.Write([]byte("!"))
				})
			}()
			_, err := l.dial("192.0.2.2").Read(make([]byte, 1))
			require.ErrorIs(t, err, io.EOF)
			_, err = l.dial("192.0.2.2").Read(make([]byte, 1))
			require.NoError(t, err, "its place is free")
			cancel()
			require.NoError(t, <-ended)
			require.Len(t, heard.all, 1)
			require.Equal(t, "connection was given up: panic: oops", heard.all[0].Error())
			require.Contains(t, string(heard.all[0].Stack), "TestPanic")
			require.Equal(t, l.Addr(), heard.all[0].At)
		})
	}
}
