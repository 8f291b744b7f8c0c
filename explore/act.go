package explore

import (
	"fmt"
	"slices"

	"tvslab/explore/deviation"
)

// act is one step of a course: an item of the plan, or a step that a deviation puts in.
type act struct {
	item int // -1 for a step put in
	do   *Step
}

// own are items of the plan as they stand.
func (p *Plan) ownActs(from, to int) []act {
	var acts []act
	for i := from; i < to; i++ {
		acts = append(acts, act{i, p.items[i].do})
	}
	return acts
}

// put are steps that are put in.
func (p *Plan) put(texts []string) ([]act, error) {
	var acts []act
	for _, text := range texts {
		do, err := p.Read(text)
		if err != nil {
			return nil, fmt.Errorf("step %q: %w", text, err)
		}
		acts = append(acts, act{-1, do})
	}
	return acts, nil
}

// course is the plan with one deviation, from its beginning on.
func (p *Plan) course(d deviation.Deviation) ([]act, error) {
	acts := p.ownActs(0, len(p.items))
	switch d.Kind.Form {
	case deviation.Omission:
		at := p.at(d.From)
		return slices.Delete(acts, at, at+1), nil
	case deviation.Displacement:
		from, to := p.at(d.From), p.at(d.To)
		moved := acts[from]
		return slices.Insert(slices.Delete(acts, from, from+1), to, moved), nil
	}
	begin, err := p.put(d.Kind.Begin(p.Site, d.Target))
	if err != nil {
		return nil, err
	}
	end, err := p.put(d.Kind.End(p.Site, d.Target))
	if err != nil {
		return nil, err
	}
	if d.To != 0 {
		acts = slices.Insert(acts, p.at(d.To)+1, end...)
	}
	return slices.Insert(acts, p.at(d.From), begin...), nil
}

// at is the item with a number; behind the last one for the number after it.
func (p *Plan) at(number int) int {
	for i := range p.items {
		if p.items[i].number >= number {
			return i
		}
	}
	return len(p.items)
}
