package scenarios

import (
	"context"

	"tvslab/scenarios/expect"
)

// Assessed is what came of a target of an expectation.
type Assessed struct {
	Target   string
	Of       int       // phones, nodes or systems that were looked at
	Good     int       // of which so many are as expected
	Counted  bool      // a certain number of them is expected
	Failures []Failure // why it does not hold; none where it does
}

// Held tells whether the lab is as expected.
func (a *Assessed) Held() bool { return len(a.Failures) == 0 }

// Assess compares the lab as it is with what an expect step says, alternative by alternative. Nothing happens in the lab, and the result of the
// run knows nothing of it.
func (r *Runner) Assess(ctx context.Context, s *Step) (list []Assessed) {
	x, ok := s.does.(*expectation)
	if !ok {
		return nil
	}
	now, result := r.now, r.result
	defer func() { r.now, r.result = now, result }()
	r.now = s
	one := func(t *expect.Target, counted bool, judge func() (good int)) {
		r.result = &Result{}
		a := Assessed{Target: t.Name.Value, Good: judge(), Counted: counted, Failures: r.result.Failures}
		for _, c := range r.result.Checked {
			a.Of += c.Of
		}
		list = append(list, a)
	}
	whole := func() int { return r.result.Checks - min(r.result.Checks, len(r.result.Failures)) }
	for i := range x.Targets {
		t := &x.Targets[i]
		for j := range t.Phones {
			one(t, t.Phones[j].Count != nil, func() int { return r.expectPhones(ctx, t.Name.Value, &t.Phones[j]) })
		}
		for j := range t.Nodes {
			one(t, false, func() int { r.expectNode(t.Name.Value, &t.Nodes[j]); return whole() })
		}
		for j := range t.Systems {
			one(t, false, func() int { r.expectSystems(t.Name.Value, &t.Systems[j]); return whole() })
		}
	}
	return list
}

// Last is the step that was done last, nil before the first.
func (r *Runner) Last() *Step { return r.now }

// Command is the command that the step types, and on which node; "" where it types none.
func (s *Step) Command() (node, line string) {
	if x, ok := s.does.(*command); ok {
		return x.Node.Value, x.Run.Value
	}
	return "", ""
}
