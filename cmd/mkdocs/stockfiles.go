package main

import "tvslab/sim/stockfile"

// stockFiles is a row for each file beside lists and configurations that is asked for.
func stockFiles() table {
	t := table{{"file", "who asks", "here", "from", "basis", "source"}}
	for _, r := range stockfile.Rows() {
		t = append(t, []string{r.Name, r.Who, r.Here, orDash(r.From), string(r.Basis), r.Source})
	}
	return t
}
