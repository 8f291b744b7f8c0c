package plan

import (
	"cmp"
	"slices"
	"strings"
)

// mergedTimes joins what befalls the same groups or nodes in the same way at several times: "cucm-pub is up in steps 5, 14 to 15 and 32".
func mergedTimes(all []Condition) (list []Condition) {
	for _, c := range all {
		head, _ := c.times()
		at := slices.IndexFunc(list, func(o Condition) bool {
			other, _ := o.times()
			return head != "" && other == head && o.Kind == c.Kind
		})
		if at < 0 {
			list = append(list, c)
			continue
		}
		list[at].with(c)
	}
	return list
}

// inSteps stands between what must be so and when.
const inSteps = " in step"

// times cuts a condition into what must be so and the numbers of its steps; both are "" of one that is not about some steps.
func (c *Condition) times() (head, steps string) {
	at := strings.LastIndex(c.Text, inSteps)
	if at < 0 {
		return "", ""
	}
	return c.Text[:at], strings.TrimPrefix(strings.TrimPrefix(c.Text[at+len(inSteps):], "s"), " ")
}

// with adds what must be so at other steps, later ones.
func (c *Condition) with(more Condition) {
	head, first := c.times()
	_, second := more.times()
	c.Text = head + inSteps + "s " + strings.ReplaceAll(first, " and ", ", ") + " and " + second
	c.To = more.To
	if len(c.Groups) == 0 && len(more.Groups) > 0 {
		c.Else = more.Else
	}
	c.Groups = union(c.Groups, more.Groups)
	if len(c.Groups) > 0 {
		c.Else = lockedText(c.Groups)
	}
}

// lockedText says that phones of groups are locked.
func lockedText(groups []string) string {
	return "phones of " + strings.Join(groups, ", ") + " are locked"
}

// ranked puts the conditions first of which most phones hang, then those of time, then those without which a step is refused, which
// whoever does it notices.
func (r *Report) ranked(list []Condition) {
	phones := func(c Condition) (n int) {
		for _, g := range c.Groups {
			n += r.Groups[r.group(g)].Phones
		}
		if c.Kind == expiryKind {
			n++
		}
		return n
	}
	slices.SortStableFunc(list, func(a, b Condition) int { return cmp.Compare(phones(b), phones(a)) })
}
