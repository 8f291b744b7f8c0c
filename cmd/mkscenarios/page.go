package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"tvslab/scenarios"
)

const introduction = `# The scenario library

Every scenario that tvslab ships, what it teaches, where it comes from, and where its phones stand. Do not edit: this
page is made by playing the library (` + "`make scenarios-doc`" + `).

The tables say for each group of phones where it stood at worst at any check, and where it stands at the end:
"locked, then current" is a group that was lost and was freed again. Systems around the cluster have a table of their own. What the words mean is in
[scenario-language.md](scenario-language.md). ` + "`tvslab run NAME --release R --timeline`" + ` shows how it came about.

`

// page writes the Markdown page.
func page(all []played) []byte {
	var b bytes.Buffer
	b.WriteString(introduction)
	cells := 0
	for _, p := range all {
		cells += len(p.cells)
	}
	fmt.Fprintf(&b, "%d scenarios, %d combinations of release, mode and model.\n", len(all), cells)
	contents(&b, all)
	topic := ""
	for _, p := range all {
		if t := topicOf(p.scenario); t != topic {
			topic = t
			fmt.Fprintf(&b, "\n## %s\n", topic)
		}
		p.write(&b)
	}
	return b.Bytes()
}

func topicOf(s *scenarios.Scenario) string {
	topic, _, _ := strings.Cut(s.File, "/")
	return topic
}

// contents lists the folders with the number of their scenarios.
func contents(b *bytes.Buffer, all []played) {
	b.WriteString("\n| folder | scenarios |\n|---|---|\n")
	for i := 0; i < len(all); {
		topic, first := topicOf(all[i].scenario), i
		for i < len(all) && topicOf(all[i].scenario) == topic {
			i++
		}
		fmt.Fprintf(b, "| [%s](#%s) | %d |\n", topic, topic, i-first)
	}
}

func (p played) write(b *bytes.Buffer) {
	s := p.scenario
	fmt.Fprintf(b, "\n### %s\n\n%s\n", s.Name, sentence(s.Title))
	for _, part := range []struct{ name, text string }{{"Teaches", s.Teaches}, {"Source", s.Source}, {"Conflict", s.Conflict}} {
		if part.text != "" {
			fmt.Fprintf(b, "\n- %s: %s", part.name, oneLine(part.text))
		}
	}
	b.WriteString("\n\n")
	p.table(b)
	p.systemsTable(b)
}

func sentence(text string) string { return strings.TrimSuffix(oneLine(text), ".") + "." }

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// table has a row for all releases whose groups stand alike.
func (p played) table(b *bytes.Buffer) {
	columns := append([]string{"release", "mode"}, p.groups...)
	fmt.Fprintf(b, "| %s |\n|%s\n", strings.Join(columns, " | "), strings.Repeat("---|", len(columns)))
	for _, row := range p.rows() {
		fmt.Fprintf(b, "| %s |\n", strings.Join(row, " | "))
	}
}

func (p played) rows() [][]string {
	var rows [][]string
	for _, c := range p.cells {
		rest := append([]string{strings.TrimSpace(c.Mode + " " + c.Model)}, c.verdicts...)
		at := slices.IndexFunc(rows, func(row []string) bool { return slices.Equal(row[1:], rest) })
		if at < 0 {
			rows = append(rows, append([]string{c.Release}, rest...))
		} else {
			rows[at][0] += ", " + c.Release
		}
	}
	return rows
}
