package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Word is a verdict in a word.
type Word string

// The verdicts, worst first; that of a plan is the worst of its findings.
const (
	NotDone      Word = "not-done"     // the cluster refuses a step
	Locks        Word = "locks"        // phones refuse what is served, and nobody vouches
	Refuses      Word = "refuses"      // phones refuse at the end, though TVS could vouch
	Unregistered Word = "unregistered" // phones are on and not registered at the end
	SystemsDown  Word = "systems-down" // systems around the cluster are down at the end that were up at the start
	Fails        Word = "fails"        // an expectation of the plan does not hold
	SafeIf       Word = "safe-if"      // it relies on conditions
	Safe         Word = "safe"
)

// words are the verdicts, worst first.
var words = []Word{NotDone, Locks, Refuses, Unregistered, SystemsDown, Fails, SafeIf, Safe}

// Verdict is what a plan comes to.
type Verdict struct {
	Word     Word      `json:"word"`
	Safe     bool      `json:"safe"`
	Text     string    `json:"text"`     // for example "LOCKS 412 PHONES AT STEP 3", with what was so before the first step in brackets
	Findings []Finding `json:"findings"` // what is not as it should be, worst first, then by step
}

// Finding is one thing that is not as it should be.
type Finding struct {
	Word    Word     `json:"word"`
	Step    int      `json:"step"` // 0: at the end; of Report.Before before the first
	Line    int      `json:"line,omitempty"`
	Phones  int      `json:"phones,omitempty"`
	Off     int      `json:"off,omitempty"` // of the phones that are locked, those that are off
	Groups  []string `json:"groups,omitempty"`
	What    string   `json:"what"`              // in words, beside what the other fields say
	Then    string   `json:"then,omitempty"`    // of Report.Before: what the plan does to the phones
	Example string   `json:"example,omitempty"` // one of the phones
	Why     []string `json:"why,omitempty"`     // its reasons, as a story
	// Remedies are what gives the phones, or the system, back right then, the cheapest first.
	Remedies []Remedy `json:"remedies,omitempty"`
	aside    string   // of Report.Before: how verdicts say it
}

// verdictOf sums findings up; what was so before the first step does not count, but is said.
func verdictOf(list, before []Finding) Verdict {
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(slices.Index(words, a.Word), slices.Index(words, b.Word)), cmp.Compare(orLast(a.Step), orLast(b.Step)))
	})
	v := Verdict{Word: Safe, Safe: true, Findings: append([]Finding{}, list...)}
	if len(list) > 0 {
		v.Word, v.Safe = list[0].Word, false
	}
	v.say(headlines[v.Word](ofWord(list, v.Word)), before)
	return v
}

// say makes the text of a headline and what was so before the first step.
func (v *Verdict) say(headline string, before []Finding) {
	v.Text = headline
	var asides []string
	for _, f := range before {
		asides = append(asides, f.aside)
	}
	if len(asides) > 0 {
		v.Text += " (" + strings.Join(asides, "; ") + ")"
	}
}

// orLast sorts what is found at the end behind the steps.
func orLast(step int) int {
	if step == 0 {
		return int(^uint(0) >> 1)
	}
	return step
}

func ofWord(list []Finding, word Word) []Finding {
	return slices.DeleteFunc(slices.Clone(list), func(f Finding) bool { return f.Word != word })
}

// headlines are the texts of verdicts from their findings.
var headlines = map[Word]func([]Finding) string{
	Safe:         func([]Finding) string { return "SAFE" },
	NotDone:      func(list []Finding) string { return fmt.Sprintf("CANNOT BE DONE: STEP %d IS REFUSED", list[0].Step) },
	Locks:        locksWhen,
	Refuses:      func(list []Finding) string { return fmt.Sprintf("LEAVES %s REFUSING", count(list, "PHONE")) },
	Unregistered: func(list []Finding) string { return fmt.Sprintf("LEAVES %s NOT REGISTERED", count(list, "PHONE")) },
	SystemsDown:  func(list []Finding) string { return fmt.Sprintf("TAKES DOWN %d OF THE SYSTEMS AROUND", len(list)) },
	Fails: func(list []Finding) string {
		return fmt.Sprintf("%d EXPECTATIONS FAIL, THE FIRST AT STEP %d", len(list), list[0].Step)
	},
}

// locksWhen says how many phones are locked at which steps.
func locksWhen(list []Finding) string {
	var parts []string
	for len(list) > 0 {
		step := list[0].Step
		n := slices.IndexFunc(list, func(f Finding) bool { return f.Step != step })
		if n < 0 {
			n = len(list)
		}
		more, when := "", fmt.Sprintf("AT STEP %d", step)
		if len(parts) > 0 {
			more = " MORE"
		}
		if step == 0 {
			when = "AT THE END"
		}
		what := count(list[:n], "PHONE")
		if more != "" {
			what = fmt.Sprint(phonesOf(list[:n]))
		}
		parts = append(parts, fmt.Sprintf("%s%s %s", what, more, when))
		list = list[n:]
	}
	return "LOCKS " + strings.Join(parts, ", ")
}

func phonesOf(list []Finding) (n int) {
	for _, f := range list {
		n += f.Phones
	}
	return n
}

// count is the phones of findings with their noun.
func count(list []Finding, noun string) string { return number(phonesOf(list), noun) }
