package main

import (
	"strings"

	"tvslab/scenarios/record"
)

// recorded is what was played as data.
func recorded(all []played) record.Library {
	l := record.Library{Schema: 1}
	for _, p := range all {
		l.Scenarios = append(l.Scenarios, p.record())
	}
	return l
}

func (p played) record() record.Scenario {
	s := record.Scenario{Name: p.scenario.Name, File: p.scenario.File, Groups: append([]string{}, p.groups...), Rows: []record.Row{}, Systems: []record.System{},
		Reasons: p.reasons.sorted()}
	for _, row := range p.rows() {
		s.Rows = append(s.Rows, record.Row{Releases: strings.Split(row[0], ", "), Mode: row[1], Verdicts: row[2:]})
	}
	for i, one := range p.scenario.Systems {
		for _, a := range p.alike(func(c cell) string { return c.systems[i] }) {
			s.Systems = append(s.Systems, record.System{Name: one.Name.Value, Kind: one.Kind.Value, Releases: a.releases, Stands: a.words})
		}
	}
	return s
}
