package scenarios

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"tvslab/sim/cucm"
)

// When limits a step or an expectation to some cells. All parts that are
// written must hold; of a list, one suffices.
type When struct {
	Pos     Pos
	Release Ranges `yaml:"release" doc:"\"11.5\", \">=12.0\", \"<12.0\", \"8.0..9.1\" (both ends belong to it), or a list of those."`
	Mode    Names  `yaml:"mode" enum:"non-secure mixed-tokenless mixed-token" doc:"Security modes of the cluster."`
	Model   Names  `yaml:"model" doc:"Models of matrix.model."`
}

// Range is a span of releases. An end that is not limited has no bound.
type Range struct {
	Text string // as written
	Pos  Pos

	low, high         *cucm.Release // nil: unlimited
	lowOpen, highOpen bool          // the end itself does not belong to the span
}

// Ranges is a list of release spans; one may be written without brackets.
type Ranges []Range

// Holds tells whether the condition holds in a cell; a nil When always does.
func (w *When) Holds(c Cell) bool {
	if w == nil {
		return true
	}
	return w.Release.holds(c.Release) && anyOf(w.Mode, c.Mode) && anyOf(w.Model, c.Model)
}

// anyOf tells whether the list has the word; an empty list has every word.
func anyOf(list Names, word string) bool {
	for _, n := range list {
		if n.Value == word {
			return true
		}
	}
	return len(list) == 0
}

func (rs Ranges) holds(name string) bool {
	release, err := cucm.ParseRelease(name)
	if err != nil {
		return false
	}
	for _, r := range rs {
		if r.Contains(release) {
			return true
		}
	}
	return len(rs) == 0
}

// Contains tells whether a release belongs to the span.
func (r Range) Contains(release cucm.Release) bool {
	if r.low != nil {
		if c := release.Compare(*r.low); c < 0 || c == 0 && r.lowOpen {
			return false
		}
	}
	if r.high != nil {
		if c := release.Compare(*r.high); c > 0 || c == 0 && r.highOpen {
			return false
		}
	}
	return true
}

func (rs *Ranges) decode(d *decoder, n *yaml.Node, where string) {
	for _, item := range oneOrMany(n) {
		var text Name
		text.decode(d, item, where)
		if text.Value == "" {
			continue
		}
		if r, ok := d.releaseRange(text); ok {
			*rs = append(*rs, r)
		}
	}
	if len(*rs) == 0 && n.Kind == yaml.SequenceNode {
		d.add(posOf(n), "", "%s is an empty list", where)
	}
}

// releaseRange reads one span and reports what is wrong with it.
func (r *reporter) releaseRange(text Name) (Range, bool) {
	span := Range{Text: text.Value, Pos: text.Pos}
	low, high := text.Value, text.Value
	if a, b, ok := strings.Cut(text.Value, ".."); ok {
		low, high = a, b
	} else {
		low, high = span.operator(text.Value)
	}
	var ok [2]bool
	span.low, ok[0] = r.bound(low, text.Pos)
	span.high, ok[1] = r.bound(high, text.Pos)
	if !ok[0] || !ok[1] {
		return span, false
	}
	if span.low != nil && span.high != nil && span.low.Compare(*span.high) > 0 {
		r.add(text.Pos, "the older release comes first", "release span %q holds no release", text.Value)
		return span, false
	}
	return span, true
}

// operator takes a span such as ">=12.0" apart; "-" is an unlimited end.
func (r *Range) operator(text string) (low, high string) {
	name := strings.TrimSpace(strings.TrimLeft(text, "<>="))
	switch text[:len(text)-len(strings.TrimLeft(text, "<>="))] {
	case ">=":
		return name, "-"
	case "<=":
		return "-", name
	case ">":
		r.lowOpen = true
		return name, "-"
	case "<":
		r.highOpen = true
		return "-", name
	}
	return text, text
}

func (r *reporter) bound(name string, pos Pos) (*cucm.Release, bool) {
	if name == "-" {
		return nil, true
	}
	release, ok := r.release(Name{strings.TrimSpace(name), pos})
	return &release, ok
}

// release reads a release name and reports an unknown one.
func (r *reporter) release(n Name) (cucm.Release, bool) {
	release, err := cucm.ParseRelease(n.Value)
	if err != nil {
		r.add(n.Pos, "known: "+strings.Join(cucm.ReleaseNames(), ", "), "unknown release %q", n.Value)
		return cucm.Release{}, false
	}
	return release, true
}
