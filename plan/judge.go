package plan

import (
	"context"
	"fmt"
	"slices"

	"tvslab/devices"
	"tvslab/phone/reason"
	"tvslab/scenarios"
	"tvslab/sim/lab"
)

// findings are gathered while a plan is played.
type findings struct {
	list   []Finding
	locked devices.Set // phones that were locked at some step
	before devices.Set // phones that stood badly before the first step
	up     []string    // systems that were up at the start
	ended  bool        // at a step that could not be done, or at a gate
}

// judge notes what a step found: that it could not be done, that phones are locked since then, that expectations fail.
func (w *walker) judge(ctx context.Context, s *Step, gate bool) error {
	if s.Refused != "" && !s.Expected {
		w.found.list = append(w.found.list, Finding{Word: NotDone, Step: s.Number, Line: s.Line, What: s.Refused})
		w.found.ended = true
	}
	if err := w.judgeLocked(ctx, s.Number, s.Line); err != nil {
		return err
	}
	for _, f := range s.Failures {
		w.found.list = append(w.found.list, Finding{Word: Fails, Step: f.Step, Line: f.Line, Phones: f.Count, Groups: []string{f.Target},
			What: fmt.Sprintf("%s: expected %s, found %s", f.Field, f.Want, f.Got), Example: f.Phone, Why: f.Why})
	}
	if gate && len(s.Failures) > 0 {
		w.found.ended = true
	}
	return nil
}

// cause is what phones have in common of which one finding tells.
type cause struct {
	list string
	code reason.Code
}

// judgeLocked notes the phones that were not locked at any step before; those with one reason together.
func (w *walker) judgeLocked(ctx context.Context, step, line int) error {
	known := map[cause]int{}
	var found []Finding
	var phones []devices.Set
	for _, s := range w.stands {
		fresh := s.Phones.Without(w.found.locked)
		if s.Verdict.Trust != lab.TrustLocked || len(fresh) == 0 {
			continue
		}
		w.found.locked = w.found.locked.Or(fresh)
		key := cause{s.Verdict.List, s.Verdict.Decision.Code}
		at, seen := known[key]
		if !seen {
			at = len(found)
			known[key] = at
			found = append(found, Finding{Word: Locks, Step: step, Line: line, Example: s.Phone.Name(),
				What: fmt.Sprintf("%s: %s", s.Verdict.List, s.Verdict.Decision.Code.Text()), Why: w.runner.Why(ctx, s)})
			phones = append(phones, nil)
		}
		found[at].with(s.Phone.Group(), fresh.Len())
		phones[at] = phones[at].Or(fresh)
	}
	return w.note(ctx, found, phones)
}

// note adds findings about phones, with what gives them back.
func (w *walker) note(ctx context.Context, found []Finding, phones []devices.Set) error {
	for i := range found {
		if err := w.cure(ctx, &found[i], phones[i], ""); err != nil {
			return err
		}
	}
	w.found.list = append(w.found.list, found...)
	return nil
}

// with adds phones of a group.
func (f *Finding) with(group string, phones int) {
	f.Phones += phones
	if !slices.Contains(f.Groups, group) {
		f.Groups = append(f.Groups, group)
	}
}

// judgeStart notes what is not well before the first step: the plan is not to blame for it.
func (w *walker) judgeStart(ctx context.Context) error {
	err := w.judgePhones(ctx)
	w.report.Before, w.found.list = append(w.report.Before, w.found.list...), nil
	for _, s := range w.stands {
		if _, bad := trouble(s); bad || s.Verdict.Trust == lab.TrustLocked {
			w.found.before = w.found.before.Or(s.Phones)
		}
	}
	return err
}

// judgeEnd notes what is not well when all is done.
func (w *walker) judgeEnd(ctx context.Context) error {
	if err := w.judgePhones(ctx); err != nil {
		return err
	}
	return w.judgeSystems(ctx)
}

// trouble is what phones have now that are not locked, false for nothing.
func trouble(s lab.Stand) (Word, bool) {
	switch {
	case s.Verdict.Trust == lab.TrustLocked:
		return "", false
	case s.Verdict.Trust == lab.TrustRefusing:
		return Refuses, true
	}
	return Unregistered, s.Phone.On() && s.Verdict.Registered == ""
}

// judgePhones notes the phones that stand badly now, and did not before the first step.
func (w *walker) judgePhones(ctx context.Context) error {
	if err := w.judgeLocked(ctx, 0, 0); err != nil {
		return err
	}
	for _, word := range []Word{Refuses, Unregistered} {
		var f Finding
		var phones devices.Set
		for _, s := range w.stands {
			fresh := s.Phones.Without(w.found.before)
			if had, bad := trouble(s); bad && had == word && len(fresh) > 0 {
				w.atEnd(ctx, &f, word, s, fresh.Len())
				phones = phones.Or(fresh)
			}
		}
		if f.Phones == 0 {
			continue
		}
		if err := w.note(ctx, []Finding{f}, []devices.Set{phones}); err != nil {
			return err
		}
	}
	return nil
}

// judgeSystems notes the systems that are down and were up at the start.
func (w *walker) judgeSystems(ctx context.Context) error {
	for _, s := range w.runner.Systems() {
		if s.Up || !slices.Contains(w.found.up, s.System) {
			continue
		}
		f := Finding{Word: SystemsDown, What: systemDown(s)}
		if err := w.cure(ctx, &f, nil, s.System); err != nil {
			return err
		}
		w.found.list = append(w.found.list, f)
	}
	return ctx.Err()
}

// atEnd adds phones to a finding of the end; the first of them tell why.
func (w *walker) atEnd(ctx context.Context, f *Finding, word Word, s lab.Stand, phones int) {
	if f.Phones == 0 {
		*f = Finding{Word: word, Example: s.Phone.Name(), Why: w.runner.Why(ctx, s), What: s.Verdict.Decision.Code.Text()}
		if code, text := s.Verdict.NotRegistered(); word == Unregistered && code != "" {
			f.What = code + ": " + text
		}
	}
	f.with(s.Phone.Group(), phones)
}

func systemDown(s scenarios.SystemResult) string {
	text := fmt.Sprintf("%s (%s): %s", s.System, s.Kind, s.Reason)
	if s.Detail != "" {
		text += " (" + s.Detail + ")"
	}
	return text + "; " + s.Loses
}
