package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"tvslab/scenarios"
)

// maxNamed is how many names a line of a summary holds.
const maxNamed = 8

// cause is what went the same way for several groups: it is told once.
type cause struct {
	what   string   // the head of the line
	names  []string // of groups, or of targets
	phones int
	of     int    // among how many; 0 where that is not told
	phone  string // the first
	why    []string
}

// causeList gathers what has equal keys, in order.
type causeList struct {
	list []*cause
	at   map[string]*cause
}

func (cs *causeList) add(key string, c cause) {
	if cs.at == nil {
		cs.at = map[string]*cause{}
	}
	known := cs.at[key]
	if known == nil {
		cs.at[key] = &c
		cs.list = append(cs.list, &c)
		return
	}
	known.names = append(known.names, c.names...)
	known.phones += c.phones
	known.of += c.of
	known.addRemedies(c.why)
}

// addRemedies adds lines of remedies that are not there: what one does depends on the model.
func (c *cause) addRemedies(why []string) {
	for _, line := range why {
		if isRemedy(line) && !slices.Contains(c.why, line) {
			c.why = append(slices.Clip(c.why), line)
		}
	}
}

func isRemedy(line string) bool { return strings.HasPrefix(line, scenarios.Remedies) }

// alike is a story without the name of its phone and without remedies, so that equal stories of several phones are found.
func alike(phone string, why []string) string {
	story := slices.DeleteFunc(slices.Clone(why), isRemedy)
	return strings.ReplaceAll(strings.Join(story, "\n"), strings.TrimPrefix(phone, "SEP"), "<MAC>")
}

// printReasons tells why groups refuse, each reason once; where an expectation failed, the failure tells it.
func printReasons(w io.Writer, groups []scenarios.GroupResult) {
	var all causeList
	for _, g := range groups {
		if g.Stuck() {
			all.add(g.Trust+alike(g.Example, g.Why), cause{what: g.Trust, names: []string{g.Group}, phones: g.Count, phone: g.Example, why: g.Why})
		}
	}
	for _, c := range all.list {
		fmt.Fprintf(w, "Why %s (%s, %s) %s %s:\n", few(c.names), phones(c.phones), c.phone, areIs(c.names), c.what)
		indent(w, c.why)
	}
}

// printFailures tells what did not hold, what failed alike at one step once.
func printFailures(w io.Writer, r *scenarios.Result) {
	var all causeList
	for _, f := range r.Failures {
		what := fmt.Sprintf("%s:%d: step %d: %%s: %s: expected %s, found %s", r.File, f.Line, f.Step, f.Field, f.Want, f.Got)
		all.add(what+alike(f.Phone, f.Why), cause{what: what, names: []string{f.Target}, phones: f.Count, of: f.Of, phone: f.Phone, why: f.Why})
	}
	for _, c := range all.list {
		head := strings.Replace(c.what, "%s", few(c.names), 1)
		if c.of > 0 && c.phones > 0 {
			head += fmt.Sprintf(" on %d of %d", c.phones, c.of)
		}
		fmt.Fprintf(w, "  %s\n", head)
		if c.phone != "" {
			fmt.Fprintf(w, "    %s:\n", c.phone)
			indent(w, c.why)
		}
	}
}

// few is a list of names, the first ones where there are many.
func few(names []string) string {
	if len(names) <= maxNamed {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:maxNamed], ", "), len(names)-maxNamed)
}

func phones(n int) string {
	if n == 1 {
		return "1 phone"
	}
	return fmt.Sprintf("%d phones", n)
}

func areIs(names []string) string {
	if len(names) == 1 {
		return "is"
	}
	return "are"
}

func indent(w io.Writer, lines []string) {
	for _, line := range lines {
		fmt.Fprintf(w, "      %s\n", line)
	}
	fmt.Fprintln(w)
}
