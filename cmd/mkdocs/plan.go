package main

import "tvslab/plan/anchor"

// waysToLists is how a next list can come.
func waysToLists() table {
	t := table{{"way", "what happens"}}
	for _, w := range anchor.Ways() {
		t = append(t, []string{w.Name, w.Doc})
	}
	return t
}
