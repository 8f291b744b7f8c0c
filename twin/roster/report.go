package roster

import "fmt"

// Bounds of what is reported: of one kind in one file, and in all.
const (
	maxAlike   = 10
	maxReports = 10_000
)

// Problem is something in a file that was not used.
type Problem struct {
	At   Place
	What string // what is there, what was expected, and of how many lines more the like could be said
	More int    // how many these are
}

// counted returns the problem with what it says of further lines.
func (p Problem) counted() Problem {
	p.What += further(p.More, "line")
	return p
}

// further says how many more there are of a kind.
func further(n int, what string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " (and 1 more " + what + " like it)"
	}
	return fmt.Sprintf(" (and %d more %ss like it)", n, what)
}

// Conflict is a fact about a device on which two places disagree. What was read first is used.
type Conflict struct {
	Device      string
	Field       string
	Kept, Other Fact
	More        int // further devices of which two files say the same two things
}

func (c Conflict) String() string {
	return fmt.Sprintf("%s: %s is %q in %s and %q in %s", c.Device, c.Field, c.Kept.Value, c.Kept.At, c.Other.Value, c.Other.At) +
		further(c.More, "device")
}

// reports gathers problems and conflicts.
type reports struct {
	problems  []Problem
	conflicts []Conflict
	said      map[[2]string]int  // place in problems by file and text
	kinds     map[[2]string]tail // of problems by file and form
	pairs     map[[5]string]tail // of conflicts by field, values and files
	left      int
}

// tail is how many of a kind there are, at most maxAlike, and where the last of them is.
type tail struct{ n, last int }

// problem says what is wrong at a place. Of a form at most maxAlike texts are kept for a file; others are counted with the last.
func (r *reports) problem(at Place, form string, args ...any) {
	text := fmt.Sprintf(form, args...)
	if r.said == nil {
		r.said, r.kinds = map[[2]string]int{}, map[[2]string]tail{}
	}
	kind, same := [2]string{at.File, form}, [2]string{at.File, text}
	alike := r.kinds[kind]
	i, again := r.said[same]
	switch {
	case again:
		r.problems[i].More++
	case alike.n == maxAlike:
		r.problems[alike.last].More++
	case r.full():
		r.left++
	default:
		r.said[same], r.kinds[kind] = len(r.problems), tail{alike.n + 1, len(r.problems)}
		r.problems = append(r.problems, Problem{At: at, What: text})
	}
}

// conflict says that two places disagree. Of devices about which two files say the same two things maxAlike are named; others are
// counted with the last.
func (r *reports) conflict(device, field string, kept, other Fact) {
	if r.pairs == nil {
		r.pairs = map[[5]string]tail{}
	}
	pair := [5]string{field, kept.Value, other.Value, kept.At.File, other.At.File}
	alike := r.pairs[pair]
	switch {
	case alike.n == maxAlike:
		r.conflicts[alike.last].More++
	case r.full():
		r.left++
	default:
		r.pairs[pair] = tail{alike.n + 1, len(r.conflicts)}
		r.conflicts = append(r.conflicts, Conflict{Device: device, Field: field, Kept: kept, Other: other})
	}
}

func (r *reports) full() bool { return len(r.problems)+len(r.conflicts) >= maxReports }
