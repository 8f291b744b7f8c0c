package explore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/explore/deviation"
	"tvslab/scenarios/edit"
	"tvslab/sim/lab"
)

// Example is a course of a plan with what went otherwise in it.
type Example struct {
	Deviations []deviation.Deviation
	Price      int
	After      int // number of the last step of the plan that is done, 0 for none
	acts       []act
}

// Words says what went otherwise, a deviation each; none where the plan breaks as it stands.
func (e *Example) Words() (all []string) {
	for _, d := range e.Deviations {
		all = append(all, d.String())
	}
	return all
}

// example follows the way to a node.
func (s *Search) example(id int32) *Example {
	t := &teller{Search: s, e: &Example{Price: int(s.nodes[id].price), acts: s.ownActs(0, s.first)}, open: map[int16]int{}, left: map[int16]bool{}}
	t.last = s.first - 1
	for _, at := range s.trail(id) {
		t.tell(s.nodes[at].move, s.nodes[s.nodes[at].from].place.next)
	}
	t.finish()
	return t.e
}

// teller makes an example of moves.
type teller struct {
	*Search
	e    *Example
	last int            // item that was done last
	open map[int16]int  // disturbances under way: their deviations
	left map[int16]bool // items that are left out
	new  []int          // deviations that wait for the next item
}

func (t *teller) tell(m move, next int16) {
	switch m.what {
	case doNext:
		t.do(m.index)
	case ahead:
		t.deviate(deviation.Deviation{Kind: t.order, From: t.items[m.index].number, To: t.items[next].number})
		t.do(m.index)
	case leave:
		t.left[m.index] = true
	case takeUp:
		delete(t.left, m.index)
		t.deviate(deviation.Deviation{Kind: t.order, From: t.items[m.index].number, To: t.numberAt(t.last)})
		t.do(m.index)
	case delayed:
		d := t.disturbances[m.index]
		t.deviate(deviation.Deviation{Kind: d.kind, Target: d.target, From: t.items[next].number, To: t.items[next].number})
		t.e.acts = append(t.e.acts, d.begin...)
		t.do(next)
		t.e.acts = append(t.e.acts, d.end...)
	case begin, moment:
		t.disturb(m, next)
	case end:
		t.end(m.index)
	}
}

func (t *teller) do(i int16) {
	for _, d := range t.new {
		t.e.Deviations[d].From = t.items[i].number
	}
	t.new = nil
	t.e.acts = append(t.e.acts, act{int(i), t.items[i].do})
	t.last = int(i)
}

func (t *teller) deviate(d deviation.Deviation) { t.e.Deviations = append(t.e.Deviations, d) }

func (t *teller) disturb(m move, next int16) {
	d := t.disturbances[m.index]
	t.deviate(deviation.Deviation{Kind: d.kind, Target: d.target, From: t.numberAt(int(next))})
	t.new = append(t.new, len(t.e.Deviations)-1)
	if m.what == begin {
		t.open[m.index] = len(t.e.Deviations) - 1
	}
	t.e.acts = append(t.e.acts, d.begin...)
}

func (t *teller) end(i int16) {
	d := &t.e.Deviations[t.open[i]]
	d.To = t.numberAt(t.last)
	t.e.acts = append(t.e.acts, t.disturbances[i].end...)
}

// finish adds what was left out and never taken up, and puts deviations in the order of the plan.
func (t *teller) finish() {
	for i := range t.left {
		d := deviation.Deviation{Kind: t.skip, From: t.items[i].number}
		if t.skip == nil { // it is still to be done
			d.Kind, d.To = t.order, t.numberAt(t.last)
		}
		t.deviate(d)
	}
	slices.SortStableFunc(t.e.Deviations, func(a, b deviation.Deviation) int {
		return cmp.Or(a.From-b.From, strings.Compare(a.String(), b.String()))
	})
	if t.last >= 0 {
		t.e.After = t.items[t.last].number
	}
}

// File returns the example as a scenario of one cell: the plan's file with the steps of the example, and at its end what is found there.
func (p *Plan) File(ctx context.Context, e *Example, title string, found Violation) ([]byte, error) {
	var steps []edit.Step
	s := p.Start()
	for _, a := range e.acts {
		next, err := p.Do(ctx, s, a.do)
		if err != nil {
			return nil, err
		}
		s = next
		switch {
		case a.item < 0:
			steps = append(steps, edit.New(a.do.text, ""))
		case p.items[a.item].stays && !a.do.gate:
			expected, err := p.expected(ctx, s, nil)
			if err != nil {
				return nil, err
			}
			steps = append(steps, edit.New(expected, ""))
		default:
			steps = append(steps, p.items[a.item].source)
		}
	}
	last, err := p.expected(ctx, s, found.Groups)
	if err != nil {
		return nil, err
	}
	steps = append(steps, edit.New(last, found.String()))
	return p.written(steps, title, strings.Join(e.Words(), "\n")).Bytes(), nil
}

// written is the plan's file for one cell with other steps.
func (p *Plan) written(steps []edit.Step, title, description string) *edit.File {
	return p.celled(p.file.With(steps).Set("title", quoted(title)).Set("teaches", "").Set("conflict", "").Set("description", block(description)))
}

// celled gives a file the one cell that the plan is for: in its matrix, as far as that goes. The release may be another than the file says.
func (p *Plan) celled(f *edit.File) *edit.File {
	cell, matrix := p.scenario.Cell, []string{}
	for _, part := range []struct {
		name, value string
		there       bool
	}{{"release", cell.Release, len(p.matrix.Release) > 0}, {"mode", cell.Mode, len(p.matrix.Mode.Names) > 0}, {"model", cell.Model, len(p.matrix.Model) > 0}} {
		if part.there {
			matrix = append(matrix, fmt.Sprintf("%s: [%q]", part.name, part.value))
		}
	}
	if len(p.matrix.Release) == 0 {
		f = f.Set("release", quoted(cell.Release))
	}
	if len(matrix) == 0 {
		return f
	}
	return f.Set("matrix", "{"+strings.Join(matrix, ", ")+"}")
}

// expected is an expect step that says where phones stand: those of some groups, of all without any.
func (p *Plan) expected(ctx context.Context, s *State, groups []string) (string, error) {
	all, err := p.Stands(ctx, s)
	if err != nil {
		return "", err
	}
	var lines []string
	for _, stands := range all {
		if len(stands) > 0 && (len(groups) == 0 || slices.Contains(groups, stands[0].Group)) {
			lines = append(lines, fmt.Sprintf("%s: %s", deviation.Written(stands[0].Group), expectation(stands)))
		}
	}
	return verbExpect + ":\n  " + strings.Join(lines, "\n  "), nil
}

// expectation says where the phones of a group stand; where they stand differently, how many of them so.
func expectation(stands []Stand) string {
	var parts []string
	counts := map[string]int{}
	for _, s := range stands {
		words := fmt.Sprintf("trust: %s", s.Trust)
		if s.Trust == lab.TrustLocked || s.Trust == lab.TrustRefusing {
			words += fmt.Sprintf(", list: %s, reason: %s", strings.ToLower(s.List), s.Decision.Code)
		}
		if counts[words] == 0 {
			parts = append(parts, words)
		}
		counts[words] += s.Count
	}
	if len(parts) == 1 {
		return "{" + parts[0] + "}"
	}
	for i, words := range parts {
		parts[i] = fmt.Sprintf("{count: %d, %s}", counts[words], words)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func quoted(text string) string { return fmt.Sprintf("%q", text) }

// block is a text as a value in a scenario file, "" for none.
func block(text string) string {
	if text == "" {
		return ""
	}
	return "|\n  " + strings.ReplaceAll(text, "\n", "\n  ")
}
