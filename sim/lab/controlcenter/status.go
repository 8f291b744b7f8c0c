package controlcenter

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/sim/lab/tomcat"
	"tvslab/soap"
)

// Reason codes of services that do not run. Clients take both for what somebody wanted (recalled).
const (
	notActivated = -1068
	outOfService = -1019
	nothing      = -1 // there is nothing to say
)

// status is a service as the web service tells it.
type status struct {
	name   string
	state  string // Started, Stopped
	code   int
	reason string
	start  time.Time
	up     time.Duration // negative where it is down
}

// states are the services of the node that is asked.
func states(a *tomcat.SOAP) (list []status, err error) {
	a.Lab.See(func(l *lab.Lab) {
		c := l.ClusterOf(a.Node.Node)
		if c == nil {
			err = &soap.Fault{Text: "the node is in no cluster any more"}
			return
		}
		n := c.Node(a.Node.Node)
		for _, s := range c.Services(n.ID) {
			list = append(list, statusOf(s, n.Started(s.Name), c.Now))
		}
	})
	return list, err
}

func statusOf(s sim.ServiceStatus, started, now time.Time) status {
	one := status{name: s.Name, state: "Started", code: nothing, reason: " ", start: started, up: now.Sub(started)}
	switch {
	case !s.Activated:
		one.code, one.reason = notActivated, "Service Not Activated "
	case !s.Running:
		one.code, one.reason = outOfService, "Commanded Out of Service "
	default:
		return one
	}
	one.state, one.start, one.up = "Stopped", time.Time{}, -time.Second
	return one
}

// asked are the names of services in a request: elements repeated, or items in one. Empty ones are left out.
func asked(from *soap.Element, name string) (names []string) {
	for _, e := range from.All(name) {
		items := e.All("item")
		if len(items) == 0 {
			items = []*soap.Element{e}
		}
		for _, item := range items {
			if v := item.Value(); v != "" {
				names = append(names, v)
			}
		}
	}
	return names
}

// mostNames bounds the services of a request: a node has fewer than a hundred.
const mostNames = 200

// getStatus says how services stand; without a name, all.
func getStatus(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	names := asked(a.Operation, "ServiceStatus")
	if len(names) > mostNames {
		return &soap.Fault{Code: soap.Client, Text: fmt.Sprintf("ServiceStatus: more than %d services", mostNames)}
	}
	list, err := states(a)
	if err != nil {
		return err
	}
	write(w, "soapGetServiceStatusReturn", chosen(list, names))
	return nil
}

// chosen are the services of these names in their order, all where there are none. A service that the node does not have is Unknown.
func chosen(list []status, names []string) (some []status) {
	if len(names) == 0 {
		return list
	}
	for _, name := range names {
		i := slices.IndexFunc(list, func(s status) bool { return s.name == name })
		if i < 0 {
			some = append(some, status{name: name, state: "Unknown", code: nothing, reason: " ", up: -time.Second})
			continue
		}
		some = append(some, list[i])
	}
	return some
}

// startForm is how times of starts are written; a service that does not run has a blank.
const startForm = "Mon Jan _2 15:04:05 2006"

// write writes services as the element of an answer.
func write(w *soap.Writer, element string, list []status) {
	w.Element("ns1:"+element, func() {
		w.Text("ns1:ReturnCode", "0")
		w.Text("ns1:ReasonCode", strconv.Itoa(nothing))
		w.Text("ns1:ReasonString", "")
		w.Element("ns1:ServiceInfoList", func() {
			for _, s := range list {
				w.Element("ns1:item", func() { s.write(w) })
			}
		})
	})
}

func (s *status) write(w *soap.Writer) {
	start := " "
	if !s.start.IsZero() {
		start = s.start.Format(startForm)
	}
	w.Text("ns1:ServiceName", s.name)
	w.Text("ns1:ServiceStatus", s.state)
	w.Text("ns1:ReasonCode", strconv.Itoa(s.code))
	w.Text("ns1:ReasonCodeString", s.reason)
	w.Text("ns1:StartTime", start)
	w.Text("ns1:UpTime", strconv.Itoa(int(s.up/time.Second)))
}
