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
	list       []Finding
	locked     devices.Set // phones that were locked at some step, or before the first and ever since
	before     []before    // phones that stood badly before the first step
	start      devices.Set // phones that were locked then
	registered devices.Set // phones that were registered then
	up         []string    // systems that were up then
	ended      bool        // at a step that could not be done, or at a gate
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
	w.follow(step)
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
		if !s.Phone.On() {
			found[at].Off += fresh.Len()
		}
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

// judgeEnd notes what is not well when all is done.
func (w *walker) judgeEnd(ctx context.Context) error {
	if err := w.judgeLocked(ctx, 0, 0); err != nil {
		return err
	}
	var found [len(endings)]Finding
	var phones [len(endings)]devices.Set
	for _, s := range w.stands {
		for i, word := range endings {
			if of := w.found.atEnd(s, word); len(of) > 0 {
				w.atEnd(ctx, &found[i], word, s, of.Len())
				phones[i] = phones[i].Or(of)
				break
			}
		}
	}
	for i := range found {
		if found[i].Phones == 0 {
			continue
		}
		if err := w.note(ctx, found[i:i+1], phones[i:i+1]); err != nil {
			return err
		}
	}
	return w.judgeSystems(ctx)
}

// endings are the findings about phones at the end.
var endings = [...]Word{Refuses, Unregistered}

// atEnd are those of phones that stand alike of which an ending tells: what was so before the first step is not the plan's, but that phones
// are not registered any more is, whatever they refused before.
func (f *findings) atEnd(s lab.Stand, word Word) devices.Set {
	refused := f.stuck(isLocked, isRefusing)
	switch trust := s.Verdict.Trust; {
	case word == Refuses && trust == lab.TrustRefusing:
		return s.Phones.Without(refused)
	case word == Refuses || !s.Phone.On() || s.Verdict.Registered != "":
		return nil
	case trust.WorseThan(lab.TrustBehind):
		return s.Phones.And(refused).And(f.registered)
	}
	return s.Phones.Without(f.stuck(isSilent))
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
