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
	all := moments(r)
	lowest, found := 0, false
	for _, m := range all {
		if n, ok := m.Cells[group].Margin(); ok && (!found || n < lowest) {
			lowest, found = n, true
		}
	}
	var steps []string
	at := map[string][]string{} // steps by what is said
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
			at[key] = append(at[key], stepName(r, k))
		}
	}
	for _, key := range steps {
		one := say[key]
		one.When = stretches(at[key], r)
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

// theEnd names the moment after the last step.
const theEnd = "the end"

func stepName(r *plan.Report, k int) string {
	if k < len(r.Steps) {
		return fmt.Sprint(r.Steps[k].Number)
	}
	return theEnd
}

// stretches says steps as briefly as one can: "steps 4 to 7 and 9".
func stretches(names []string, r *plan.Report) string {
	var parts []string
	for i := 0; i < len(names); {
		j := i
		for j+1 < len(names) && follows(r, names[j], names[j+1]) {
			j++
		}
		if part := names[i]; i == j {
			parts = append(parts, part)
		} else {
			parts = append(parts, part+" to "+names[j])
		}
		i = j + 1
	}
	word := "steps "
	if len(parts) == 1 && !strings.Contains(parts[0], " to ") {
		word = "step "
	}
	text := word + strings.Join(parts, ", ")
	return strings.Replace(text, "step "+theEnd, theEnd, 1)
}

// follows reports whether one step of this cell comes right after another.
func follows(r *plan.Report, a, b string) bool {
	for k := range moments(r) {
		if stepName(r, k) == a {
			return stepName(r, k+1) == b
		}
	}
	return false
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
