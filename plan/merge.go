package plan

import (
	"cmp"
	"slices"

	"tvslab/explore"
	"tvslab/explore/deviation"
)

// merged is deviations that break the plan, put together: its steps are those of the whole stretch.
type merged struct {
	deviation.Deviation
	skipped []int    // steps, of an omission
	locked  []string // groups
	refused string   // the step that is refused then and why, "" for none
}

func mergedOf(one explore.Single) merged {
	m := merged{Deviation: one.Deviation}
	if one.Refused != nil {
		m.refused = one.Refused.Error()
	}
	for _, l := range one.Locked {
		m.locked = union(m.locked, []string{l.Group})
	}
	if m.Kind.Form == deviation.Omission {
		m.skipped = []int{m.From}
	}
	return m
}

// with adds what breaks too.
func (m *merged) with(other merged) {
	m.skipped = append(m.skipped, other.skipped...)
	m.locked = union(m.locked, other.locked)
	m.refused = cmp.Or(m.refused, other.refused)
}

// mergedSteps puts the deviations of one kind and target together: of stretches the shortest, joined where they overlap or follow each
// other; of one that does not end the latest beginning. What befalls phones at a moment is joined over moments that follow each other.
func mergedSteps(broken []explore.Single) (list []merged) {
	switch broken[0].Kind.Form {
	case deviation.Omission:
		return []merged{joined(broken)}
	case deviation.Stretch:
		if broken[0].Kind.Early {
			return []merged{mergedOf(broken[0])} // it never ends: the rest follows
		}
		broken = shortest(broken)
	}
	for _, one := range broken {
		m := mergedOf(one)
		if last := len(list) - 1; last >= 0 && list[last].follows(m) {
			list[last].To = max(list[last].To, m.To)
			list[last].with(m)
			continue
		}
		list = append(list, m)
	}
	return list
}

func joined(broken []explore.Single) merged {
	all := mergedOf(broken[0])
	for _, one := range broken[1:] {
		all.with(mergedOf(one))
	}
	return all
}

// follows reports whether two stretches that end are one.
func (m *merged) follows(next merged) bool {
	ends := m.Kind.Form == deviation.Stretch || m.Kind.Form == deviation.Delay
	return ends && m.To > 0 && next.To > 0 && next.From <= m.To+1
}

// shortest are the stretches in which there is no shorter one, by their beginning; of those that never end only the last, and only if no
// stretch that ends breaks the plan.
func shortest(broken []explore.Single) (list []explore.Single) {
	for _, one := range broken {
		if one.To >= one.From && !slices.ContainsFunc(broken, func(o explore.Single) bool { return within(o.Deviation, one.Deviation) }) {
			list = append(list, one)
		}
	}
	if len(list) == 0 {
		return []explore.Single{slices.MaxFunc(broken, func(a, b explore.Single) int { return a.From - b.From })}
	}
	slices.SortStableFunc(list, func(a, b explore.Single) int { return a.From - b.From })
	return list
}

// within reports whether a stretch that ends lies in another one, and is not the same.
func within(inner, outer deviation.Deviation) bool {
	return inner.To >= inner.From && inner.From >= outer.From && inner.To <= outer.To && (inner.From != outer.From || inner.To != outer.To)
}

// mergedGroups joins what befalls several groups or nodes alike.
func mergedGroups(all []merged) (list []merged) {
	for _, m := range all {
		at := slices.IndexFunc(list, func(o merged) bool {
			return o.Kind == m.Kind && o.From == m.From && o.To == m.To && o.Store == m.Store && m.Kind.Form != deviation.Omission && m.Kind.Form != deviation.Displacement
		})
		if at < 0 {
			list = append(list, m)
			continue
		}
		list[at].Group = joinNames(list[at].Group, m.Group)
		list[at].Node = joinNames(list[at].Node, m.Node)
		list[at].with(m)
	}
	return list
}

func joinNames(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}
