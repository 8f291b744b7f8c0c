package play

import (
	"fmt"
	"io"
	"strings"

	"tvslab/phone/trust"
	"tvslab/scenarios"
)

const clock = "2006-01-02 15:04:05"

// phoneWord stands for a phone's name in the timeline, so that what many phones do is told once.
const phoneWord = "phone"

// WriteTimeline writes steps and, below each, what happened. What several phones did is told once, with their number.
func WriteTimeline(w io.Writer, timeline []scenarios.Observation) {
	var lines []string
	count := map[string]int{}
	flush := func() {
		for _, line := range lines {
			if n := count[line]; n > 1 {
				line = fmt.Sprintf("%s  (%d phones)", line, n)
			}
			fmt.Fprintf(w, "      %s\n", line)
		}
		lines, count = lines[:0], map[string]int{}
	}
	for _, o := range timeline {
		if o.Step != nil {
			flush()
			fmt.Fprintf(w, "%s  %d. %s\n", o.Event.Time.Format(clock), o.Step.Number, o.Text)
			continue
		}
		if o.Groups != nil {
			continue // told by the events that follow
		}
		line := eventLine(o)
		if o.Event.Phone != "" {
			count[line]++
		}
		if count[line] <= 1 {
			lines = append(lines, line)
		}
	}
	flush()
	fmt.Fprintln(w)
}

// eventLine is the text of an event without the phone's own name, so that equal ones can be counted.
func eventLine(o scenarios.Observation) string {
	e := o.Event
	who := e.Node
	text := e.Text
	if e.Phone != "" {
		who = phoneWord
		text = strings.ReplaceAll(text, strings.TrimPrefix(e.Phone, "SEP"), "<MAC>")
	}
	switch {
	case e.Kind == "why":
		return "               " + text
	case who == "":
		who = "cluster"
	}
	return fmt.Sprintf("%-10s %-13s %s", who, e.Kind, text)
}

// WriteStory tells what one phone did and why, boot by boot.
func WriteStory(w io.Writer, timeline []scenarios.Observation, name string) {
	fmt.Fprintf(w, "The story of %s\n", name)
	found := false
	for _, o := range timeline {
		switch {
		case o.Step != nil:
			fmt.Fprintf(w, "  %s  %d. %s\n", o.Event.Time.Format(clock), o.Step.Number, o.Text)
		case o.Event.Phone != name:
		case o.Event.Decision != nil:
			found = true
			for _, line := range trust.Explain(*o.Event.Decision) {
				fmt.Fprintf(w, "      %s\n", line)
			}
		default:
			found = true
			fmt.Fprintf(w, "    %-13s %s\n", o.Event.Kind, o.Event.Text)
		}
	}
	if !found {
		fmt.Fprintf(w, "  no phone of this name did anything; device names are SEP0A01, the group's number and the phone's, for example SEP0A0101000001\n")
	}
	fmt.Fprintln(w)
}
