package main

import "tvslab/sim/cucm"

// releaseMatrix is a rule per row and a release per column.
func releaseMatrix() table {
	releases, lines := cucm.Matrix()
	head := append([]string{"row", "rule"}, releases...)
	t := table{append(head, "basis", "source", "setting")}
	for _, l := range lines {
		row := append([]string{l.Row, l.Says}, l.Cells...)
		name := l.Setting
		if name != "" {
			name = "`" + name + "`"
		}
		t = append(t, append(row, string(l.Basis), l.Source, name))
	}
	return t
}
