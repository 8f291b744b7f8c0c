package remedy

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/scenarios"
	"tvslab/sim/lab"
)

// Code names a remedy, in kebab-case. Codes are stable: those that scenarios expect with `helps` are the same.
type Code string

// Way is one way to apply a remedy in the state at hand.
type Way struct {
	Words string   `json:"words"` // what is done, no sentence
	Steps []string `json:"steps"` // of the scenario language, each an element of the list `steps` in one line
}

// Price is what a remedy costs, to compare with others: an order, no measure.
type Price struct {
	Visits int `json:"visits"` // phones that somebody must go to
	Rank   int `json:"rank"`   // place in the table of remedies, the cheapest first
}

// Compare puts the lower price first: nobody walks where something else helps.
func (p Price) Compare(other Price) int { return cmp.Or(p.Visits-other.Visits, p.Rank-other.Rank) }

// Tried is a remedy that frees phones: it was played on a copy of the lab.
type Tried struct {
	Code  Code  `json:"code"`
	Price Price `json:"price"`
	Way
	Freed  devices.Set `json:"-"` // of those that were asked about
	Locks  devices.Set `json:"-"` // others that stood well and do not after it
	Source string      `json:"source"`
}

// Case is a question: what frees these phones?
type Case struct {
	Now    *scenarios.Runner   // as it stands; it is not changed, and must not change meanwhile
	Phones devices.Set         // whose trouble it is; those that have none are left out
	System string              // around the clusters: instead of phones
	Past   []*scenarios.Runner // as it stood before, oldest first: what was done since the phones stood well may be undone; nil: nothing is
	Left   Left                // the trouble; nil: Stuck
	Remote bool                // nobody goes to a phone
	First  bool                // the cheapest is enough

	again bool // all that is down, stopped or old was mended
}

// Left returns those of the phones that still have a trouble.
type Left func(context.Context, *lab.Lab, devices.Set) devices.Set

// Stuck returns those of the phones that stand badly: they would refuse what is served, did not take the configuration that was served
// at their last boot, or are on and not registered.
func Stuck(ctx context.Context, l *lab.Lab, phones devices.Set) devices.Set {
	var stuck []devices.Set
	for _, s := range l.Stands(ctx, phones) {
		if !Well(s) {
			stuck = append(stuck, s.Phones)
		}
	}
	return devices.Union(stuck...)
}

// Well reports whether phones stand well; see Stuck. Of those that are switched off only what they would refuse counts.
func Well(s lab.Stand) bool {
	v := s.Verdict
	return !v.Trust.WorseThan(lab.TrustBehind) && (!s.Phone.On() || v.Registered != "" && v.Config != keptOld)
}

// keptOld is the Config of a phone that did not take the configuration that was served.
const keptOld = "kept-old"

// Try returns the remedies that work, the cheapest first: each is played on a copy of the lab, and works if one of the phones has the trouble
// no more. The error is that of ctx.
func (c Case) Try(ctx context.Context) ([]Tried, error) {
	s := c.scene(ctx)
	if s.over() {
		return nil, nil
	}
	var found []Tried
	for i := range rows {
		if c.Remote && rows[i].visit || rows[i].last && s.freesAll(found) {
			continue
		}
		t, ok, err := s.try(ctx, i)
		if err != nil {
			return nil, err
		}
		if ok {
			found = append(found, t)
		}
		if c.First && ok {
			break
		}
	}
	if !s.freesAll(found) {
		more, err := c.mended(ctx, s, found)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	slices.SortStableFunc(found, func(a, b Tried) int { return a.Price.Compare(b.Price) })
	return found, nil
}

// freesAll reports whether one of them frees all without a visit.
func (s *scene) freesAll(found []Tried) bool {
	return slices.ContainsFunc(found, func(t Tried) bool { return t.Price.Visits == 0 && t.Freed.Len() == s.phones.Len() })
}

// mended tries the remedies again where all that is down, stopped, old or expired was mended first, and something was: a fault and a loss of
// trust need one each. Those that take a visit only where found has nothing.
func (c Case) mended(ctx context.Context, s *scene, found []Tried) ([]Tried, error) {
	steps, _ := s.mends()
	steps = append(steps, s.renewedAll()...)
	f := s.now.Trial()
	if len(steps) == 0 || c.again || !done(ctx, f, steps) {
		return nil, nil
	}
	c.Now, c.Remote, c.again = f, c.Remote || len(found) > 0, true
	more, err := c.Try(ctx)
	more = slices.DeleteFunc(more, func(t Tried) bool { return t.Code == Wait || t.Code == Reset })
	for i := range more {
		more[i].Words, more[i].Steps = "mend what is down, stopped, old or expired; "+more[i].Words, slices.Concat(steps, more[i].Steps)
	}
	return more, err
}

// try tries the ways of a row, and returns the one that frees most phones: the first where several do. What a reset does alone is not to
// the credit of what goes before one.
func (s *scene) try(ctx context.Context, row int) (best Tried, ok bool, err error) {
	seen := map[string]bool{}
	for _, way := range rows[row].ways(s) {
		if err := ctx.Err(); err != nil {
			return Tried{}, false, err
		}
		key := strings.Join(way.Steps, "\n")
		if seen[key] {
			continue
		}
		seen[key] = true
		t, works := s.play(ctx, row, way)
		if !works || s.system == "" && len(t.Freed.Without(s.boots)) == 0 {
			continue
		}
		if !ok || t.Freed.Len() > best.Freed.Len() {
			best, ok = t, true
		}
		if t.Freed.Len() == s.phones.Len() {
			break
		}
	}
	if best.Code == Wait || best.Code == Reset {
		s.boots = s.boots.Or(best.Freed)
	}
	return best, ok, nil
}

// play tries a way on a copy; where a CTL is refused, once more after another boot: an accepted ITL may let in the CTL at the next one.
func (s *scene) play(ctx context.Context, row int, way Way) (Tried, bool) {
	f := s.now.Trial()
	if !done(ctx, f, way.Steps) {
		return Tried{}, false
	}
	freed, over := s.freed(ctx, f.Lab)
	if !over && s.twice && done(ctx, f, s.boot()) {
		if more, all := s.freed(ctx, f.Lab); more.Len() > freed.Len() {
			freed, over, way.Steps = more, all, slices.Concat(way.Steps, s.boot())
		}
	}
	if !over && len(freed) == 0 {
		return Tried{}, false
	}
	t := Tried{Code: rows[row].code, Way: way, Source: rows[row].source, Price: Price{Rank: row}, Freed: freed, Locks: s.locks(ctx, f.Lab)}
	if rows[row].visit {
		t.Price.Visits = s.phones.Len()
	}
	return t, true
}

// done does steps and reports whether none was refused.
func done(ctx context.Context, r *scenarios.Runner, steps []string) bool {
	for _, text := range steps {
		step, err := r.Read(text)
		if err != nil || r.Take(ctx, step) != nil {
			return false
		}
	}
	return true
}
