package cucm

import (
	"fmt"
	"reflect"
	"strings"

	"tvslab/setting"
)

// rule is one row of the release matrix: a field of Rules, its value by release, on what that rests, and the setting
// that overrides it.
type rule[T any] struct {
	row    string          // number of the row; "" = the project's release matrix has none
	says   string          // the rule in a line, in Markdown
	field  func(*Rules) *T // where it stands
	from   by[T]           // the value from a release on; the zero value before the first of them
	cells  by[string]      // what the printed matrix shows in their place; nil = the values
	basis  setting.Basis   // of the weakest of the values
	source string          // documents and sections, or why there is none

	setting string // name of the setting that overrides the rule; "" = none
	means   by[T]  // what words of the setting make of it; any other word leaves it to the release
}

// by is values by the name of a release, or by a word of a setting.
type by[T any] map[string]T

const yes, no = true, false

// line is a rule of any type.
type line interface {
	// begin puts in what begins with the release.
	begin(r *Rules, release string)
	// override puts in what the settings say.
	override(r *Rules, s *Settings)
	// begins reports whether anything begins with the release.
	begins(release string) bool
	// print is the row in words.
	print(releases []string) Line
}

func (x rule[T]) begin(r *Rules, release string) {
	if v, ok := x.from[release]; ok {
		*x.field(r) = v
	}
}

func (x rule[T]) begins(release string) bool { _, ok := x.from[release]; return ok }

func (x rule[T]) override(r *Rules, s *Settings) {
	chosen, ok := settings.Row(x.setting)
	if !ok {
		return
	}
	if v, ok := x.means[chosen.Value(s).Text()[0]]; ok {
		*x.field(r) = v
	}
}

func (x rule[T]) print(releases []string) Line {
	l := Line{Row: x.row, Says: x.says, Basis: x.basis, Source: x.source, Setting: x.setting}
	for i, name := range releases {
		value, begins := x.from[name]
		switch text, ok := x.cells[name]; {
		case ok:
			l.Cells = append(l.Cells, text)
		case begins || i == 0:
			l.Cells = append(l.Cells, words(value))
		default:
			l.Cells = append(l.Cells, "")
		}
	}
	return l
}

// words is a value of the matrix as it is printed: yes and no, lists with commas, "-" for nothing.
func words(value any) string {
	v := reflect.ValueOf(value)
	switch {
	case v.Kind() == reflect.Bool && v.Bool():
		return "yes"
	case v.Kind() == reflect.Bool:
		return "no"
	case v.IsZero():
		return "-"
	case v.Kind() == reflect.Slice:
		return strings.Join(strings.Fields(strings.Trim(fmt.Sprint(value), "[]")), ", ")
	}
	return fmt.Sprint(value)
}

// Line is a row of the release matrix in words.
type Line struct {
	Row     string   // number of the row; "" = none
	Says    string   // the rule in a line, in Markdown
	Cells   []string // by release; "" = as in the one before
	Basis   setting.Basis
	Source  string
	Setting string // that overrides the rule; "" = none
}

// Matrix returns the release matrix in words: the releases from which on something is different, and the rules.
func Matrix() (releases []string, lines []Line) {
	for _, name := range ReleaseNames() {
		for _, x := range matrix {
			if x.begins(name) {
				releases = append(releases, name)
				break
			}
		}
	}
	for _, x := range matrix {
		lines = append(lines, x.print(releases))
	}
	return releases, lines
}
