package lab

import (
	"context"
	"time"

	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/lab/population"
	"tvslab/tvs"
)

// Kinds of log lines.
const (
	LogTVS     = "tvs"     // trace of Cisco Trust Verification Service on a node
	LogSyslog  = "syslog"  // syslog of a node: expiry alarms
	LogConsole = "console" // console of a phone
)

// LogLine is one line of a log that a node or a phone would write.
type LogLine struct {
	Time   time.Time
	Source string // node or device name
	Kind   string // LogTVS, LogSyslog, LogConsole
	Text   string // without line end
}

func (l *Lab) log(line LogLine) {
	if l.logged != nil {
		l.logged(line)
	}
}

// console keeps the lines that a phone prints about an event.
func (l *Lab) console(r *record, e phone.Event) {
	if l.logged == nil {
		return
	}
	r.lines = append(r.lines, func(t population.Telling) []LogLine {
		var lines []LogLine
		for _, text := range phone.Console(e) {
			lines = append(lines, LogLine{e.Time, t.To, LogConsole, t.Text(text)})
		}
		return lines
	})
}

// tell reports an event of a cluster, with the lines that go with it: alarms in the node's syslog, what TVS noticed in
// its trace.
func (l *Lab) tell(c *sim.Cluster, e sim.Event) {
	l.emit(Event{Time: e.Time, Cluster: l.nameOf(c), Node: e.Node, Kind: e.Kind, Text: e.Text})
	for _, text := range e.Lines {
		l.log(LogLine{e.Time, e.Node, LogSyslog, text})
	}
	if e.Kind == "tvs" {
		l.log(LogLine{e.Time, e.Node, LogTVS, tvs.TraceLine(e.Time, e.Text)})
	}
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
	now := l.Now()
	r.lines = append(r.lines, func(t population.Telling) []LogLine {
		asked := *q
		asked.Device = t.Text(q.Device)
		var lines []LogLine
		for _, text := range tvs.Trace(now, authority, &asked, answer) {
			lines = append(lines, LogLine{now, n.ID, LogTVS, text})
		}
		return lines
	})
}
