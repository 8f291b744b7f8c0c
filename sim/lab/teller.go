package lab

import (
	"strings"
	"time"

	"tvslab/event"
	"tvslab/phone"
	"tvslab/sim/fact"
	"tvslab/sim/lab/population"
	"tvslab/tvs"
)

// teller passes on what happens, to those who want to know.
type teller struct {
	observe      func(event.Event)
	logged       func(event.Event)
	clustersOnly bool
	ui           func(device string) (phone.UI, bool) // of a phone of the lab
	full         func(node string) bool               // its disk takes no more lines
	consoles     consoles
	alarms       *alarms // nil where nothing is logged
}

// consoles keeps the lines of each phone in order, since what phones do takes no time in the lab.
type consoles struct {
	now  time.Time            // moment of the lab
	busy map[string]time.Time // by device: until when its console has printed what happened then
}

// print renders an event of a phone.
func (c *consoles) print(ui phone.UI, e event.Event) []string {
	if c.busy == nil || !c.now.Equal(e.Time) {
		c.now, c.busy = e.Time, map[string]time.Time{}
	}
	if busy, ok := c.busy[e.Phone]; ok {
		e.Time = busy
	}
	lines, took := phone.Console(ui, e)
	if took > 0 {
		c.busy[e.Phone] = e.Time.Add(took)
	}
	return lines
}

func (t *teller) emit(e event.Event) {
	if t.observe != nil {
		t.observe(e)
	}
}

// log passes on what is logged of an event.
func (t *teller) log(e event.Event) {
	if t.logged == nil {
		return
	}
	kind, lines := t.lines(e)
	t.pass(e, kind, lines)
	t.attend(e)
}

// pass passes on lines of a log, as events of the same time.
func (t *teller) pass(e event.Event, kind string, lines []string) {
	if e.Node != "" && t.full(e.Node) {
		return
	}
	for _, text := range lines {
		t.logged(event.Event{Time: e.Time, Node: e.Node, Phone: e.Phone, What: Line{kind, text}})
	}
}

// lines renders an event for the log it belongs to.
func (t *teller) lines(e event.Event) (log string, lines []string) {
	switch w := e.What.(type) {
	case fact.AlarmRaised:
		return LogSyslog, w.Lines
	case fact.AlertRaised:
		return LogRTMT, strings.Split(strings.Join(w.Alerts, "\n\n")+"\n", "\n")
	case fact.MailSent:
		return LogMail, w.Mbox()
	case fact.TVSNoticed:
		return LogTVS, tvs.TraceLines(e.Time, w.Lines)
	case exchange:
		return LogTVS, tvs.Trace(e.Time, w.authority, &w.question, w.answer)
	case enrolment:
		return LogCAPF, []string{w.line(e.Time)}
	}
	if ui, ok := t.ui(e.Phone); ok {
		return LogConsole, t.consoles.print(ui, e)
	}
	return "", nil
}

// watches reports whether anybody wants to know what phones do.
func (t *teller) watches() bool { return !t.clustersOnly && (t.observe != nil || t.logged != nil) }

// watch lets the phone tell the record what happens to it until the returned function is called.
func (l *Lab) watch(p *awake, r *record) (end func()) {
	if !l.told.watches() && !l.life.on {
		return func() {}
	}
	p.Observe = func(e event.Event) { r.events = append(r.events, e) }
	return func() { p.Observe = nil }
}

// consoleOf are the lines that a phone's console prints about a deed.
func consoleOf(ui phone.UI, events []event.Event) (lines []string) {
	var later time.Duration
	for _, e := range events {
		e.Time = e.Time.Add(later)
		printed, took := phone.Console(ui, e)
		lines, later = append(lines, printed...), later+took
	}
	return lines
}

// story tells what a phone did, of the phone or of another one: first the events, then what it and the servers log of them.
func (t *teller) story(as population.Telling, r record) {
	for _, e := range r.events {
		switch e.What.(type) {
		case exchange, enrolment:
		default:
			t.emit(as.Event(e))
		}
	}
	if t.logged == nil {
		return
	}
	t.logStory(as, r)
}

// logStory passes on what is logged of a deed. A boot takes no time on the lab's clock; on the console of the phone the lines of one event
// follow those of the one before.
func (t *teller) logStory(as population.Telling, r record) {
	var later time.Duration
	for _, e := range r.events {
		e = as.Event(e)
		shown := e
		switch e.What.(type) {
		case exchange, enrolment: // lines of nodes
		default:
			shown.Time = e.Time.Add(later)
		}
		kind, lines := t.lines(shown)
		if kind == LogConsole && len(lines) > 0 {
			later += phone.ConsoleTime
		}
		t.pass(e, kind, lines)
		t.attend(e)
	}
}
