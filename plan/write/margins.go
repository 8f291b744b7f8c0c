package write

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/plan"
)

// least is where groups have the least margin.
type least struct {
	Groups []string
	Phones string // how many of them, "" for all
	When   string // in which steps
	Anchor string // how many anchors, and which
	Fails  string // the failure that takes the last one, "" for none
	Few    bool   // one failure from a visit
}

// leasts are where each group has the least margin, those that are alike together.
func leasts(r *plan.Report) (list []least) {
	for i, g := range r.Groups {
		for _, one := range leastOf(r, i) {
			at := slices.IndexFunc(list, func(l least) bool { return l.like(one) })
			if at < 0 {
				one.Groups = []string{g.Name}
				list = append(list, one)
				continue
			}
			list[at].Groups = append(list[at].Groups, g.Name)
		}
	}
	return list
}

func (l least) like(other least) bool {
	return l.Phones == "" && other.Phones == "" && l.When == other.When && l.Anchor == other.Anchor && l.Fails == other.Fails
}

// leastOf are where a group has its least margin.
func leastOf(r *plan.Report, group int) (list []least) {
	all := r.Points()
	lowest, found := 0, false
	for _, m := range all {
		if n, ok := m.Cells[group].Margin(); ok && (!found || n < lowest) {
			lowest, found = n, true
		}
	}
	var steps []string
	at := map[string][]int{} // places by what is said
	say := map[string]least{}
	for k, m := range all {
		for _, margin := range m.Cells[group].Margins {
			if !found || !margin.Limited || margin.Least != lowest {
				continue
			}
			one := leastSaid(margin, r.Groups[group].Phones)
			key := fmt.Sprint(one)
			if say[key] = one; at[key] == nil {
				steps = append(steps, key)
			}
			at[key] = append(at[key], k)
		}
	}
	for _, key := range steps {
		one := say[key]
		one.When = stretches(at[key], all)
		list = append(list, one)
	}
	return list
}

// leastSaid says what phones of a group hold.
func leastSaid(m plan.Margin, phones int) least {
	one := least{Anchor: m.Text, Few: m.Least <= oneFailure}
	if m.Phones < phones {
		one.Phones = fmt.Sprintf("%d of %d", m.Phones, phones)
	}
	if m.Fails != nil {
		one.Fails = m.Fails.Words
	}
	return one
}

// stretches says rows of the matrix as briefly as one can: "steps 4 to 7, 9".
func stretches(places []int, all []plan.Point) string {
	var parts []string
	for i := 0; i < len(places); {
		j := i
		for j+1 < len(places) && places[j+1] == places[j]+1 {
			j++
		}
		part := pointName(all[places[i]])
		last := pointName(all[places[j]])
		if _, named := pointNames[all[places[i]].Name]; named {
			last = "step " + last
		}
		if j > i {
			part += " to " + last
		}
		parts = append(parts, part)
		i = j + 1
	}
	text := strings.Join(parts, ", ")
	switch _, named := pointNames[all[places[0]].Name]; {
	case named:
		return text
	case len(places) == 1:
		return "step " + text
	}
	return "steps " + text
}

// pointNames are the names of rows that are no steps.
var pointNames = map[string]string{"0": "the start", "": "the end"}

func pointName(p plan.Point) string {
	if name, ok := pointNames[p.Name]; ok {
		return name
	}
	return p.Name
}

// String is a line: "desk, floor, steps 5 to 7: 1 (ITLRecovery); none if ITLRecovery is regenerated".
func (l least) String() string {
	text := strings.Join(l.Groups, ", ")
	if l.Phones != "" {
		text = l.Phones + " " + text
	}
	text += ", " + l.When + ": " + l.Anchor
	if l.Fails != "" {
		text += "; none if " + l.Fails
	}
	return text
}
