package why

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// width is that of the text, in columns.
const width = 80

// writer writes lines of at most width columns, and keeps the first error.
type writer struct {
	to  io.Writer
	err error
}

// put writes a text with its first line behind lead and the others behind as many blanks. A word that is longer than a line stays whole.
func (w *writer) put(lead, text string) {
	line, indent := lead, strings.Repeat(" ", utf8.RuneCountInString(lead))
	begun := false
	for _, word := range strings.Fields(text) {
		if begun && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			w.line(line)
			line, begun = indent, false
		}
		if begun {
			line += " "
		}
		line, begun = line+word, true
	}
	w.line(line)
}

func (w *writer) line(text string) {
	if w.err == nil {
		_, w.err = fmt.Fprintln(w.to, strings.TrimRight(text, " "))
	}
}

// heading begins a part of a story.
func (w *writer) heading(text string) {
	w.line("")
	w.line(text)
}

// Write writes the document as text of 80 columns.
func (d *Document) Write(to io.Writer) error {
	w := &writer{to: to}
	if d.Well != "" {
		w.put("", d.Well)
	}
	for i := range d.Stories {
		if i > 0 {
			w.line("")
		}
		w.story(&d.Stories[i])
	}
	return w.err
}

func (w *writer) story(s *Story) {
	who := s.Subject + ", " + s.Model
	if s.Count > 1 {
		who += fmt.Sprintf(", one of %d that stand alike (%s)", s.Count, s.Phones)
	} else if s.Group != "" {
		who += " of " + s.Group
	}
	w.put("", who)
	w.put("  ", s.Summary)
	if s.Last != nil {
		w.heading(fmt.Sprintf("At its last boot (%s)", s.Last.Cause))
		w.asked(s.Last.Asked)
		w.chapters(s.Last.Chapters)
	}
	if len(s.Now) > 0 {
		w.heading(map[bool]string{true: "Booting now it would see something else", false: "Booting now it would see"}[s.Last != nil])
		w.chapters(s.Now)
	}
	if len(s.Beside) > 0 {
		w.heading(map[bool]string{true: "Beside its files", false: "Its connections"}[s.Kind == "phone"])
		w.chapters(s.Beside)
	}
	w.holds(s.Holds)
	w.shows(&s.Shows)
	for _, r := range s.Remedies {
		w.remedies(r)
	}
	if s.Untried != "" {
		w.heading("What would end it")
		w.put("  ", "nothing was tried: "+s.Untried)
	}
	w.documents(s.Documents)
}

func (w *writer) asked(files []Asked) {
	for _, a := range files {
		w.put("  asked ", fmt.Sprintf("%s for %s over %s: %s", a.Server, a.Name, a.Transport, a.Outcome))
	}
}

func (w *writer) chapters(list []Chapter) {
	for _, c := range list {
		mark := "+"
		if !c.Good {
			mark = "-"
		}
		w.put("  "+mark+" ", c.About+": "+c.Code)
		for _, line := range c.Lines {
			w.put("      ", line)
		}
	}
}

// holds writes the anchors, those that nobody has any more marked.
func (w *writer) holds(anchors []Anchor) {
	if len(anchors) == 0 {
		return
	}
	w.heading("Whom it trusts")
	for _, a := range anchors {
		text := strings.TrimSpace(a.List+" "+a.Role) + ": " + a.Subject + ", serial " + a.Serial
		switch {
		case a.Has != "":
			text += ": that of " + a.Has
		case a.Gone:
			text += ": no node has it any more"
		}
		w.put("  ", text)
	}
}

// shown are the kinds of events whose console lines the text has; those of requests are in the JSON form.
var shown = map[string]bool{"tvs": true, "commit": true, "decision": true, "registration": true, "capf": true}

func (w *writer) shows(s *Shows) {
	if len(s.Screen)+len(s.Status)+len(s.Console) == 0 {
		return
	}
	w.heading("What people see")
	for _, line := range s.Screen {
		w.put("  screen   ", line)
	}
	for _, line := range s.Status {
		w.put("  status   ", line)
	}
	for _, line := range s.Console {
		if shown[line.About] {
			w.put("  console  ", line.Text)
		}
	}
}

func (w *writer) remedies(r Remedies) {
	w.heading("What would end it: " + r.Of)
	if len(r.Tried) == 0 {
		w.put("  ", "nothing that was tried")
	}
	for i, x := range r.Tried {
		text := fmt.Sprintf("%s: %s", x.Code, x.Words)
		if x.Price.Visits > 0 {
			text += fmt.Sprintf("; %s to go to", counted(x.Price.Visits, "phone"))
		}
		w.put(fmt.Sprintf("  %d. ", i+1), text)
		for _, step := range x.Steps {
			w.put("       - ", step)
		}
		if len(x.Locks) > 0 {
			w.put("       ", "it would lock others: "+strings.Join(x.Locks, ", "))
		}
	}
}

// documents writes each source once, with all rules that rest on it.
func (w *writer) documents(list []Reference) {
	if len(list) == 0 {
		return
	}
	w.heading("On what it rests")
	for i, d := range list {
		same := func(other Reference) bool { return other.Source == d.Source }
		if slices.ContainsFunc(list[:i], same) {
			continue
		}
		var rules []string
		for _, other := range list[i:] {
			if same(other) {
				rules = append(rules, other.Rule)
			}
		}
		w.put("  ", strings.Join(rules, ", ")+": "+d.Source)
	}
}
