package population

import (
	"slices"
	"strings"

	"tvslab/event"
	"tvslab/phone"
	"tvslab/phone/trust"
)

// Telling tells of one phone what happened to another, by its device name. Nothing else in the texts of phones may have the
// form of a device name: in a lab with a node that is called as phones are, every phone acts and tells for itself.
type Telling struct{ From, To string }

// Text returns the text with the other name.
func (t Telling) Text(s string) string {
	if t.From == t.To {
		return s
	}
	return strings.ReplaceAll(s, t.From, t.To)
}

// Report returns a report with the other name.
func (t Telling) Report(r phone.Report) phone.Report {
	if t.From == t.To {
		return r
	}
	r.Decisions, r.Requests = slices.Clone(r.Decisions), slices.Clone(r.Requests)
	for i := range r.Decisions {
		r.Decisions[i] = r.Decisions[i].Of(t.Text)
	}
	for i := range r.Requests {
		r.Requests[i] = r.Requests[i].Of(t.Text)
	}
	r.RegisterDetail, r.EnrolmentDetail = t.Text(r.RegisterDetail), t.Text(r.EnrolmentDetail)
	return r
}

// Decision returns a decision with the other name.
func (t Telling) Decision(d trust.Decision) trust.Decision {
	if t.From == t.To {
		return d
	}
	return d.Of(t.Text)
}

// Event returns an event as it is told of the other phone.
func (t Telling) Event(e event.Event) event.Event {
	if t.From == t.To {
		return e
	}
	if e.Phone == t.From {
		e.Phone = t.To
	}
	if w, ok := e.What.(event.Named); ok {
		e.What = w.Renamed(t.Text)
	}
	return e
}
