//go:build unix

package blocks_test

import (
	"bytes"
	"io"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// terminal is where a command prints: what it says and what it says besides, progress and errors, in the order of a reader's terminal.
type terminal struct {
	mu   sync.Mutex
	out  bytes.Buffer
	both bytes.Buffer
}

// Write takes what a command prints on standard output.
func (t *terminal) Write(data []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.out.Write(data)
	return t.both.Write(data)
}

// errors takes what a command prints on standard error.
func (t *terminal) errors() io.Writer { return besides{t} }

// all is everything that was printed.
func (t *terminal) all() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.both.Bytes())
}

type besides struct{ *terminal }

func (b besides) Write(data []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.both.Write(data)
}

// TestTerminal: output alone is compared with pages, and people see both in their order.
func TestTerminal(t *testing.T) {
	var at terminal
	_, err := io.WriteString(&at, "one\n")
	require.NoError(t, err)
	_, err = io.WriteString(at.errors(), "two\n")
	require.NoError(t, err)
	_, err = io.WriteString(&at, "three\n")
	require.NoError(t, err)
	require.Equal(t, "one\nthree\n", at.out.String())
	require.Equal(t, "one\ntwo\nthree\n", string(at.all()))
}
