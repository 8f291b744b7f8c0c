// Package mark judges what a learner does: by how the lab stands, in the words of expectations, by what was typed and what happened, in which
// order, and by what must not have happened on the way. It also keeps the bill: visits, time without a call manager, steps.
//
// A Book sees everything that happens in a lab from the moment a lesson begins, and is asked for verdicts. Its Pages are all that it knows, and are
// kept between starts.
package mark

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"tvslab/devices"
	"tvslab/event"
	"tvslab/lesson"
	"tvslab/phone"
	"tvslab/scenarios"
)

// Verdict is what came of a check.
type Verdict struct {
	Says   string   `json:"says"`
	Kind   string   `json:"kind" doc:"expect, never, typed, never-typed, did, never-did, order or bill"`
	Passed bool     `json:"passed"`
	Why    []string `json:"why,omitempty" doc:"why it did not pass, as a story"`
}

// Pages are what a book knows.
type Pages struct {
	Entries map[string]*Entry `json:"entries"` // by place of the check in the lesson
	Steps   int               `json:"steps"`
	Visited []string          `json:"visited"` // device names
	Locked  []string          `json:"locked"`  // now
	Lost    float64           `json:"lost"`    // seconds without a call manager, of all phones
	Longest float64           `json:"longest"` // seconds, of one phone
	Out     []outage          `json:"out"`
	Clock   time.Time         `json:"clock"` // when it was looked last
}

// Entry is what is known of one check.
type Entry struct {
	Times  int      `json:"times"` // it came true; of an order how many of its turns
	At     string   `json:"at,omitempty"`
	Why    []string `json:"why,omitempty"`    // of what must not be, the first time
	Missed string   `json:"missed,omitempty"` // what came near
}

// outage is phones that are without a call manager, and since when.
type outage struct {
	Phones []string  `json:"phones"`
	Since  time.Time `json:"since"`
}

// Book marks an exercise. It is safe for concurrent use.
type Book struct {
	exercise *lesson.Exercise
	mutex    sync.Mutex
	pages    Pages
	watched  []watched
	touched  bool // something happened since the last look
	began    bool
}

// watched is a check whose history matters.
type watched struct {
	place  string
	check  *lesson.Check
	phones devices.Set // of Did.Phone
	turns  []watched
}

// Open opens a book: pages of an earlier start, or none.
func Open(x *lesson.Exercise, pages *Pages) *Book {
	b := &Book{exercise: x}
	if pages != nil {
		b.pages = *pages
	}
	b.settle()
	for i := range x.Tasks {
		b.watch("task "+x.Tasks[i].Name.Value, x.Tasks[i].Check)
	}
	for _, m := range x.Moves {
		b.watch("move "+m.Name.Value, m.When)
	}
	return b
}

func (b *Book) settle() {
	if b.pages.Entries == nil {
		b.pages.Entries = map[string]*Entry{}
	}
}

func (b *Book) watch(where string, list []lesson.Check) {
	for i := range list {
		b.watched = append(b.watched, watch(placeOf(where, i), &list[i]))
	}
}

func placeOf(where string, number int) string { return fmt.Sprintf("%s %d", where, number+1) }

func watch(place string, c *lesson.Check) watched {
	w := watched{place: place, check: c}
	for i := range c.Order {
		w.turns = append(w.turns, watch(placeOf(place, i), &c.Order[i]))
	}
	return w
}

// Begin lets the book see what happens from now on, in a lab that is as the runner has it.
func (b *Book) Begin(r *scenarios.Runner) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for i := range b.watched {
		b.watched[i].find(r)
	}
	b.began, b.touched = true, true
}

// Clear forgets everything: the lab is at its beginning again.
func (b *Book) Clear() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.pages = Pages{}
	b.settle()
	b.touched = true
}

// Pages are what the book knows; they are the caller's own.
func (b *Book) Pages() Pages {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	p := b.pages
	p.Entries = map[string]*Entry{}
	for place, e := range b.pages.Entries {
		copied := *e
		p.Entries[place] = &copied
	}
	return p
}

// find finds the phones that checks speak of.
func (w *watched) find(r *scenarios.Runner) {
	if did := w.did(); did != nil && did.Phone.Value != "" {
		w.phones, _ = r.Select([]string{did.Phone.Value}) // checked when the lesson was read
	}
	for i := range w.turns {
		w.turns[i].find(r)
	}
}

func (w *watched) did() *lesson.Did {
	if w.check.Did != nil {
		return w.check.Did
	}
	return w.check.NeverDid
}

func (b *Book) entry(place string) *Entry {
	e := b.pages.Entries[place]
	if e == nil {
		e = &Entry{}
		b.pages.Entries[place] = e
	}
	return e
}

// note notes that a check came true.
func (b *Book) note(w *watched, at, text string) {
	e := b.entry(w.place)
	if e.Times++; e.Times == 1 {
		e.At, e.Why = at, []string{strings.TrimSpace(at + " " + text)}
	}
}

// each calls f with every check that waits for something: of an order, with the turn that is next.
func (b *Book) each(f func(w *watched, note func(at, text string))) {
	for i := range b.watched {
		w := &b.watched[i]
		if len(w.turns) == 0 {
			f(w, func(at, text string) { b.note(w, at, text) })
			continue
		}
		e := b.entry(w.place)
		if e.Times < len(w.turns) {
			f(&w.turns[e.Times], func(at, _ string) { e.Times++; e.At = at })
		}
	}
}

// Event sees an event of the lab.
func (b *Book) Event(e event.Event) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if !b.began {
		return
	}
	b.touched = true
	switch e.What.(type) {
	case phone.ListsDeleted, phone.Erased:
		b.visit(e.Phone)
	}
	b.each(func(w *watched, note func(at, text string)) {
		if did := w.did(); did != nil && w.happened(did, e) {
			note(clock(e.Time), e.What.Kind()+": "+e.What.String())
		}
	})
}

func (w *watched) happened(did *lesson.Did, e event.Event) bool {
	n, _ := devices.Parse(e.Phone)
	return did.Kind.Value == e.What.Kind() && (did.Node.Value == "" || did.Node.Value == e.Node) &&
		(did.Phone.Value == "" || e.Phone != "" && w.phones.Has(n)) && within(did.Text).MatchString(e.What.String())
}

// Typed sees a command.
func (b *Book) Typed(at time.Time, node, line string) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.touched = true
	b.each(func(w *watched, note func(at, text string)) {
		pattern := w.check.Typed + w.check.NeverTyped
		switch {
		case pattern == "" || !whole(pattern).MatchString(strings.Join(strings.Fields(line), " ")):
		case w.check.Node.Value != "" && w.check.Node.Value != node:
			b.entry(w.place).Missed = node
		default:
			note(clock(at), node+": "+line)
		}
	})
}

// Step counts a step or command of the learner.
func (b *Book) Step() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.pages.Steps++
}

// Look looks at the lab: what must never be, and what it costs. It tells whether there was anything to see.
func (b *Book) Look(ctx context.Context, r *scenarios.Runner) bool {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if !b.began || !b.touched {
		return false
	}
	b.touched = false
	b.count(ctx, r)
	now := clock(r.Lab.Now())
	for i := range b.watched {
		w := &b.watched[i]
		if w.check.Never == nil || b.entry(w.place).Times > 0 {
			continue
		}
		if is := found(r.Assess(ctx, w.check.Never.Step())); is != "" {
			b.note(w, now, is)
		}
	}
	for range len(b.watched) { // an order may go on by several expectations at once
		if !b.turn(ctx, r, now) {
			break
		}
	}
	return true
}

// turn lets orders go on that wait for an expectation that holds.
func (b *Book) turn(ctx context.Context, r *scenarios.Runner, now string) (went bool) {
	b.each(func(w *watched, note func(at, text string)) {
		if w.check.Expect == nil || !b.isTurn(w) {
			return
		}
		if held(r.Assess(ctx, w.check.Expect.Step())) {
			note(now, "")
			went = true
		}
	})
	return went
}

// isTurn tells the checks of an order from others.
func (b *Book) isTurn(w *watched) bool {
	for i := range b.watched {
		if w == &b.watched[i] {
			return false
		}
	}
	return true
}

func held(list []scenarios.Assessed) bool {
	for i := range list {
		if !list[i].Held() {
			return false
		}
	}
	return true
}

// found says of what must never be that it is; "" where it is not.
func found(list []scenarios.Assessed) string {
	for _, a := range list {
		if a.Counted && a.Held() || !a.Counted && a.Good > 0 {
			return fmt.Sprintf("%s: %d of %d were so", a.Target, a.Good, a.Of)
		}
	}
	return ""
}

func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }
