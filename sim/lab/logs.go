package lab

import (
	"context"

	"tvslab/event"
	"tvslab/phone"
	"tvslab/tvs"
)

// Kinds of log lines.
const (
	LogTVS     = "tvs"     // trace of Cisco Trust Verification Service on a node
	LogCAPF    = "capf"    // log of Cisco Certificate Authority Proxy Function on a node
	LogSyslog  = "syslog"  // syslog of a node: expiry alarms
	LogRTMT    = "rtmt"    // alerts that RTMT raises about the syslog of a node
	LogMail    = "mail"    // e-mails of a node, as a mailbox file
	LogConsole = "console" // console of a phone
)

// Line is one line of a log, as the node or the phone of the event writes it.
type Line struct {
	Log  string // LogTVS, LogCAPF, LogSyslog, LogRTMT, LogMail, LogConsole
	Text string // without line end
}

// Kind implements event.What.
func (w Line) Kind() string { return w.Log }

func (w Line) String() string { return w.Text }

// traced is a network of one phone whose TVS exchanges and CAPF sessions go into its record, as the traces of the nodes have
// them. They are written where the phone asks, on sockets too: the order in which servers answer many phones is nobody's choice.
type traced struct {
	phone.Network
	world  *world
	record *record
}

// Ask implements phone.Network.
func (t traced) Ask(ctx context.Context, c phone.Call, r *tvs.Request) (*tvs.Response, error) {
	response, err := t.Network.Ask(ctx, c, r)
	if err == nil {
		t.world.trace(t.record, c, r, response)
	}
	return response, err
}

func (w *world) trace(r *record, call phone.Call, q *tvs.Request, answer *tvs.Response) {
	c, n := w.called(call)
	if n == nil {
		return
	}
	authority, ok := c.TVS(n.ID)
	if !ok {
		return
	}
	r.events = append(r.events, event.Event{Time: w.Now(), Node: n.ID, What: exchange{authority, *q, answer}})
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
