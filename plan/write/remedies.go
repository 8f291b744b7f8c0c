package write

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/plan"
)

// remedyText says what a remedy is, and what it costs: "utils itl reset localkey on cucm-pub; frees all".
func remedyText(r plan.Remedy, of int) string {
	text := r.Words
	switch {
	case of > 0 && r.Frees < of:
		text += fmt.Sprintf("; frees %d of %d", r.Frees, of)
	case of > 0:
		text += "; frees all"
	}
	if r.Visits > 0 {
		text += "; somebody goes to " + phones(r.Visits)
	}
	if r.Locks > 0 {
		text += fmt.Sprintf("; %s that stood well do not after it", phones(r.Locks))
	}
	return text
}

// returnLines are the points of no return in words, groups that have the same one together.
func returnLines(r *plan.Report) (lines []string) {
	var groups [][]string
	var texts []string
	for _, one := range r.Returns {
		text := returnText(one)
		at := slices.Index(texts, text)
		if at < 0 {
			at = len(texts)
			texts, groups = append(texts, text), append(groups, nil)
		}
		groups[at] = append(groups[at], fmt.Sprintf("%s (%d)", one.Group, one.Phones))
	}
	for i, text := range texts {
		lines = append(lines, strings.Join(groups[i], ", ")+": "+text)
	}
	return lines
}

// returnText says until when phones can be had back, and by what.
func returnText(one plan.Return) string {
	by := ""
	if len(one.With) > 0 {
		by = ", by: " + one.With[0].Words
	}
	switch {
	case one.None:
		return "at no step can they be had back without a visit"
	case one.Last:
		return "not reached; after the last step they can be had back without a visit" + by
	case one.Step == 0:
		return "the first step; before it they stand well"
	case by == "":
		return fmt.Sprintf("after step %d, where they still stand well", one.Step)
	}
	return fmt.Sprintf("after step %d, where they can be had back without a visit", one.Step) + by
}
