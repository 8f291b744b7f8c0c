package play

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"tvslab/event"
	"tvslab/phone"
	"tvslab/phone/trust"
	"tvslab/scenarios"
	"tvslab/sim/system"
)

const clock = "2006-01-02 15:04:05"

// phoneWord stands for a phone's name in the timeline, so that what many phones do is told once.
const phoneWord = "phone"

// tellers are the phones that a line is about, and how often they had it.
type tellers struct {
	times  int
	phones map[string]bool
}

// with adds a phone; nil is nobody.
func (t *tellers) with(phone string) *tellers {
	if t == nil {
		t = &tellers{phones: map[string]bool{}}
	}
	t.times++
	t.phones[phone] = true
	return t
}

// String says how many phones had the line, and how often if some had it more than once; nothing of one.
func (t *tellers) String() string {
	switch {
	case t == nil || t.times == 1:
		return ""
	case t.times == len(t.phones):
		return fmt.Sprintf("  (%d phones)", t.times)
	case len(t.phones) == 1:
		return fmt.Sprintf("  (%d times)", t.times)
	}
	return fmt.Sprintf("  (%d phones, %d times)", len(t.phones), t.times)
}

// WriteTimeline writes steps and, below each, what happened. What several phones did is told once, with their number.
func WriteTimeline(w io.Writer, timeline []event.Event) {
	var lines []string
	told := map[string]*tellers{}
	flush := func() {
		for _, line := range lines {
			fmt.Fprintf(w, "      %s%s\n", line, told[line])
		}
		lines, told = lines[:0], map[string]*tellers{}
	}
	for _, e := range timeline {
		switch what := e.What.(type) {
		case scenarios.StepBegun:
			flush()
			writeStep(w, e.Time, what)
			continue
		case scenarios.StepRefused:
			lines = append(lines, timelineLine("step", what.Kind(), what.String()))
			continue
		case scenarios.GroupFound:
			lines = append(lines, foundLines(what)...)
			continue
		case scenarios.PageShown:
			lines = append(lines, strings.Split(strings.TrimRight(what.Document.String(), "\n"), "\n")...)
			continue
		}
		line := eventLine(e)
		if told[line] == nil || e.Phone == "" {
			lines = append(lines, line)
		}
		if e.Phone != "" {
			told[line] = told[line].with(e.Phone)
		}
	}
	flush()
	fmt.Fprintln(w)
}

func writeStep(w io.Writer, at time.Time, b scenarios.StepBegun) {
	fmt.Fprintf(w, "%s  %d. %s\n", at.Format(clock), b.Step.Number, b)
	for _, line := range b.ByHand {
		fmt.Fprintf(w, "%*s%s\n", len(clock)+2, "", line)
	}
}

// foundLines tells where a group stands, with the whole story where it refuses.
func foundLines(f scenarios.GroupFound) []string {
	lines := []string{timelineLine("verdict", f.Trust, f.String())}
	if f.Stuck() {
		for _, why := range f.Why {
			lines = append(lines, "               "+why)
		}
	}
	return lines
}

// eventLine is the text of an event without the phone's own name, so that equal ones can be counted.
func eventLine(e event.Event) string {
	switch {
	case e.Phone != "":
		mac := strings.TrimPrefix(e.Phone, "SEP")
		return timelineLine(phoneWord, e.What.Kind(), strings.ReplaceAll(e.What.String(), mac, "<MAC>"))
	case e.Node != "":
		return timelineLine(e.Node, e.What.Kind(), e.What.String())
	}
	if changed, ok := e.What.(system.Changed); ok {
		return timelineLine(changed.Name, e.What.Kind(), e.What.String())
	}
	return timelineLine("cluster", e.What.Kind(), e.What.String())
}

// timelineLine is a line; what a text has more of stands below its first one.
func timelineLine(who, kind, text string) string {
	return fmt.Sprintf("%-10s %-13s %s", who, kind, strings.ReplaceAll(text, "\n", "\n"+below))
}

// below brings a further line of a text under the first.
var below = strings.Repeat(" ", len("      ")+len("cluster    reset         "))

// shown finds what a phone shows at the end; nil if nobody asked.
func shown(phones []scenarios.PhoneResult, name string) *scenarios.PhoneResult {
	for i := range phones {
		if phones[i].Name == name {
			return &phones[i]
		}
	}
	return nil
}

// WriteStory tells what one phone did and why, boot by boot, and what it shows at the end, if that was asked for.
func WriteStory(w io.Writer, timeline []event.Event, phones []scenarios.PhoneResult, name string) {
	fmt.Fprintf(w, "The story of %s\n", name)
	found := false
	for _, e := range timeline {
		if b, ok := e.What.(scenarios.StepBegun); ok {
			fmt.Fprint(w, "  ")
			writeStep(w, e.Time, b)
			continue
		}
		if r, ok := e.What.(scenarios.StepRefused); ok {
			fmt.Fprintf(w, "    %-13s %s\n", r.Kind(), strings.ReplaceAll(r.String(), "\n", "\n"+below[:18]))
			continue
		}
		if e.Phone != name {
			continue
		}
		found = true
		if d, ok := e.What.(phone.Decided); ok {
			for _, line := range trust.Explain(d.Decision) {
				fmt.Fprintf(w, "      %s\n", line)
			}
			continue
		}
		fmt.Fprintf(w, "    %-13s %s\n", e.What.Kind(), e.What)
	}
	if p := shown(phones, name); p != nil {
		fmt.Fprintf(w, "  on its security screen: CTL %s, ITL %s\n", cmp.Or(p.CTL, "not shown"), cmp.Or(p.ITL, "not shown"))
	}
	if !found {
		fmt.Fprintf(w, "  no phone of this name did anything; device names are those of the group's devices, or SEP0A01, the group's number and the phone's, for example SEP0A0101000001\n")
	}
	fmt.Fprintln(w)
}
