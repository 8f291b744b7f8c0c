package plan

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/sim/lab"
)

// trouble is how phones can stand badly, whoever is to blame: the verdict of a plan that does it.
type trouble Word

const (
	isLocked   = trouble(Locks)
	isRefusing = trouble(Refuses)
	isSilent   = trouble(Unregistered) // on, and without call manager
)

// already says of one phone with a trouble, and of several, how they stood before the plan.
var already = map[trouble][2]string{
	isLocked:   {"refuses every list already", "refuse every list already"},
	isRefusing: {"refuses what is served already", "refuse what is served already"},
	isSilent:   {"is not registered already", "are not registered already"},
}

// troubleOf is how phones stand badly that stand alike, "" where they stand well.
func troubleOf(s lab.Stand) trouble {
	switch {
	case s.Verdict.Trust == lab.TrustLocked:
		return isLocked
	case s.Verdict.Trust == lab.TrustRefusing:
		return isRefusing
	case s.Phone.On() && s.Verdict.Registered == "":
		return isSilent
	}
	return ""
}

// of is the reason for it.
func (t trouble) of(s lab.Stand) string {
	if code, text := s.Verdict.NotRegistered(); t == isSilent && code != "" {
		return code + ": " + text
	}
	return fmt.Sprintf("%s: %s", s.Verdict.List, s.Verdict.Decision.Code.Text())
}

// before is phones that stood badly before the first step, in one way and for one cause. It is the plan's to free them, not to answer for them.
type before struct {
	Finding
	trouble trouble
	still   devices.Set // those that have stood badly since
	worse   devices.Set // of these, those that the plan has made worse
	course  []string    // what the plan did to them
}

// judgeStart notes the phones that stand badly before the first step.
func (w *walker) judgeStart(ctx context.Context) error {
	known := map[[2]string]int{}
	for _, s := range w.stands {
		if s.Phone.On() && s.Verdict.Registered != "" {
			w.found.registered = w.found.registered.Or(s.Phones)
		}
		t := troubleOf(s)
		if t == "" {
			continue
		}
		key := [2]string{string(t), t.of(s)}
		at, seen := known[key]
		if !seen {
			at = len(w.found.before)
			known[key] = at
			w.found.before = append(w.found.before, before{trouble: t,
				Finding: Finding{Word: Word(t), Example: s.Phone.Name(), What: key[1], Why: w.runner.Why(ctx, s)}})
		}
		b := &w.found.before[at]
		b.with(s.Phone.Group(), s.Phones.Len())
		b.still = b.still.Or(s.Phones)
	}
	w.found.locked = w.found.stuck(isLocked)
	w.found.start = w.found.locked
	for i := range w.found.before {
		if err := w.cure(ctx, &w.found.before[i].Finding, w.found.before[i].still, ""); err != nil {
			return err
		}
	}
	return nil
}

// stuck are the phones that have stood badly since before the first step, with one of these troubles then.
func (f *findings) stuck(of ...trouble) (phones devices.Set) {
	for _, b := range f.before {
		if slices.Contains(of, b.trouble) {
			phones = phones.Or(b.still)
		}
	}
	return phones
}

// follow notes what a step did to the phones that stood badly before the first: those that it freed can be locked like any other.
func (w *walker) follow(step int) {
	now := map[trouble]devices.Set{}
	for _, s := range w.stands {
		t := troubleOf(s)
		now[t] = now[t].Or(s.Phones)
	}
	for i := range w.found.before {
		b := &w.found.before[i]
		freed := b.still.And(now[""])
		if b.trouble != isSilent {
			freed = freed.Or(b.still.And(now[isSilent]))
		}
		b.still = b.still.Without(freed)
		w.found.locked = w.found.locked.Without(freed)
		b.note("frees", freed, step)
		if b.trouble == isLocked {
			continue
		}
		worse := now[isLocked].And(b.still).Without(b.worse)
		b.worse = b.worse.Or(worse)
		b.note("locks", worse, step)
	}
}

// note keeps what a step did to phones.
func (b *before) note(what string, phones devices.Set, step int) {
	if len(phones) == 0 {
		return
	}
	whom, when := fmt.Sprintf("%d of them", phones.Len()), fmt.Sprintf("at step %d", step)
	if phones.Len() == b.Phones {
		whom = "all of them"
	}
	if step == 0 {
		when = "at the end"
	}
	b.course = append(b.course, fmt.Sprintf("the plan %s %s %s", what, whom, when))
}

// foundBefore are the findings about what was so before the first step, with what became of it.
func (f *findings) foundBefore() []Finding {
	list := []Finding{}
	for _, b := range f.before {
		b.Then = "the plan does not change that"
		if len(b.course) > 0 {
			b.Then = strings.Join(b.course, ", ")
		}
		b.aside = fmt.Sprintf("%s of %s %s", number(b.Phones, "phone"), strings.Join(b.Groups, ", "), b.said())
		list = append(list, b.Finding)
	}
	return list
}

// said is the trouble of the phones in a clause: "refuse every list already, before the first step".
func (b *before) said() string {
	text := already[b.trouble][min(b.Phones, 2)-1] + ", before the first step"
	if len(b.course) > 0 {
		text += "; " + b.Then
	}
	return text
}
