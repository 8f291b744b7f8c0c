// Package play plays cells of scenarios, several at a time, and tells what came of them: the timeline, the story of a
// phone, log files, JUnit. What happens in a cell is the business of package scenarios.
package play

import (
	"context"
	"sync"

	"tvslab/event"
	"tvslab/parallel"
	"tvslab/scenarios"
)

// Options say how cells are played and what is kept of them.
type Options struct {
	scenarios.Options
	Timeline bool // keep steps and events
	Logs     bool // keep what nodes and phones log
	Mixed    bool // with both, the lines of logs stand in the timeline too
}

// Cell is a cell that was played.
type Cell struct {
	Result   *scenarios.Result // never nil: of one that could not be played it says why
	Timeline []event.Event
	Logs     []event.Event // lines: each is a lab.Line
	Err      error         // what kept it from being played
}

// All plays cells: in memory as many at a time as there are processors, on sockets one after the other. progress, if set,
// is told how many steps have begun of those of all cells, one call at a time. Once ctx has ended no further cell is begun; the error is its own.
func All(ctx context.Context, list []*scenarios.Scenario, o Options, progress func(done, total int)) ([]*Cell, error) {
	workers := 0
	if o.Sockets != nil {
		workers = 1
	}
	cells := make([]*Cell, len(list))
	count := counter{progress: progress}
	for _, s := range list {
		count.total += len(s.Steps)
	}
	err := parallel.Each(ctx, len(list), workers, func(i int) {
		own, begun := o, 0
		own.Begun = func(*scenarios.Step) { begun++; count.add(1) }
		cells[i] = One(ctx, list[i], own)
		count.add(len(list[i].Steps) - begun) // those that an error left out
	})
	return cells, err
}

// counter tells how many steps have begun.
type counter struct {
	progress    func(done, total int)
	mutex       sync.Mutex
	done, total int
}

func (c *counter) add(n int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.done += n
	if c.progress != nil && n > 0 {
		c.progress(c.done, c.total)
	}
}

// One plays one cell.
func One(ctx context.Context, s *scenarios.Scenario, o Options) *Cell {
	c := &Cell{}
	if o.Timeline {
		o.Observe = func(e event.Event) { c.Timeline = append(c.Timeline, e) }
	}
	if o.Logs {
		o.Log = func(line event.Event) { c.keep(line, o.Mixed) }
	}
	c.Result, c.Err = scenarios.Run(ctx, s, o.Options)
	if c.Err != nil {
		c.Result = scenarios.Unplayed(s, o.Options, c.Err)
	}
	return c
}

// keep collects a log line, and puts it where it belongs in the timeline if that is mixed.
func (c *Cell) keep(line event.Event, mixed bool) {
	c.Logs = append(c.Logs, line)
	if mixed {
		c.Timeline = append(c.Timeline, line)
	}
}
