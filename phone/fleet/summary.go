package fleet

import (
	"cmp"
	"slices"
)

// Line counts the phones of a group that stand alike.
type Line struct {
	Group        string  `json:"group"`
	Verdict      Verdict `json:"verdict"`
	File         string  `json:"file,omitempty"`
	Reason       string  `json:"reason,omitempty"`
	Registration string  `json:"registration,omitempty"`
	Phones       int     `json:"phones"`
}

// Summary counts the phones of the shard by group, verdict, reason and registration.
func (f *Fleet) Summary() []Line {
	counts := map[Line]int{}
	for i := range f.records {
		r := f.read(i)
		verdict, file := r.verdict()
		counts[Line{f.roster.group(f.roster.number(i)).name, verdict, file, string(r.codeAbout(file)), string(r.registerCode.code()), 0}]++
	}
	return sortLines(counts, f.groupOrder())
}

func (f *Fleet) groupOrder() map[string]int {
	order := map[string]int{}
	for i, g := range f.roster.groups {
		order[g.name] = i
	}
	return order
}

func compareLines(a, b Line) int {
	return cmp.Or(cmp.Compare(b.Phones, a.Phones), cmp.Compare(a.Verdict, b.Verdict), cmp.Compare(a.File, b.File),
		cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Registration, b.Registration))
}

// Sum adds up lines of several shards that differ in nothing but the number of phones; groups stay in the order in which they come.
func Sum(lines []Line) []Line {
	counts, order := map[Line]int{}, map[string]int{}
	for _, l := range lines {
		if _, known := order[l.Group]; !known {
			order[l.Group] = len(order)
		}
		n := l.Phones
		l.Phones = 0
		counts[l] += n
	}
	return sortLines(counts, order)
}

// sortLines orders by group, then by number of phones.
func sortLines(counts map[Line]int, order map[string]int) []Line {
	lines := make([]Line, 0, len(counts))
	for l, n := range counts {
		l.Phones = n
		lines = append(lines, l)
	}
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(order[a.Group], order[b.Group]), cmp.Compare(a.Group, b.Group), compareLines(a, b))
	})
	return lines
}
