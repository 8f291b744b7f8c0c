package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/event"
	"tvslab/parallel"
	"tvslab/scenarios"
	"tvslab/scenarios/site"
	"tvslab/sim/lab"
)

// played is a scenario and what came of its cells.
type played struct {
	scenario *scenarios.Scenario
	groups   []string // names, in the order of the file
	cells    []cell
	reasons  reasons // of all cells
}

// cell is a combination of the matrix with the verdict words of each group.
type cell struct {
	site.Cell
	verdicts []string // by group
	systems  []string // by system
}

// playAll plays every cell of the library. The error names the first that did not hold.
func playAll(ctx context.Context, library []*scenarios.Scenario, o scenarios.Options) ([]played, error) {
	all, errs := make([]played, len(library)), make([]error, len(library))
	ended := parallel.Each(ctx, len(library), 0, func(i int) { all[i], errs[i] = play(ctx, library[i], o) })
	return all, cmp.Or(cmp.Or(errs...), ended)
}

func play(ctx context.Context, s *scenarios.Scenario, o scenarios.Options) (played, error) {
	p := played{scenario: s, groups: s.Phones.Names(), reasons: reasons{}}
	for _, c := range s.Cells() {
		one, err := s.For(c)
		if err != nil {
			return p, err
		}
		seen, systems := history{}, downs{}
		o.Observe = func(e event.Event) { seen.take(e); systems.take(e); p.reasons.take(e) }
		result, err := scenarios.Run(ctx, one, o)
		switch {
		case err != nil:
			return p, err
		case !result.Held:
			return p, fmt.Errorf("%s %s does not hold", s.Name, c)
		}
		row := cell{Cell: c, systems: systems.words(result.Systems)}
		for _, g := range p.groups {
			row.verdicts = append(row.verdicts, seen.words(g, result.Groups))
		}
		p.cells = append(p.cells, row)
	}
	return p, nil
}

// severity is the place of a verdict among all, best first; -1 is none.
func severity(verdict string) int { return slices.Index(lab.Trusts(), lab.Trust(verdict)) }

// history is the worst verdict of each group at any expect step.
type history map[string]string

func (h history) take(e event.Event) {
	if g, ok := e.What.(scenarios.GroupFound); ok && severity(g.Trust) > severity(h[g.Group]) {
		h[g.Group] = g.Trust
	}
}

// words says where a group stood at worst and where it stands at the end.
func (h history) words(group string, end []scenarios.GroupResult) string {
	var list []string
	for _, g := range end {
		if g.Group == group && !slices.Contains(list, g.Trust) {
			list = append(list, g.Trust)
		}
	}
	text := strings.Join(list, ", ")
	if slices.Contains(list, h[group]) || h[group] == "" {
		return text
	}
	return h[group] + ", then " + text
}
