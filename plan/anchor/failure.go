package anchor

import (
	"context"
	"slices"
	"strings"

	"tvslab/sim"
	"tvslab/sim/lab"
)

// Failure is what would take the last anchor from phones. It was tried on a copy of the lab.
type Failure struct {
	Words string    `json:"words"` // "TVS of cucm-sub1 stops"
	Trust lab.Trust `json:"trust"` // where the phones stand then; those that hold what is served refuse the next list
}

// failure is how an anchor is lost: an operation, or that something kept is gone.
type failure struct {
	words string
	op    sim.Op // nil for something kept
}

func (a Anchor) failure() failure {
	switch a.Kind {
	case KindKey:
		words, regenerate := string(a.from), []sim.Op{}
		if a.Name != words {
			words += " of " + strings.TrimPrefix(a.Name, words+" ")
		}
		for _, n := range a.nodes {
			regenerate = append(regenerate, sim.Regenerate(a.from, n))
		}
		return failure{words + " is regenerated", sim.All(regenerate...)}
	case KindTVS:
		return failure{"TVS of " + a.Node + " stops", sim.Stop(sim.ServiceTVS, a.nodes...)}
	}
	return failure{words: a.Name + " is lost"}
}

// lose lets an anchor fail in the lab, and returns what is kept then. The error is of an operation that is refused.
func (a Anchor) lose(l *lab.Lab, kept Kept) (Kept, error) {
	if a.Kind == KindKept {
		kept.Lost = append(slices.Clone(kept.Lost), a.Name)
		return kept, nil
	}
	return kept, l.DoOn(a.nodes[0], a.failure().op)
}

// failing tries failures on copies of a lab, each once.
type failing struct {
	ctx   context.Context
	lab   *lab.Lab
	kept  Kept
	after map[string]*search // by the words of the failure; nil where it cannot happen
}

// single returns the failure after which phones with one anchor have none, nil where they have more or where nothing was found that
// takes it from them.
func (f *failing) single(m *Margin) *Failure {
	which, anchors, ok := m.Least()
	if !ok || anchors != 1 {
		return nil
	}
	a := m.Of(which).Anchors[0]
	after := f.then(a)
	if after == nil {
		return nil
	}
	p, _ := after.lab.Phone(m.example.Name())
	if then := after.margin(p); len(then.Of(which).Anchors) > 0 {
		return nil
	}
	return &Failure{a.failure().words, after.lab.Judge(f.ctx, p).Trust}
}

func (f *failing) then(a Anchor) *search {
	words := a.failure().words
	after, known := f.after[words]
	if !known {
		fork := f.lab.Fork(nil)
		if kept, err := a.lose(fork, f.kept); err == nil {
			after = newSearch(f.ctx, fork, kept)
		}
		f.after[words] = after
	}
	return after
}
