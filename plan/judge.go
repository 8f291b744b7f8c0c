package plan

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/phone/reason"
	"tvslab/scenarios"
	"tvslab/sim/lab"
)

// findings are gathered while a plan is played.
type findings struct {
	list   []Finding
	locked devices.Set // phones that were locked at some step
	up     []string    // systems that were up at the start
	ended  bool        // at a step that could not be done, or at a gate
}

// judge notes what a step found: that it could not be done, that phones are locked since then, that expectations fail.
func (w *walker) judge(ctx context.Context, s *Step, gate bool) {
	if s.Refused != "" && !s.Expected {
		w.found.list = append(w.found.list, Finding{Word: NotDone, Step: s.Number, Line: s.Line, What: s.Refused})
		w.found.ended = true
	}
	w.judgeLocked(ctx, s.Number, s.Line)
	for _, f := range s.Failures {
		w.found.list = append(w.found.list, Finding{Word: Fails, Step: f.Step, Line: f.Line, Phones: f.Count, Groups: []string{f.Target},
			What: fmt.Sprintf("%s: expected %s, found %s", f.Field, f.Want, f.Got), Example: f.Phone, Why: f.Why})
	}
	if gate && len(s.Failures) > 0 {
		w.found.ended = true
	}
}

// cause is what phones have in common of which one finding tells.
type cause struct {
	list  string
	code  reason.Code
	helps string
}

// judgeLocked notes the phones that were not locked at any step before; those with one reason and the same remedies together.
func (w *walker) judgeLocked(ctx context.Context, step, line int) {
	known := map[cause]int{}
	for _, s := range w.stands {
		fresh := s.Phones.Without(w.found.locked)
		if s.Verdict.Trust != lab.TrustLocked || len(fresh) == 0 {
			continue
		}
		w.found.locked = w.found.locked.Or(fresh)
		helps := w.runner.Lab.Helps(ctx, s.Phone)
		key := cause{s.Verdict.List, s.Verdict.Decision.Code, strings.Join(helps, " ")}
		at, seen := known[key]
		if !seen {
			at = len(w.found.list)
			known[key] = at
			w.found.list = append(w.found.list, Finding{Word: Locks, Step: step, Line: line, Example: s.Phone.Name(), Helps: helps,
				What: fmt.Sprintf("%s: %s", s.Verdict.List, s.Verdict.Decision.Code.Text()), Why: w.runner.Why(ctx, s)})
		}
		w.found.list[at].with(s.Phone.Group(), fresh.Len())
	}
}

// with adds phones of a group.
func (f *Finding) with(group string, phones int) {
	f.Phones += phones
	if !slices.Contains(f.Groups, group) {
		f.Groups = append(f.Groups, group)
	}
}

// judgeEnd notes what is not well when all is done.
func (w *walker) judgeEnd(ctx context.Context) error {
	w.judgeLocked(ctx, 0, 0)
	var refusing, silent Finding
	for _, s := range w.stands {
		switch on := s.Phone.On(); {
		case s.Verdict.Trust == lab.TrustRefusing:
			w.atEnd(ctx, &refusing, Refuses, s)
		case on && s.Verdict.Registered == "" && s.Verdict.Trust != lab.TrustLocked:
			w.atEnd(ctx, &silent, Unregistered, s)
		}
	}
	for _, f := range []Finding{refusing, silent} {
		if f.Phones > 0 {
			w.found.list = append(w.found.list, f)
		}
	}
	for _, s := range w.runner.Systems() {
		if !s.Up && slices.Contains(w.found.up, s.System) {
			w.found.list = append(w.found.list, Finding{Word: SystemsDown, What: systemDown(s)})
		}
	}
	return ctx.Err()
}

// atEnd adds phones to a finding of the end; the first of them tell why.
func (w *walker) atEnd(ctx context.Context, f *Finding, word Word, s lab.Stand) {
	if f.Phones == 0 {
		*f = Finding{Word: word, Example: s.Phone.Name(), Why: w.runner.Why(ctx, s)}
		f.What = s.Verdict.Decision.Code.Text()
		if code, text := s.Verdict.NotRegistered(); word == Unregistered && code != "" {
			f.What = code + ": " + text
		}
	}
	f.with(s.Phone.Group(), s.Phones.Len())
}

func systemDown(s scenarios.SystemResult) string {
	text := fmt.Sprintf("%s (%s): %s", s.System, s.Kind, s.Reason)
	if s.Detail != "" {
		text += " (" + s.Detail + ")"
	}
	return text + "; " + s.Loses
}
