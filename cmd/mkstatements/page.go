package main

import (
	"bytes"
	"fmt"
	"strings"
)

const introduction = `# The founding documents, statement by statement

tvslab imitates what five documents say about certificates of CUCM. Most of what they state is played by the scenario
library. The statements here are those that the library does not play, and how tvslab stands to each: it **works**, it holds
with a **setting** because tvslab follows another source or another passage by itself (docs/fidelity.md says which), or it
is **out** and the reason is given. Do not edit: this page is made by playing (` + "`make statements`" + `), and a check
refuses it when it is stale.
`

// documents are the founding documents by the letter in the names of statements.
var documents = []struct{ letter, title string }{
	{"A", "CUCM Certificate Regeneration/Renewal Process (in French, English and Japanese)"},
	{"B", "CUCM Mixed Mode with Tokenless CTL"},
	{"C", "Regenerate Certificates in Unified Communications Manager"},
}

// page writes the Markdown page.
func page(all []statement) []byte {
	var b bytes.Buffer
	b.WriteString(introduction)
	count := map[string]int{}
	for _, s := range all {
		count[s.stands]++
	}
	fmt.Fprintf(&b, "\n%d statements: %d work, %d by a setting, %d out.\n", len(all), count[works], count[bySetting], count[out])
	for _, d := range documents {
		fmt.Fprintf(&b, "\n## %s: %s\n\n| id | statement | section | stands | shown by |\n|---|---|---|---|---|\n", d.letter, d.title)
		for _, s := range all {
			if strings.HasPrefix(s.id, d.letter) {
				fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", s.id, cell(s.text), cell(s.source), s.stands, cell(s.shown))
			}
		}
	}
	return b.Bytes()
}

// cell is a text as a cell of a table.
func cell(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", `\|`)
}
