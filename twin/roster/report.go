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

func (p Problem) String() string { return fmt.Sprintf("%s: %s", p.At, p.What) }

// counted returns the problem with what it says of further lines.
func (p Problem) counted() Problem {
	switch p.More {
	case 0:
	case 1:
		p.What += " (and 1 more line like it)"
	default:
		p.What += fmt.Sprintf(" (and %d more lines like it)", p.More)
	}
	return p
}

// Conflict is a fact about a device on which two places disagree. What was read first is used.
type Conflict struct {
	Device      string
	Field       string
	Kept, Other Fact
}

func (c Conflict) String() string {
	return fmt.Sprintf("%s: %s is %q in %s and %q in %s", c.Device, c.Field, c.Kept.Value, c.Kept.At, c.Other.Value, c.Other.At)
}

// reports gathers problems and conflicts.
type reports struct {
	problems  []Problem
	conflicts []Conflict
	said      map[[2]string]int   // place in problems by file and text
	kinds     map[[2]string][]int // the same by file and form, at most maxAlike
	left      int
}

// problem says what is wrong at a place. Of a form at most maxAlike texts are kept for a file; others are counted with the last.
func (r *reports) problem(at Place, form string, args ...any) {
	text := fmt.Sprintf(form, args...)
	if r.said == nil {
		r.said, r.kinds = map[[2]string]int{}, map[[2]string][]int{}
	}
	kind := [2]string{at.File, form}
	i, again := r.said[[2]string{at.File, text}]
	if alike := r.kinds[kind]; !again && len(alike) == maxAlike {
		i, again = alike[maxAlike-1], true
	}
	switch {
	case again:
		r.problems[i].More++
	case r.full():
		r.left++
	default:
		r.said[[2]string{at.File, text}] = len(r.problems)
		r.kinds[kind] = append(r.kinds[kind], len(r.problems))
		r.problems = append(r.problems, Problem{At: at, What: text})
	}
}

func (r *reports) conflict(device, field string, kept, other Fact) {
	if r.full() {
		r.left++
		return
	}
	r.conflicts = append(r.conflicts, Conflict{device, field, kept, other})
}

func (r *reports) full() bool { return len(r.problems)+len(r.conflicts) >= maxReports }
