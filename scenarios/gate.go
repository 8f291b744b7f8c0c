package scenarios

import (
	"context"
	"fmt"
)

// gater is a verb that can be a gate: no further step is done unless what it waits for or expects is so.
type gater interface {
	canGate() bool
	gateCheck(ctx context.Context, r *Runner) // finds what is not so, where doing the step has not found it
}

// gated reports whether the step just done is a gate that found something wrong.
func (r *Runner) gated(s *Step, failures int) bool {
	return s.Gate && len(r.result.Failures) > failures
}

// canGate is true: an expectation finds its failures by itself.
func (x *expectation) canGate() bool { return true }

func (x *expectation) gateCheck(context.Context, *Runner) {}

// canGate is true of waiting for registrations.
func (x *wait) canGate() bool { return x.Value == 0 }

// gateCheck fails for the phones of each group that are on and not registered.
func (x *wait) gateCheck(ctx context.Context, r *Runner) {
	r.result.Checks++
	failures := map[string]*Failure{}
	var order []*Failure
	for _, s := range r.Lab.Stands(ctx, r.Lab.Phones()) {
		if !s.Phone.On() || s.Verdict.Registered != "" {
			continue
		}
		group := s.Phone.Group()
		f := failures[group]
		if f == nil {
			f = &Failure{Target: group, Field: "registered", Want: "true", Got: "false", Of: r.Lab.Group(group, 0, 0).Len(), Phone: s.Phone.Name(), Why: r.why(ctx, s)}
			failures[group] = f
			order = append(order, f)
		}
		f.Count += s.Phones.Len()
	}
	for _, f := range order {
		r.fail(*f)
	}
}

// checkGate reports a gate on a step that cannot fail as one.
func (c *checker) checkGate() {
	s := c.step
	if !s.Gate || s.does == nil {
		return
	}
	if x, ok := s.does.(gater); !ok || !x.canGate() {
		c.Add(s.Pos, fmt.Sprintf("%q and %q can be gates", "expect", "wait: registered"), "%q cannot be a gate", s.Verb)
	}
}
