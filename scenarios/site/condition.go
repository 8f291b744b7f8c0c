package site

import (
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
	"tvslab/sim/cucm"
)

// Cell is one combination of a matrix. Model is "" when the matrix names no
// models.
type Cell struct{ Release, Mode, Model string }

// String names the cell, e.g. "11.5 non-secure 8841".
func (c Cell) String() string {
	return strings.Join(slices.DeleteFunc([]string{c.Release, c.Mode, c.Model},
		func(part string) bool { return part == "" }), " ")
}

// When limits a step or an expectation to some cells. All parts that are
// written must hold; of a list, one suffices.
type When struct {
	Pos     file.Pos
	Release spans      `yaml:"release" doc:"\"11.5\", \">=12.0\", \"<12.0\", \"8.0..9.1\" (both ends belong to it), or a list of those."`
	Mode    Modes      `yaml:"mode" doc:"Security modes of the cluster."`
	Model   file.Names `yaml:"model" doc:"Models of matrix.model."`
}

// span is a span of releases. An end that is not limited has no bound.
type span struct {
	low, high         *cucm.Release // nil: unlimited
	lowOpen, highOpen bool          // the end itself does not belong to the span
}

// spans is a list of release spans; one may be written without brackets.
type spans []span

// Holds tells whether the condition holds in a cell; a nil one always does.
func (w *When) Holds(c Cell) bool {
	if w == nil {
		return true
	}
	return w.Release.hold(c.Release) && anyOf(w.Mode.Names, c.Mode) && anyModel(w.Model, c.Model)
}

// anyOf tells whether the list has the word; an empty list has every word.
func anyOf(list file.Names, word string) bool { return len(list) == 0 || Has(list, word) }

// anyModel tells whether the list has the model, however it is spelled; an empty list has every model.
func anyModel(list file.Names, model string) bool {
	return anyOf(list, model) || slices.ContainsFunc(list, func(n file.Name) bool { return LikeModel(n.Value, model) })
}

func (ss spans) hold(name string) bool {
	release, err := cucm.ParseRelease(name)
	if err != nil {
		return false
	}
	for _, s := range ss {
		if s.contains(release) {
			return true
		}
	}
	return len(ss) == 0
}

// contains tells whether a release belongs to the span.
func (s span) contains(release cucm.Release) bool {
	if s.low != nil {
		if c := release.Compare(*s.low); c < 0 || c == 0 && s.lowOpen {
			return false
		}
	}
	if s.high != nil {
		if c := release.Compare(*s.high); c > 0 || c == 0 && s.highOpen {
			return false
		}
	}
	return true
}

// UnmarshalNode reads one span or a list of spans.
func (ss *spans) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	for _, item := range file.OneOrMany(n) {
		var text file.Name
		text.UnmarshalNode(d, item, where)
		if text.Value == "" {
			continue
		}
		if s, ok := parseSpan(d.Report, text); ok {
			*ss = append(*ss, s)
		}
	}
	d.NotEmpty(n, len(*ss), where)
}

// JSONSchema of one span or several.
func (spans) JSONSchema() *jsonschema.Schema { return file.Names{}.JSONSchema() }

// parseSpan reads one span and reports what is wrong with it.
func parseSpan(r *file.Report, text file.Name) (s span, ok bool) {
	low, high, both := strings.Cut(text.Value, "..")
	if !both {
		low, high = s.operator(text.Value)
	}
	var bounded [2]bool
	s.low, bounded[0] = bound(r, low, text.Pos)
	s.high, bounded[1] = bound(r, high, text.Pos)
	if !bounded[0] || !bounded[1] {
		return s, false
	}
	if s.low != nil && s.high != nil && s.low.Compare(*s.high) > 0 {
		r.Add(text.Pos, "the older release comes first", "release span %q holds no release", text.Value)
		return s, false
	}
	return s, true
}

// operator takes a span such as ">=12.0" apart; "-" is an unlimited end.
func (s *span) operator(text string) (low, high string) {
	name := strings.TrimSpace(strings.TrimLeft(text, "<>="))
	switch text[:len(text)-len(strings.TrimLeft(text, "<>="))] {
	case ">=":
		return name, "-"
	case "<=":
		return "-", name
	case ">":
		s.lowOpen = true
		return name, "-"
	case "<":
		s.highOpen = true
		return "-", name
	}
	return text, text
}

func bound(r *file.Report, name string, pos file.Pos) (*cucm.Release, bool) {
	if name == "-" {
		return nil, true
	}
	release, ok := ParseRelease(r, file.Name{Value: strings.TrimSpace(name), Pos: pos})
	return &release, ok
}

// ParseRelease reads a release name and reports an unknown one.
func ParseRelease(r *file.Report, n file.Name) (cucm.Release, bool) {
	release, err := cucm.ParseRelease(n.Value)
	if err != nil {
		r.Add(n.Pos, "known: "+strings.Join(cucm.ReleaseNames(), ", "), "unknown release %q", n.Value)
		return cucm.Release{}, false
	}
	return release, true
}

// Condition checks a condition; nil is none.
func (c *Checker) Condition(w *When) {
	if w == nil {
		return
	}
	if len(w.Release)+len(w.Mode.Names)+len(w.Model) == 0 {
		c.Consequence(w.Pos, "leave it out", "the condition is empty")
	}
	for _, m := range w.Model {
		if len(c.Site.Matrix.Model) == 0 {
			c.Add(m.Pos, "", "a condition on the model needs models in matrix.model")
		} else if !slices.ContainsFunc(c.Site.Matrix.Model, func(n file.Name) bool { return anyModel(file.Names{m}, n.Value) }) {
			c.Unknown(m, "model of the matrix", "", c.Site.Matrix.Model.Values())
		}
	}
}
