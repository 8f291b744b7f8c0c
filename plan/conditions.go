package plan

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tvslab/explore"
	"tvslab/explore/deviation"
	"tvslab/parallel"
	"tvslab/scenarios"
)

// Condition is something that the plan relies on. Its opposite was tried, and broke the plan.
type Condition struct {
	Kind   string   `json:"kind"`  // of the deviation, or "expiry"
	Text   string   `json:"text"`  // for example "the phones of desk stay on in steps 5 to 7"
	From   int      `json:"from"`  // the first step that it is about
	To     int      `json:"to"`    // the last one, 0 for no last one
	Else   string   `json:"else"`  // what happens where it does not hold
	Groups []string `json:"locks"` // of which phones are locked then, empty where a step is refused
}

// conditions tries each deviation from the plan by itself, and keeps those that break it, as conditions.
func (w *walker) conditions(ctx context.Context, s *scenarios.Scenario) error {
	w.report.Conditions = []Condition{}
	if !w.options.Conditions || !w.report.Verdict.Safe {
		return nil
	}
	p, err := explore.NewPlan(ctx, s, explore.Config{Keys: w.options.Keys, Seed: w.options.Seed})
	if err != nil {
		return err
	}
	p.Tried = w.options.Tried
	broken, err := breaking(ctx, p, s)
	if err != nil {
		return err
	}
	w.report.Conditions = append(conditionsOf(broken, s.File+": "), w.expiry(ctx, s)...)
	w.report.ranked(w.report.Conditions)
	if n := len(w.report.Conditions); n > 0 {
		w.report.Verdict.Word = SafeIf
		w.report.Verdict.say("SAFE IF WHAT IT RELIES ON HOLDS: "+number(n, "CONDITION"), w.report.Before)
	}
	return nil
}

// befalls is a kind of deviation and whom it befalls.
type befalls struct {
	kind *deviation.Kind
	deviation.Target
}

// breaking tries deviations in two rounds: what is off or down from some step on for good; where that breaks the plan, stretches of
// steps, to find the shortest that do.
func breaking(ctx context.Context, p *explore.Plan, s *scenarios.Scenario) ([]explore.Single, error) {
	first, err := explore.SinglesOf(ctx, p, rough(s))
	if err != nil {
		return nil, err
	}
	var broken []explore.Single
	var suspects []befalls
	for _, one := range first {
		if one.Held() {
			continue
		}
		broken = append(broken, one)
		if b := (befalls{one.Kind, one.Target}); b.kind.Form == deviation.Stretch && !b.kind.Early && !slices.Contains(suspects, b) {
			suspects = append(suspects, b)
		}
	}
	more, err := shortestOf(ctx, p, suspects)
	return append(broken, more...), err
}

// shortestOf finds the shortest stretches of steps in which what breaks the plan from some step on for good breaks it too.
func shortestOf(ctx context.Context, p *explore.Plan, suspects []befalls) (all []explore.Single, err error) {
	found, failed := make([][]explore.Single, len(suspects)), make([]error, len(suspects))
	err = parallel.Each(ctx, len(suspects), 0, func(i int) {
		found[i], failed[i] = explore.Shortest(ctx, p, suspects[i].kind, suspects[i].Target, func(one explore.Single) bool { return !one.Held() })
	})
	return slices.Concat(found...), errors.Join(append(failed, err)...)
}

// rough chooses the deviations of the first round: steps are put off by one step only, stretches do not end.
func rough(s *scenarios.Scenario) func(deviation.Deviation) bool {
	next := map[int]int{}
	for i := 1; i < len(s.Steps); i++ {
		next[s.Steps[i-1].Number] = s.Steps[i].Number
	}
	return func(d deviation.Deviation) bool {
		switch d.Kind.Form {
		case deviation.Displacement:
			return d.To == next[d.From]
		case deviation.Stretch:
			return d.To == 0
		}
		return true
	}
}

// conditionsOf merges what breaks the plan: of one kind and target over stretches of steps, then over groups. Refusals name the file, which is
// left out.
func conditionsOf(broken []explore.Single, file string) (list []Condition) {
	byKind := map[befalls][]explore.Single{}
	var order []befalls
	for _, one := range broken {
		b := befalls{one.Kind, one.Target}
		if byKind[b] == nil {
			order = append(order, b)
		}
		byKind[b] = append(byKind[b], one)
	}
	var all []merged
	for _, b := range order {
		all = append(all, mergedSteps(byKind[b])...)
	}
	for _, m := range mergedGroups(all) {
		c := m.condition()
		c.Else = refusal(strings.TrimPrefix(c.Else, file))
		list = append(list, c)
	}
	return mergedTimes(list)
}

// condition says it in words.
func (m merged) condition() Condition {
	c := Condition{Kind: m.Kind.Name, Text: m.Condition(), From: m.From, To: m.To, Groups: m.locked}
	if strings.Contains(m.Node, ", ") {
		c.Text = strings.Replace(c.Text, m.Node+" is ", m.Node+" are ", 1)
	}
	switch {
	case len(m.skipped) > 0:
		c.Text = stepsDone(m.skipped)
		c.From, c.To = m.skipped[0], m.skipped[len(m.skipped)-1]
	case m.Kind.Form == deviation.Moment || m.Kind.Form == deviation.Delay:
		c.To = m.From
	}
	c.Else = m.refused
	if len(m.locked) > 0 {
		c.Else = lockedText(m.locked)
	}
	if c.Groups == nil {
		c.Groups = []string{}
	}
	return c
}

// refusal says of "step 1, backup: backup: no device" that step 1 is refused: no device. Other texts stay as they are.
func refusal(text string) string {
	head, why, found := strings.Cut(text, ": ")
	step, verb, named := strings.Cut(head, ", ")
	if !found || !named || !strings.HasPrefix(step, "step ") {
		return text
	}
	return step + " is refused: " + strings.TrimPrefix(why, verb+": ")
}

// stepsDone says that steps must be done: "steps 5 and 7 are done".
func stepsDone(steps []int) string {
	if len(steps) == 1 {
		return fmt.Sprintf("step %d is done", steps[0])
	}
	words := make([]string, len(steps))
	for i, n := range steps {
		words[i] = fmt.Sprint(n)
	}
	last := len(words) - 1
	return "steps " + strings.Join(words[:last], ", ") + " and " + words[last] + " are done"
}

// number is a number with its noun, in the case that the noun has.
func number(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case noun == strings.ToUpper(noun):
		return fmt.Sprintf("%d %sS", n, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// union is all of both, in order of appearance.
func union(a, b []string) []string {
	for _, one := range b {
		if !slices.Contains(a, one) {
			a = append(slices.Clip(a), one)
		}
	}
	return a
}
