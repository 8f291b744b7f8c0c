package population

import (
	"slices"
	"strings"

	"tvslab/phone"
	"tvslab/phone/trust"
)

// Telling tells of one phone what happened to another, by its device name. Nothing else in the texts of phones has the form
// of a device name: a lab refuses nodes that are called as one of its phones.
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
		r.Decisions[i] = t.decision(r.Decisions[i])
	}
	for i := range r.Requests {
		r.Requests[i].Name, r.Requests[i].Outcome = t.Text(r.Requests[i].Name), t.Text(r.Requests[i].Outcome)
	}
	r.RegisterDetail, r.EnrolmentDetail = t.Text(r.RegisterDetail), t.Text(r.EnrolmentDetail)
	return r
}

// Decision returns a decision with the other name, nil for nil.
func (t Telling) Decision(d *trust.Decision) *trust.Decision {
	if d == nil || t.From == t.To {
		return d
	}
	told := t.decision(*d)
	return &told
}

func (t Telling) decision(d trust.Decision) trust.Decision {
	d.Name, d.Detail = t.Text(d.Name), t.Text(d.Detail)
	d.Checks = slices.Clone(d.Checks)
	for i := range d.Checks {
		d.Checks[i].Detail = t.Text(d.Checks[i].Detail)
	}
	return d
}
