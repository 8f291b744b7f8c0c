package parallel

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestEach(t *testing.T) {
	for name, row := range map[string]struct{ n, workers int }{
		"nothing":                {0, 4},
		"one":                    {1, 4},
		"fewer than workers":     {3, 8},
		"many":                   {1000, 3},
		"one worker":             {10, 1},
		"a worker per processor": {100, 0},
	} {
		t.Run(name, func(t *testing.T) {
			calls := make([]atomic.Int64, row.n)
			require.NoError(t, Each(t.Context(), row.n, row.workers, func(i int) { calls[i].Add(1) }))
			for i := range calls {
				require.EqualValues(t, 1, calls[i].Load(), i)
			}
		})
	}
}

// TestWorkers: as many calls are in progress as there are workers, no more.
func TestWorkers(t *testing.T) {
	for name, row := range map[string]struct{ workers, want int }{"three": {3, 3}, "processors": {-1, runtime.GOMAXPROCS(0)}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var mutex sync.Mutex
				now, most := 0, 0
				begin := func(by int) {
					mutex.Lock()
					defer mutex.Unlock()
					now += by
					most = max(most, now)
				}
				require.NoError(t, Each(t.Context(), 5*row.want, row.workers, func(int) {
					begin(1)
					time.Sleep(time.Second) // of the bubble: all others come as far
					begin(-1)
				}))
				require.Equal(t, row.want, most)
			})
		})
	}
}

// TestOrder: a single worker takes one after the other, and several begin in order.
func TestOrder(t *testing.T) {
	var order []int
	require.NoError(t, Each(t.Context(), 5, 1, func(i int) { order = append(order, i) }))
	require.Equal(t, []int{0, 1, 2, 3, 4}, order)
}

// TestEnd: what has begun when the context ends is finished and waited for, the rest is not begun.
func TestEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var mutex sync.Mutex
	var done []int
	err := Each(ctx, 100, 2, func(i int) {
		switch {
		case i == 10:
			cancel()
		case i > 10:
			<-ctx.Done()
		}
		mutex.Lock()
		defer mutex.Unlock()
		done = append(done, i)
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Contains(t, done, 10)
	require.LessOrEqual(t, slices.Max(done), 11, "the other worker may have begun one more")
	require.ErrorIs(t, Each(ctx, 1, 1, func(int) { t.Error("begun after the end") }), context.Canceled)
}

// TestUntil: what cannot be interrupted is waited for, but not beyond the end of the context.
func TestUntil(t *testing.T) {
	v, err := Until(t.Context(), func() (int, error) { return 7, context.DeadlineExceeded })
	require.Equal(t, 7, v)
	require.ErrorIs(t, err, context.DeadlineExceeded)

	ctx, cancel := context.WithCancel(t.Context())
	begun, goOn, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		<-begun
		cancel()
	}()
	v, err = Until(ctx, func() (int, error) {
		defer close(ended)
		close(begun)
		<-goOn
		return 7, nil
	})
	require.Zero(t, v)
	require.ErrorIs(t, err, context.Canceled)
	close(goOn)
	<-ended
}
