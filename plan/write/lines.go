package write

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"tvslab/plan"
	"tvslab/plan/warn"
)

// width is how many columns of a terminal text takes.
func width(s string) int { return text.StringWidthWithoutEscSequences(s) }

// pad fills text up with blanks.
func pad(s string, columns int) string { return s + strings.Repeat(" ", max(0, columns-width(s))) }

// wrap breaks text into lines of so many columns at most, where it can; a word that is longer is broken.
func wrap(s string, columns int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		for width(word) > columns {
			if line != "" {
				lines, line = append(lines, line), ""
			}
			head := text.Trim(word, columns)
			lines, word = append(lines, head), word[len(head):]
		}
		switch {
		case line == "":
			line = word
		case width(line)+1+width(word) > columns:
			lines, line = append(lines, line), word
		default:
			line += " " + word
		}
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// mostNodes is how many nodes a line names.
const mostNodes = 4

// changeText says a change in a line.
func (a alphabet) changeText(c plan.Change) string {
	s := c.What
	switch {
	case c.All:
		s += " on all nodes"
	case len(c.Nodes) > mostNodes:
		s += fmt.Sprintf(" on %s and %d more", strings.Join(c.Nodes[:mostNodes], ", "), len(c.Nodes)-mostNodes)
	case len(c.Nodes) > 0:
		s += " on " + strings.Join(c.Nodes, ", ")
	}
	switch {
	case c.Before != "" && c.Before == c.After:
		s += fmt.Sprintf(" (%s %s as before)", c.Of, c.After)
	case c.Before != "":
		s += fmt.Sprintf(" (%s %s %s %s)", c.Of, c.Before, a.arrow(), c.After)
	case c.After != "":
		s += fmt.Sprintf(" (%s %s)", c.Of, c.After)
	}
	return a.text(s)
}

// resetText says how many phones reset in a step, and what they need.
func resetText(m *plan.Moment) string {
	return fmt.Sprintf("%s reset, %s", phones(m.Resets), span(m.Seconds))
}

// span is a time in hours and minutes, short ones in seconds.
func span(seconds int) string {
	switch d := time.Duration(seconds) * time.Second; {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", seconds)
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(math.Ceil(d.Minutes())))
	default:
		minutes := int(math.Ceil(d.Minutes()))
		return fmt.Sprintf("%d h %02d min", minutes/60, minutes%60)
	}
}

// takes says how long a plan takes.
func takes(r *plan.Report) string {
	text := "takes " + span(r.Seconds)
	if r.Resets > 0 {
		text += fmt.Sprintf(", with %s of phones at %g a second", counted(r.Resets, "reset", "resets"), r.ResetRate)
	}
	return text
}

// warningText is a warning in a line: where, what, and what to do.
func warningText(w warn.Warning) string {
	return strings.TrimSuffix(warningHead(w), ".") + ". " + w.Do
}

// warningHead says where and what.
func warningHead(w warn.Warning) string {
	place := "before the first step"
	if w.Step > 0 {
		place = fmt.Sprintf("step %d", w.Step)
	}
	for _, where := range append(slices.Clone(w.Nodes), w.Group) {
		if where != "" {
			place += ", " + where
		}
	}
	return place + ": " + w.Text
}

// assumptionText is a setting on which the verdict rests, and what it would be with another value.
func assumptionText(a plan.Assumption) string {
	return fmt.Sprintf("%s: %s (%s): %s. With %s instead: %s", a.Setting, a.Value, a.Basis, a.Meaning, a.Other, a.Verdict)
}

// phones is a number of phones.
func phones(n int) string { return counted(n, "phone", "phones") }

// counted is a number with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
