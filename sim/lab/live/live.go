// Package live lets a lab live: it waits for what is due next on the lab's clock, and lets it happen in slices, between which others use the lab.
// What is due, and what then happens, is the lab's business.
package live

import (
	"context"
	"time"
)

// Lab is a lab that several use.
type Lab interface {
	// Live does a slice of what is due, some milliseconds, and says how long there is nothing to do; 0 if there is more.
	Live(ctx context.Context) (idle time.Duration, err error)
}

// Pause follows an error: what went wrong may go on going wrong.
const Pause = time.Second

// Run lets the lab live until ctx ends. failed is told of errors, but for the end of ctx.
func Run(ctx context.Context, lab Lab, failed func(error)) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		idle, err := lab.Live(ctx)
		if err != nil && ctx.Err() == nil {
			failed(err)
			idle = Pause
		}
		timer.Reset(idle)
	}
}
