package explore

import (
	"slices"
	"strings"

	"tvslab/scenarios/edit"
)

// Steps returns how many steps the plan has, and how many of them are its beginning.
func (p *Plan) Steps() (all, beginning int) { return len(p.items), p.first }

// Text returns a step as it is written, from 0.
func (p *Plan) Text(i int) string { return p.items[i].source.String() }

// Moved returns the plan with a step in the place of another; false where that one or what must come before another stays.
func (p *Plan) Moved(from, to int) (*Plan, bool) {
	if p.items[from].stays || from == to || !p.mayMove(from, to) {
		return nil, false
	}
	order := make([]int, 0, len(p.items))
	for i := range p.items {
		if i != from {
			order = append(order, i)
		}
	}
	return p.ordered(slices.Insert(order, to, from)), true
}

// Inserted returns the plan with further steps before one of its own, or at its end, with a comment above them. The error is file.Problems.
func (p *Plan) Inserted(at int, remark string, texts ...string) (*Plan, error) {
	order := make([]int, len(p.items))
	for i := range order {
		order[i] = i
	}
	other := *p
	other.items = slices.Clone(p.items)
	for i, text := range texts {
		do, err := p.Read(text)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			remark = ""
		}
		order = slices.Insert(order, at+i, len(other.items))
		other.items = append(other.items, item{do: do, step: do.step, stays: do.step.Verb == verbExpect, source: edit.New(text, remark)})
	}
	return other.ordered(order), nil
}

// ordered returns the plan with its items in another order, numbered anew.
func (p *Plan) ordered(order []int) *Plan {
	other := *p
	other.items = make([]item, len(order))
	for i, from := range order {
		one := p.items[from]
		one.number, one.needs = i+1, nil
		for _, need := range p.items[from].needs {
			one.needs = append(one.needs, slices.Index(order, need))
		}
		other.items[i] = one
	}
	return &other
}

// Course names the steps of the plan in their order: plans of one Machine with equal courses are equal.
func (p *Plan) Course() string {
	var b strings.Builder
	for i := range p.items {
		b.WriteString(p.items[i].do.text)
		b.WriteByte(0)
	}
	return b.String()
}

// Bytes returns the plan as a scenario file of its cell.
func (p *Plan) Bytes() []byte {
	steps := make([]edit.Step, len(p.items))
	for i := range p.items {
		steps[i] = p.items[i].source
	}
	return p.celled(p.file.With(steps)).Bytes()
}
