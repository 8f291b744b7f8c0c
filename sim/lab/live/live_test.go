package live_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/sim/lab/live"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lab is what is lived: it says what each slice says, and then nothing for long.
type lab struct {
	slices []slice
	at     []time.Duration // after which each began
	began  time.Time
}

type slice struct {
	idle time.Duration
	err  error
}

func (l *lab) Live(context.Context) (time.Duration, error) {
	n := len(l.at)
	l.at = append(l.at, time.Since(l.began))
	if n >= len(l.slices) {
		return time.Hour, nil
	}
	return l.slices[n].idle, l.slices[n].err
}

// TestRun: slices follow one another as long as there is more, then after the time that there is nothing; errors are told, with a pause.
func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &lab{began: time.Now(), slices: []slice{{0, nil}, {0, nil}, {90 * time.Millisecond, nil}, {0, errors.New("no room")}}}
		ctx, cancel := context.WithCancel(t.Context())
		var errs []error
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			live.Run(ctx, l, func(err error) { errs = append(errs, err) })
		}()
		time.Sleep(time.Minute)
		cancel()
		<-ended
		require.Equal(t, []time.Duration{0, 0, 0, 90 * time.Millisecond, 90*time.Millisecond + live.Pause}, l.at)
		require.Len(t, errs, 1)
	})
}
