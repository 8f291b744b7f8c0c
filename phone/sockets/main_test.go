package sockets_test

import (
	"testing"
	"time"

	"go.uber.org/goleak"
)

// Another goroutine logs after it has answered.
const (
	waitAtMost = 10 * time.Second
	tick       = 5 * time.Millisecond
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
