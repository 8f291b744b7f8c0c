package fidelity

import (
	"maps"
	"slices"
	"strings"
)

// choice is a value that rows can be filtered by, and how many have it.
type choice struct {
	Value string
	Count int
}

// field is what rows are filtered by.
type field struct {
	Name, Label string
	Choices     []choice
}

func fields(points []point) []field {
	classes := func(p point) []string {
		if p.Setting != "" {
			return append([]string{hasSetting}, p.Rests...)
		}
		return p.Rests
	}
	return []field{
		{"rests", "How near", counted(points, classes)},
		{"area", "Area", counted(points, func(p point) []string { return []string{p.Area} })},
		{"source", "Source", counted(points, func(p point) []string { return p.Sources })},
		{"setting", "Setting", counted(points, func(p point) []string { return []string{p.Setting} })},
	}
}

// hasSetting is the class of rows that a setting changes.
const hasSetting = "a setting changes it"

// Classes are what a row is filtered by as its basis, as the page has them.
func (p point) Classes() string {
	list := p.Rests
	if p.Setting != "" {
		list = append([]string{hasSetting}, list...)
	}
	return "|" + strings.Join(list, "|") + "|"
}

// counted are the values that points have, by name.
func counted(points []point, of func(point) []string) (list []choice) {
	counts := map[string]int{}
	for _, p := range points {
		for _, v := range of(p) {
			if v != "" {
				counts[v]++
			}
		}
	}
	for _, v := range slices.Sorted(maps.Keys(counts)) {
		list = append(list, choice{v, counts[v]})
	}
	return list
}
