package main

import (
	"fmt"
	"time"

	"tvslab/plan/anchor"
	"tvslab/plan/pace"
	"tvslab/plan/warn"
)

// waysToLists is how a next list can come.
func waysToLists() table {
	t := table{{"way", "what happens"}}
	for _, w := range anchor.Ways() {
		t = append(t, []string{w.Name, w.Doc})
	}
	return t
}

// planWarnings is a row for each kind of warning.
func planWarnings() table {
	t := table{{"code", "severity", "what is so", "what to do"}}
	for _, r := range warn.Rows() {
		t = append(t, []string{"`" + r.Code + "`", string(r.Severity), r.Says, r.Do})
	}
	return t
}

// planAssumptions are the numbers that plans go by where nobody says others.
func planAssumptions() table {
	return table{{"number", "value", "basis"},
		{"phones that a cluster brings back after a reset", fmt.Sprintf("%v a second", pace.DefaultRate), "assumption: no document gives a number"},
		{"how long certificates should last after the plan", fmt.Sprintf("%d days", warn.DefaultHorizon/(24*time.Hour)), "assumption"},
	}
}
