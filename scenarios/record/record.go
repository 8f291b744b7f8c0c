// Package record is what came of playing the library of scenarios, as data: docs/scenarios.json, which is written beside docs/scenarios.md when
// the library is played, so that others who show the library need not play it.
package record

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// File is where the record is, from the root of the project.
const File = "docs/scenarios.json"

// Library is what came of the library.
type Library struct {
	Schema    int        `json:"schema"` // 1
	Scenarios []Scenario `json:"scenarios"`
}

// Scenario is what came of a scenario.
type Scenario struct {
	Name    string   `json:"name"`
	File    string   `json:"file"`    // below scenarios/library
	Groups  []string `json:"groups"`  // of phones, in the order of the file
	Rows    []Row    `json:"rows"`    // releases whose groups stand alike
	Systems []System `json:"systems"` // around the clusters, in the order of the file
	Reasons []string `json:"reasons"` // codes of what failed on the way, sorted: refusals with the places that were searched, registrations, systems
}

// Row is where groups stand on releases on which they stand alike.
type Row struct {
	Releases []string `json:"releases"`
	Mode     string   `json:"mode"` // and the model, where the matrix has several
	Verdicts []string `json:"verdicts"`
}

// System is how a system around the clusters stands on releases on which it stands alike.
type System struct {
	Name     string   `json:"name"`
	Kind     string   `json:"kind"`
	Releases []string `json:"releases"`
	Stands   string   `json:"stands"`
}

// Text is the record as JSON, a line for each scenario.
func (l Library) Text() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"schema\": %d, \"scenarios\": [\n", l.Schema)
	for i, s := range l.Scenarios {
		line, err := json.Marshal(s)
		if err != nil {
			return nil, fmt.Errorf("scenario %s: %w", s.Name, err)
		}
		b.Write(line)
		if i < len(l.Scenarios)-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString("]}\n")
	return b.Bytes(), nil
}

// Parse reads a record.
func Parse(text []byte) (*Library, error) {
	l := new(Library)
	if err := json.Unmarshal(text, l); err != nil {
		return nil, fmt.Errorf("record of the library: %w", err)
	}
	if l.Schema != 1 {
		return nil, fmt.Errorf("record of the library: schema %d: this version reads 1; make scenarios-doc writes it", l.Schema)
	}
	return l, nil
}
