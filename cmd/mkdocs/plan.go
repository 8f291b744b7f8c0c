package main

import (
	"tvslab/plan/anchor"
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
