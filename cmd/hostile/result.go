package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tvslab/cmd/hostile/attack"
	"tvslab/cmd/hostile/honest"
	"tvslab/cmd/hostile/target"
)

// result is how an attack went.
type result struct {
	attack attack.Attack
	engine string
	field  *attack.Field

	took    time.Duration // of the attack
	clients map[string]honest.Tally
	again   time.Duration // until all honest clients were served again
	settled time.Duration // until descriptors and goroutines were back
	ended   time.Duration // until the lab had ended

	before, peak, after target.Look
	faults              []string // criteria that do not hold
}

// name is that of the attack, with the engine where there is one.
func (r *result) name() string { return strings.TrimSuffix(r.attack.Name+"/"+r.engine, "/") }

// judgeClients holds what became of honest clients against the criteria.
func (r *result) judgeClients() {
	for _, name := range slices.Sorted(maps.Keys(r.clients)) {
		t := r.clients[name]
		switch {
		case t.Lies > 0:
			r.broken(fmt.Errorf("honest client of %s: %d times %w", name, t.Lies, honest.ErrLie))
		case slices.Contains(r.attack.Excused, name):
		case t.Failed > 0:
			r.broken(fmt.Errorf("honest client of %s: %d of %d failed meanwhile, the last with %w", name, t.Failed, t.Asked, t.Last))
		case r.attack.Wait > 0 && t.Slowest > r.attack.Wait:
			r.broken(fmt.Errorf("honest client of %s waited %v, longer than %v", name, round(t.Slowest), r.attack.Wait))
		}
	}
}

// String is a line of figures, and a line for each criterion that does not hold.
func (r *result) String() string {
	verdict := "held"
	if len(r.faults) > 0 {
		verdict = "FAILED"
	}
	parts := []string{fmt.Sprintf("%-6s  %-26s %5.1fs", verdict, r.name(), r.took.Seconds()), r.field.Figures()}
	if r.field.Lab != nil {
		parts = append(parts, r.honest(), fmt.Sprintf("again %v, settled %v, ended %v", round(r.again), round(r.settled), round(r.ended)),
			fmt.Sprintf("rss %d, %d, %d MB", r.before.RSS>>20, r.peak.RSS>>20, r.after.RSS>>20),
			fmt.Sprintf("fds %d, %d, %d", r.before.Descriptors, r.peak.Descriptors, r.after.Descriptors),
			fmt.Sprintf("goroutines %d, %d", r.before.Goroutines, r.after.Goroutines))
	}
	text := strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "; ") + "\n"
	for _, fault := range r.faults {
		text += "        " + strings.ReplaceAll(fault, "\n", "\n        ") + "\n"
	}
	return text
}

// honest sums up what became of the honest clients.
func (r *result) honest() string {
	var sum honest.Tally
	for _, t := range r.clients {
		sum = honest.Tally{Asked: sum.Asked + t.Asked, Failed: sum.Failed + t.Failed, Slowest: max(sum.Slowest, t.Slowest)}
	}
	slowest := slices.MaxFunc(slices.Collect(maps.Keys(r.clients)), func(a, b string) int {
		return cmp.Compare(r.clients[a].Slowest, r.clients[b].Slowest)
	})
	return fmt.Sprintf("honest %d asked, %d failed, slowest %v (%s)", sum.Asked, sum.Failed, round(sum.Slowest), slowest)
}

// round leaves three digits or so.
func round(d time.Duration) time.Duration {
	if d > time.Second {
		return d.Round(10 * time.Millisecond)
	}
	return d.Round(100 * time.Microsecond)
}
