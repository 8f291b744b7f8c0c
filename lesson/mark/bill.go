package mark

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tvslab/devices"
	"tvslab/lesson"
	"tvslab/scenarios"
	"tvslab/sim/lab"
)

// Bill is what a learner's work has cost so far.
type Bill struct {
	Visits  int      `json:"visits" doc:"phones that are locked, or of which lists were deleted by hand"`
	Phones  []string `json:"phones" doc:"the first of them, by device name"`
	Locked  int      `json:"locked" doc:"phones that are locked now"`
	Minutes int      `json:"phone_minutes" doc:"minutes of the lab's clock without a call manager, of all phones together"`
	Longest int      `json:"longest_minutes" doc:"of one phone"`
	Steps   int      `json:"steps" doc:"steps and commands that changed something"`
	Extra   int      `json:"extra_steps" doc:"more than needed"`
}

// mostNamed is how many phones of a bill are named.
const mostNamed = 20

// Bill says what it has cost by the time at which the book was looked at last.
func (b *Book) Bill() Bill {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.bill()
}

func (b *Book) bill() Bill {
	p := &b.pages
	all := slices.Concat(p.Visited, p.Locked)
	slices.Sort(all)
	all = slices.Compact(all)
	return Bill{
		Visits: len(all), Phones: append([]string{}, all[:min(len(all), mostNamed)]...), Locked: len(p.Locked), Minutes: int(p.Lost / 60), Longest: int(p.Longest / 60),
		Steps: p.Steps, Extra: max(0, p.Steps-b.exercise.Enough()),
	}
}

// over says what of the bill is more than is allowed.
func (x Bill) over(most *lesson.Bill) (lines []string) {
	for _, row := range []struct {
		most *int
		is   int
		says string
	}{
		{most.Visits, x.Visits, "phones need a visit or had one"},
		{most.Minutes, x.Minutes, "phone-minutes without a call manager"},
		{most.Extra, x.Extra, "steps more than needed"},
	} {
		if row.most != nil && row.is > *row.most {
			lines = append(lines, fmt.Sprintf("%d %s, at most %d", row.is, row.says, *row.most))
		}
	}
	if most.Visits != nil && x.Visits > *most.Visits {
		lines = append(lines, "they are "+fmt.Sprint(x.Phones))
	}
	if most.Longest != nil && time.Duration(x.Longest)*time.Minute > most.Longest.Value {
		lines = append(lines, fmt.Sprintf("a phone was without a call manager for %d minutes, at most %s", x.Longest, most.Longest))
	}
	return lines
}

// visit notes that somebody was at a phone.
func (b *Book) visit(name string) {
	if !slices.Contains(b.pages.Visited, name) {
		b.pages.Visited = append(b.pages.Visited, name)
	}
}

// count brings the bill to the lab's clock: phones were without a call manager since the last look as they were then.
func (b *Book) count(ctx context.Context, r *scenarios.Runner) {
	now, p := r.Lab.Now(), &b.pages
	if since := now.Sub(p.Clock); !p.Clock.IsZero() && since > 0 {
		for _, o := range p.Out {
			p.Lost += float64(len(o.Phones)) * since.Seconds()
			p.Longest = max(p.Longest, now.Sub(o.Since).Seconds())
		}
	}
	p.Clock, p.Locked = now, nil
	var out []devices.Set
	for _, s := range r.Lab.Stands(ctx, r.Lab.Phones()) {
		if s.Verdict.Trust == lab.TrustLocked {
			p.Locked = append(p.Locked, s.Phones.Names(s.Phones.Len())...)
		}
		if s.Phone.On() && s.Verdict.Registered == "" {
			out = append(out, s.Phones)
		}
	}
	p.without(devices.Union(out...), now)
}

// without notes which phones are without a call manager now: those that were before go on, others begin.
func (p *Pages) without(out devices.Set, now time.Time) {
	var list []outage
	for _, o := range p.Out {
		set, err := devices.Named(o.Phones...)
		if still := set.And(out); err == nil && len(still) > 0 {
			list = append(list, outage{still.Names(still.Len()), o.Since})
			out = out.Without(still)
		}
	}
	if len(out) > 0 {
		list = append(list, outage{out.Names(out.Len()), now})
	}
	p.Out = list
}
