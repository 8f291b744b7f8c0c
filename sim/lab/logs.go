package lab

import (
	"context"

	"tvslab/event"
	"tvslab/phone"
	"tvslab/sim/fact"
	"tvslab/tvs"
)

// Kinds of log lines.
const (
	LogTVS     = "tvs"     // trace of Cisco Trust Verification Service on a node
	LogSyslog  = "syslog"  // syslog of a node: expiry alarms
	LogConsole = "console" // console of a phone
)

// Line is one line of a log, as the node or the phone of the event writes it.
type Line struct {
	Log  string // LogTVS, LogSyslog, LogConsole
	Text string // without line end
}

// Kind implements event.What.
func (w Line) Kind() string { return w.Log }

func (w Line) String() string { return w.Text }

// log passes on what is logged of an event.
func (l *Lab) log(e event.Event) {
	if l.logged == nil {
		return
	}
	kind, lines := l.lines(e)
	for _, text := range lines {
		l.logged(event.Event{Time: e.Time, Node: e.Node, Phone: e.Phone, What: Line{kind, text}})
	}
}

// lines renders an event for the log it belongs to.
func (l *Lab) lines(e event.Event) (log string, lines []string) {
	switch w := e.What.(type) {
	case fact.AlarmRaised:
		return LogSyslog, w.Lines
	case fact.TVSNoticed:
		return LogTVS, []string{tvs.TraceLine(e.Time, w.Text)}
	case exchange:
		return LogTVS, tvs.Trace(e.Time, w.authority, &w.question, w.answer)
	}
	if p, ok := l.Phone(e.Phone); ok {
		return LogConsole, phone.Console(p.Model().UI, e)
	}
	return "", nil
}

// traced is a network of one phone whose TVS exchanges go into its record, as the traces of the nodes have them. They
// are written where the phone asks, on sockets too: the order in which servers answer many phones is nobody's choice.
type traced struct {
	phone.Network
	lab    *Lab
	record *record
}

// Ask implements phone.Network.
func (t traced) Ask(ctx context.Context, c phone.Call, r *tvs.Request) (*tvs.Response, error) {
	response, err := t.Network.Ask(ctx, c, r)
	if err == nil {
		t.lab.trace(t.record, c.Server, r, response)
	}
	return response, err
}

func (l *Lab) trace(r *record, server string, q *tvs.Request, answer *tvs.Response) {
	c, n := l.clusters.resolve(server)
	if n == nil {
		return
	}
	authority, ok := c.TVS(n.ID)
	if !ok {
		return
	}
	r.events = append(r.events, event.Event{Time: l.Now(), Node: n.ID, What: exchange{authority, *q, answer}})
}

// exchange is a question that a TVS answered. It has its place in traces only: in timelines the phone tells of it.
type exchange struct {
	authority tvs.Authority
	question  tvs.Request
	answer    *tvs.Response
}

// Kind implements event.What.
func (exchange) Kind() string { return LogTVS }

func (w exchange) String() string { return w.question.Device + " asked" }

// Renamed implements event.Named.
func (w exchange) Renamed(rename func(string) string) event.What {
	w.question.Device = rename(w.question.Device)
	return w
}
