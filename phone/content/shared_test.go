package content

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// settled collects garbage until the table has no more than so many keys; cleanups run some time after a collection.
func (s *Shared[K, V]) settled(most int) bool {
	for range 1000 {
		runtime.GC()
		s.mutex.Lock()
		left := len(s.all)
		s.mutex.Unlock()
		if left <= most {
			return true
		}
		runtime.Gosched()
	}
	return false
}

// TestSharedForgets: a value is the same one for all while somebody holds it, and gone with its key when nobody does.
func TestSharedForgets(t *testing.T) {
	var files Files
	held := files.Intern([]byte("held"))
	for i := range 1000 {
		files.Intern(fmt.Appendf(nil, "file %d", i))
	}
	require.True(t, files.all.settled(1), "what nobody holds is forgotten")
	require.Same(t, held, files.Intern([]byte("held")))
	require.Equal(t, sha256.Sum256([]byte("file 7")), files.Intern([]byte("file 7")).Sum(), "made anew")
	runtime.KeepAlive(held)
}

// TestSharedKeepsNoErrors: what could not be made is tried again.
func TestSharedKeepsNoErrors(t *testing.T) {
	var s Shared[int, int]
	failed := errors.New("failed")
	_, err := s.Of(1, func() (*int, error) { return nil, failed })
	require.ErrorIs(t, err, failed)
	made := 7
	got, err := s.Of(1, func() (*int, error) { return &made, nil })
	require.NoError(t, err)
	require.Same(t, &made, got)
}
