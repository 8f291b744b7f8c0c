package explore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/explore/deviation"
	"tvslab/scenarios"
	"tvslab/scenarios/edit"
	group "tvslab/scenarios/site"
	"tvslab/sim/lab"
)

// Plan is the steps of a scenario as a search takes them: a beginning that is always done as it stands, and items after it.
type Plan struct {
	*Machine
	Site   *deviation.Site
	Tried  func(done, total int) // told how many deviations SinglesOf has tried; nil for nobody
	file   *edit.File
	matrix group.Matrix // of the file
	items  []item
	first  int     // the first item that is not of the beginning
	stood  []Stand // where phones stand before the first step
	joint  *joint
}

// item is a step of the plan.
type item struct {
	do     *Step
	step   *scenarios.Step
	needs  []int // items that must be done or left out before it
	stays  bool  // it is neither left out nor displaced: it only looks
	number int   // in the file, from 1
	source edit.Step
}

// beginnings are the verbs of steps that belong to the beginning of a plan, where nothing else came before: phones are switched on and looked at.
var beginnings = []string{"power-on", "wait", "advance", verbExpect}

// NewPlan returns the plan of one cell of a scenario.
func NewPlan(ctx context.Context, s *scenarios.Scenario, cfg Config) (*Plan, error) {
	m, err := NewMachine(ctx, s, cfg)
	if err != nil {
		return nil, err
	}
	p := &Plan{Machine: m, joint: &joint{}}
	if p.file, err = edit.Parse(s.Text()); err != nil {
		return nil, err
	}
	whole, err := scenarios.LoadPlan(s.File, s.Text())
	if err != nil {
		return nil, err
	}
	p.matrix, p.Site = whole.Matrix, deviation.SiteOf(s)
	p.read(s)
	stands, err := p.Stands(ctx, p.Start())
	p.stood = slices.Concat(stands...)
	return p, err
}

func (p *Plan) read(s *scenarios.Scenario) {
	written, at := p.file.Steps(), map[int]int{}
	for i := range s.Steps {
		step := &s.Steps[i]
		at[step.Number] = i
		one := item{step: step, number: step.Number, stays: step.Verb == verbExpect, source: written[step.Number-1]}
		one.do = p.own(step, one.source.String())
		for _, n := range s.NeedsBefore(step) {
			if before, here := at[n]; here {
				one.needs = append(one.needs, before)
			}
		}
		p.items = append(p.items, one)
	}
	for p.first < len(p.items) && slices.Contains(beginnings, p.items[p.first].step.Verb) {
		p.first++
	}
}

// Opening returns the state after the beginning of the plan. An error is why a step of it was refused.
func (p *Plan) Opening(ctx context.Context) (*State, error) {
	return p.through(ctx, p.Start(), 0, p.first)
}

// through does items as they stand.
func (p *Plan) through(ctx context.Context, s *State, from, to int) (*State, error) {
	for i := from; i < to && !s.gated; i++ {
		var err error
		if s, err = p.Do(ctx, s, p.items[i].do); err != nil {
			return nil, p.failed(i, err)
		}
	}
	return s, nil
}

// Gate is a step that ends the plan unless the phones of all groups have what is served, as they had after the beginning.
func (p *Plan) Gate(ctx context.Context) (string, error) {
	s, err := p.Opening(ctx)
	if err != nil {
		return "", err
	}
	all, err := p.Stands(ctx, s)
	if err != nil {
		return "", err
	}
	var groups []string
	for _, stands := range all {
		trust := lab.TrustCurrent
		if len(stands) > 0 && stands[0].Trust == lab.TrustNone {
			trust = lab.TrustNone
		}
		groups = append(groups, fmt.Sprintf("%s: {trust: %s}", deviation.Written(stands[0].Group), trust))
	}
	return "{" + verbExpect + ": {" + strings.Join(groups, ", ") + "}, gate: true}", nil
}

// failed is the error of an item that could not be done as the plan stands.
func (p *Plan) failed(i int, err error) error {
	return fmt.Errorf("%s: step %d, %s: %w", p.scenario.File, p.items[i].number, p.items[i].step.Verb, err)
}

// after is the number of the step that comes after an item, whether there is one or not.
func (p *Plan) numberAt(i int) int {
	if i < len(p.items) {
		return p.items[i].number
	}
	return p.items[len(p.items)-1].number + 1
}
