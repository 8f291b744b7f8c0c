package main

import "tvslab/feature"

// featureTable is a row for each feature, with a column for each system.
func featureTable() table {
	head := []string{"feature", "is"}
	for _, s := range feature.Systems() {
		head = append(head, feature.SystemName(s))
	}
	t := table{append(head, "why not elsewhere", "instead")}
	for _, f := range feature.All() {
		row := []string{"`" + f.String() + "`", f.Is()}
		for _, s := range feature.Systems() {
			has := "yes"
			if !f.On(s) {
				has = "no"
			}
			row = append(row, has)
		}
		t = append(t, append(row, f.Why(), f.Instead()))
	}
	return t
}
