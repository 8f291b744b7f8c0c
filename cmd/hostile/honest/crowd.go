package honest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Tally is what became of the questions of a client.
type Tally struct {
	Asked, Failed int
	Lies          int           // among those that failed: ErrLie
	Slowest       time.Duration // of those that were answered, and of the one that was under way at the end
	Last          error         // of the last that was not
}

func (t *Tally) add(took time.Duration, err error) {
	t.Asked++
	if err != nil {
		t.Failed++
		if errors.Is(err, ErrLie) {
			t.Lies++
		}
		t.Last = err
		return
	}
	t.Slowest = max(t.Slowest, took)
}

// Crowd is all clients of a lab.
type Crowd []Client

// Ask lets every client ask over and over until ctx ends, and returns what became of that by the names of the clients. A
// question that ctx ends counts only for how long it took so far.
func (c Crowd) Ask(ctx context.Context) map[string]Tally {
	var mutex sync.Mutex
	all := map[string]Tally{}
	var clients sync.WaitGroup
	for _, one := range c {
		clients.Go(func() {
			t := one.ask(ctx)
			mutex.Lock()
			defer mutex.Unlock()
			all[one.Name] = t
		})
	}
	clients.Wait()
	return all
}

func (c Client) ask(ctx context.Context) (t Tally) {
	tick := time.NewTicker(c.Every)
	defer tick.Stop()
	for {
		took, err := c.once(ctx)
		if ctx.Err() != nil {
			t.Slowest = max(t.Slowest, took)
			return t
		}
		t.add(took, err)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return t
		}
	}
}

func (c Client) once(ctx context.Context) (took time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	begin := time.Now()
	err = c.Ask(ctx)
	return time.Since(begin), err
}

// inARow is how many answers say that a client is served again.
const inARow = 3

// Again lets every client ask until it has been answered three times in a row, and returns how long that took the slowest. The
// error names those that were not within the time, and why.
func (c Crowd) Again(ctx context.Context, within time.Duration) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var mutex sync.Mutex
	var missing []string
	var clients sync.WaitGroup
	begin := time.Now()
	for _, one := range c {
		clients.Go(func() {
			if err := one.again(ctx); err != nil {
				mutex.Lock()
				defer mutex.Unlock()
				missing = append(missing, fmt.Sprintf("%s: %v", one.Name, err))
			}
		})
	}
	clients.Wait()
	took := time.Since(begin)
	if len(missing) > 0 {
		slices.Sort(missing)
		return took, fmt.Errorf("not served within %v: %q", within, missing)
	}
	return took, nil
}

func (c Client) again(ctx context.Context) (last error) {
	tick := time.NewTicker(c.Every / 5)
	defer tick.Stop()
	for row := 0; ; {
		_, err := c.once(ctx)
		if err == nil {
			row++
		} else if row = 0; last == nil || ctx.Err() == nil {
			last = err
		}
		if row == inARow {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return cmp.Or(last, ctx.Err())
		}
	}
}
