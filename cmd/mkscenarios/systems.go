package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"tvslab/event"
	"tvslab/scenarios"
	"tvslab/sim/system"
)

// downs are the reasons for which each system was down, in the order in which they were met first.
type downs map[string][]string

func (d downs) take(e event.Event) {
	c, ok := e.What.(system.Changed)
	if ok && !c.Up && !slices.Contains(d[c.Name], string(c.Reason)) {
		d[c.Name] = append(d[c.Name], string(c.Reason))
	}
}

// words says of each system, in order, why it was down and how it stands at the end.
func (d downs) words(end []scenarios.SystemResult) (list []string) {
	for _, s := range end {
		met := strings.Join(d[s.System], ", ")
		switch {
		case met == "":
			list = append(list, "up all the time")
		case s.Up:
			list = append(list, "down ("+met+"), then up")
		default:
			list = append(list, "down ("+met+") at the end")
		}
	}
	return list
}

// systemsTable has a row for each system and all releases in which it stands alike.
func (p played) systemsTable(b *bytes.Buffer) {
	if len(p.scenario.Systems) == 0 {
		return
	}
	b.WriteString("\n| system | kind | release | stands |\n|---|---|---|---|\n")
	for i, s := range p.scenario.Systems {
		for _, row := range p.alike(func(c cell) string { return c.systems[i] }) {
			fmt.Fprintf(b, "| %s | %s | %s | %s |\n", s.Name, s.Kind, strings.Join(row.releases, ", "), row.words)
		}
	}
}

// alike is the releases of which the same is said.
type alike struct {
	releases []string
	words    string
}

// alike gathers the releases of which the same is said, in order.
func (p played) alike(say func(cell) string) (rows []alike) {
	for _, c := range p.cells {
		words := say(c)
		at := slices.IndexFunc(rows, func(a alike) bool { return a.words == words })
		if at < 0 {
			rows = append(rows, alike{releases: []string{c.Release}, words: words})
		} else if !slices.Contains(rows[at].releases, c.Release) {
			rows[at].releases = append(rows[at].releases, c.Release)
		}
	}
	return rows
}
