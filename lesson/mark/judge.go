package mark

import (
	"context"
	"fmt"

	"tvslab/lesson"
	"tvslab/scenarios"
)

// Task judges the checks of a task, in their order.
func (b *Book) Task(ctx context.Context, r *scenarios.Runner, t *lesson.Task) []Verdict {
	return b.judgeAll(ctx, r, "task "+t.Name.Value, t.Check)
}

// Made tells whether a wrong move was made, and was not mended.
func (b *Book) Made(ctx context.Context, r *scenarios.Runner, m *lesson.Wrong) bool {
	return Passed(b.judgeAll(ctx, r, "move "+m.Name.Value, m.When))
}

// WhyNot says why a wrong move does not count as made.
func (b *Book) WhyNot(ctx context.Context, r *scenarios.Runner, m *lesson.Wrong) (lines []string) {
	for _, v := range b.judgeAll(ctx, r, "move "+m.Name.Value, m.When) {
		lines = append(lines, v.Why...)
	}
	return lines
}

// Passed tells whether all of the checks passed.
func Passed(list []Verdict) bool {
	for _, v := range list {
		if !v.Passed {
			return false
		}
	}
	return true
}

func (b *Book) judgeAll(ctx context.Context, r *scenarios.Runner, where string, list []lesson.Check) []Verdict {
	b.touch()
	b.Look(ctx, r)
	b.mutex.Lock()
	defer b.mutex.Unlock()
	verdicts := make([]Verdict, 0, len(list))
	for i := range list {
		c := &list[i]
		v := Verdict{Says: c.Says, Kind: c.Kind()}
		v.Why = b.why(ctx, r, placeOf(where, i), c)
		v.Passed = len(v.Why) == 0
		verdicts = append(verdicts, v)
	}
	return verdicts
}

// touch lets the next look see the lab, whether anything happened or not: time has passed.
func (b *Book) touch() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.touched = true
}

// why says why a check does not pass; nothing where it does.
func (b *Book) why(ctx context.Context, r *scenarios.Runner, place string, c *lesson.Check) []string {
	e := b.entry(place)
	switch {
	case c.Expect != nil:
		return whyNot(r.Assess(ctx, c.Expect.Step()))
	case c.Bill != nil:
		return b.bill().over(c.Bill)
	case c.Never != nil, c.NeverTyped != "", c.NeverDid != nil:
		return e.Why
	case c.Order != nil && e.Times < len(c.Order):
		next := &c.Order[e.Times]
		lines := []string{fmt.Sprintf("%d of %d came true one after the other; next must be: %s", e.Times, len(c.Order), words(next))}
		if e.Times > 0 {
			lines = append(lines, "the one before came true at "+e.At)
		}
		return lines
	case c.Order == nil && e.Times == 0:
		lines := []string{"not since the lesson began: " + words(c)}
		if e.Missed != "" {
			lines = append(lines, "it was typed on "+e.Missed)
		}
		return lines
	}
	return nil
}

// words say a check that is waited for.
func words(c *lesson.Check) string {
	switch {
	case c.Says != "":
		return c.Says
	case c.Typed != "":
		return "typed " + string(c.Typed) + on(c.Node.Value)
	case c.Did != nil:
		text := c.Did.Kind.Value
		if c.Did.Text != "" {
			text += ": " + string(c.Did.Text)
		}
		return text + on(c.Did.Node.Value) + on(c.Did.Phone.Value)
	}
	return "phones, nodes and systems stand as expected"
}

func on(where string) string {
	if where == "" {
		return ""
	}
	return " on " + where
}

// mostWhy bounds the story of a check, lines.
const mostWhy = 40

// whyNot tells the failures of an expectation.
func whyNot(list []scenarios.Assessed) (lines []string) {
	for _, a := range list {
		for _, f := range a.Failures {
			line := fmt.Sprintf("%s: %s is %s, expected %s", f.Target, f.Field, or(f.Got, "nothing"), f.Want)
			if f.Of > 1 {
				line += fmt.Sprintf(" (%d of %d", f.Count, f.Of)
				if f.Phone != "" {
					line += ", such as " + f.Phone
				}
				line += ")"
			}
			lines = append(lines, line)
			for _, told := range f.Why {
				lines = append(lines, "  "+told)
			}
		}
	}
	return lines[:min(len(lines), mostWhy)]
}

func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
