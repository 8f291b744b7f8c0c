package main

import (
	"strings"

	"tvslab/scenarios"
)

// labDocuments is a row for each kind of document of a stored lab.
func labDocuments() table {
	t := table{{"kind", "members"}}
	for _, d := range scenarios.Format() {
		var members []string
		for _, m := range d.Members {
			members = append(members, "`"+m.Name+"` "+m.Holds)
		}
		t = append(t, []string{"`" + d.Kind + "`", orDash(strings.Join(members, ", "))})
	}
	return t
}
