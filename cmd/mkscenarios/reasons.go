package main

import (
	"maps"
	"slices"

	"tvslab/event"
	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/sim/system"
)

// reasons are the codes of what failed on the way: refused files and servers with the places that were searched, registrations and
// enrolments that came to nothing, systems that were down.
type reasons map[string]bool

func (r reasons) take(e event.Event) {
	switch w := e.What.(type) {
	case phone.Decided:
		if !w.Accepted {
			r.add(w.Code)
			for _, c := range w.Checks {
				r.add(c.Code)
			}
		}
	case phone.Registration:
		r.add(w.Code)
	case phone.Enrolled:
		r.add(w.Code)
	case system.Changed:
		if !w.Up {
			r[string(w.Reason)] = true
		}
	}
}

func (r reasons) add(code reason.Code) {
	if !slices.Contains(noFailures, code) {
		r[string(code)] = true
	}
}

// noFailures are codes of what goes well, or is so for every phone: a cluster that is not secure has no CTL, and a phone with a list does not take
// any other on its word.
var noFailures = []reason.Code{reason.Registered, reason.LSCInstalled, reason.LSCDeleted, reason.LSCRead, reason.NoOperation, reason.NotFound, reason.ListStored,
	reason.Found}

func (r reasons) sorted() []string { return append([]string{}, slices.Sorted(maps.Keys(r))...) }
