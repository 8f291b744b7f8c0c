package main

import "tvslab/firmware"

// firmwareFamilies is a row for each beginning of the names of loads.
func firmwareFamilies() table {
	t := table{{"names begin with", "for models", "a usual one", "basis", "source"}}
	for _, f := range firmware.Families() {
		t = append(t, []string{"`" + f.Prefix + "`", f.Models, orDash(f.Usual), string(f.Basis), f.Source})
	}
	return t
}
