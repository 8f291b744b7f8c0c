// Package parallel does independent things on several processors.
package parallel

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Each calls f for 0 to n-1, in that order but several at a time: at most as many as workers, of which there is one for
// each processor if the number is below 1, the caller among them. It returns when all calls have. Once ctx has ended no further call is begun;
// the error is that of ctx.
func Each(ctx context.Context, n, workers int, f func(i int)) error {
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	work := func() {
		for ctx.Err() == nil {
			i := int(next.Add(1)) - 1
			if i >= n {
				return
			}
			f(i)
		}
	}
	var others sync.WaitGroup
	for range min(n, workers) - 1 {
		others.Go(work)
	}
	work()
	others.Wait()
	return ctx.Err()
}
