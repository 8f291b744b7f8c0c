package scenarios

import (
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
)

// Within reads a scenario that is a part of another file: root is its mapping there, and what is wrong goes into the report on that file, with
// the places of that file. No step needs to expect anything. text is the same scenario as a file of its own, which a lab remembers (Origin) and
// is restored from. It is of use only where nothing was reported.
func Within(r *file.Report, name string, root *yaml.Node, text []byte) *Scenario {
	s := &Scenario{File: name, Name: name, text: text, plan: true}
	d := &file.Decoder{Report: r}
	d.Value(root, s, "the scenario")
	s.readExpectations(d)
	s.settle(r, nil)
	newChecker(s, r).all()
	return s
}

// Told are the keys of a scenario that say what it is about, and for which releases and seeds: a file that has a scenario within says these itself.
func Told() []string {
	return []string{"title", "source", "teaches", "release", "matrix", "seed"}
}
