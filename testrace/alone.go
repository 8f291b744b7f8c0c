package testrace

import "testing"

// Alone skips a test under the race detector: it takes long there, and one goroutine does all of it. The plain run plays it (AGAIN in the
// Makefile).
func Alone(t testing.TB) {
	t.Helper()
	if On {
		t.Skip("one goroutine does all of it: the plain run plays it")
	}
}
