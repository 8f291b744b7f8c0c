package cli

import (
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// stopped is a reader that reads nothing before it is let go on, as a terminal after Ctrl-S.
type stopped struct {
	strings.Builder
	on chan struct{}
}

func (s *stopped) Write(b []byte) (int, error) {
	<-s.on
	return s.Builder.Write(b)
}

// TestBacklog: nobody waits for a reader that does not read; when it reads again, it gets what there was room for, and how
// much there was not.
func TestBacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader := &stopped{on: make(chan struct{})}
		b := newBacklog(reader)
		line := strings.Repeat("x", 1023) + "\n"
		const lines = mostBacklog / 1024
		_, _ = io.WriteString(b, "first\n")
		synctest.Wait() // for the write of it
		for range lines + 7 {
			_, err := io.WriteString(b, line)
			require.NoError(t, err)
		}
		before := time.Now()
		b.settle(time.Second)
		b.settle(time.Second)
		require.Equal(t, time.Second, time.Since(before), "the second does not wait again")
		close(reader.on)
		b.settle(time.Second)
		synctest.Wait()
		_, _ = io.WriteString(b, "last\n")
		b.end()
		require.Equal(t, "first\n"+strings.Repeat(line, lines)+"tvslab: 7 lines dropped: nobody read standard error\nlast\n", reader.String())
	})
}

// TestBacklogEnd: the end waits for what is left, but not for a reader that has stopped.
func TestBacklogEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		b := newBacklog(&out)
		_, _ = io.WriteString(b, "one\n")
		b.end()
		require.Equal(t, "one\n", out.String())

		reader := &stopped{on: make(chan struct{})}
		b = newBacklog(reader)
		_, _ = io.WriteString(b, "two\n")
		before := time.Now()
		b.end()
		require.Equal(t, backlogPatience, time.Since(before))
		close(reader.on)
	})
}

// TestOrdered: what is printed comes behind what was told before it.
func TestOrdered(t *testing.T) {
	var out strings.Builder // of both: the one terminal
	b := newBacklog(&out)
	for range 100 {
		_, _ = io.WriteString(b, "told\n")
		_, _ = io.WriteString(ordered{&out, b}, "printed\n")
	}
	b.end()
	require.Equal(t, strings.Repeat("told\nprinted\n", 100), out.String())
}
