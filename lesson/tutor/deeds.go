package tutor

import (
	"context"
	"slices"
	"time"

	"tvslab/scenarios"
	"tvslab/sim/lab/folder"
)

// Deed is something that a learner did.
type Deed struct {
	Clock string `json:"clock" doc:"of the lab"`
	Time  string `json:"time" doc:"of the world, RFC 3339"`
	Who   string `json:"who" doc:"cli and the node, lab, phones, tutor for the solution, learner for hints and checks"`
	What  string `json:"what"`
}

// record adds to what was done.
func (t *Tutor) record(clock, who, what string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.progress.Deeds = append(t.progress.Deeds, Deed{clock, time.Now().UTC().Format(time.RFC3339), who, what})
	if n := len(t.progress.Deeds); n > mostDeeds {
		t.progress.Deeds = slices.Clone(t.progress.Deeds[n-mostDeeds:])
	}
}

// Typed implements control.Witness.
func (t *Tutor) Typed(r *scenarios.Runner, node, line string) {
	t.book.Typed(r.Lab.Now(), node, line)
	t.record(r.Lab.Now().Format(clockForm), "cli "+node, line)
}

// Changed implements control.Witness.
func (t *Tutor) Changed(ctx context.Context, r *scenarios.Runner, c folder.Change) {
	if c.What != "" && !c.More {
		t.did(r, c)
	}
	if !t.book.Look(ctx, r) && c.What == "" {
		return
	}
	t.moves(ctx, r)
	_ = t.keep(ctx) // without room the next change is refused, and says so
}

// did notes a step or a command that changed something.
func (t *Tutor) did(r *scenarios.Runner, c folder.Change) {
	t.mutex.Lock()
	playing := t.playing
	t.mutex.Unlock()
	if !playing {
		t.book.Step()
	}
	if command := len(c.Who) > 4 && c.Who[:4] == "cli "; command {
		return // it was noted when it was typed
	}
	t.record(r.Lab.Now().Format(clockForm), c.Who, c.What)
	if s := r.Last(); s != nil {
		if node, line := s.Command(); line != "" {
			t.book.Typed(r.Lab.Now(), node, line)
		}
	}
}

// Made is a wrong move that was made.
type Made struct {
	Name  string `json:"name"`
	Says  string `json:"says"`
	Clock string `json:"clock" doc:"of the lab, the first time"`
	Now   bool   `json:"now" doc:"it was not mended yet"`
	Hint  string `json:"hint,omitempty" doc:"about it, once it was given"`
}

// moves notes wrong moves.
func (t *Tutor) moves(ctx context.Context, r *scenarios.Runner) {
	for _, m := range t.exercise.Moves {
		is := t.book.Made(ctx, r, m)
		t.mutex.Lock()
		at := slices.IndexFunc(t.progress.Moves, func(one Made) bool { return one.Name == m.Name.Value })
		switch {
		case at >= 0:
			t.progress.Moves[at].Now = is
		case is && !t.playing:
			t.progress.Moves = append(t.progress.Moves, Made{Name: m.Name.Value, Says: m.Says, Clock: r.Lab.Now().Format(clockForm), Now: true})
		}
		t.mutex.Unlock()
	}
}
