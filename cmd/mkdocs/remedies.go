package main

import "tvslab/remedy"

// remedyTable is what gives phones back, the cheapest first.
func remedyTable() table {
	t := table{{"remedy", "what it is", "works when", "source"}}
	for _, r := range remedy.Table() {
		t = append(t, []string{"`" + string(r.Code) + "`", r.Says, r.When, r.Source})
	}
	return t
}
