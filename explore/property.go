package explore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/scenarios"
	"tvslab/sim/lab"
)

// Property is what a plan must keep to.
type Property struct {
	Never   []lab.Trust // no phone stands so after any step
	Before  bool        // that goes for phones too that stood so before the first step, ever since or again
	Always  []string    // expectations, as after `expect:`, that hold after every step from the beginning on
	Finally []string    // that hold when the plan is done and whatever went otherwise is over
}

// Default is the property that nobody asked for: no phone is ever locked.
func Default() Property { return Property{Never: []lab.Trust{lab.TrustLocked}} }

// Check says what is wrong with a property in itself.
func (p Property) Check() error {
	for _, t := range p.Never {
		if !slices.Contains(lab.Trusts(), t) {
			return fmt.Errorf("never %q: verdicts are %q", t, lab.Trusts())
		}
	}
	return nil
}

// alone reports whether it is about each phone by itself.
func (p Property) alone() bool { return len(p.Always)+len(p.Finally) == 0 }

// Violation is what a plan must keep to and does not, for a reason: the same for all phones that fail for it.
type Violation struct {
	Groups []string  `json:"groups"` // of phones, in the order of the file
	Trust  lab.Trust `json:"trust,omitempty"`
	List   string    `json:"list,omitempty"`   // CTL or ITL
	Reason string    `json:"reason,omitempty"` // code of the decision
	Anchor string    `json:"anchor,omitempty"` // what the phones have no way to: the certificate that signed
	Broken string    `json:"broken,omitempty"` // expectation that does not hold
}

// cause tells violations apart.
func (v Violation) cause() string {
	return strings.Join([]string{strings.Join(v.Groups, " "), string(v.Trust), v.List, v.Reason, v.Anchor, v.Broken}, "|")
}

// String says what happens to whom.
func (v Violation) String() string {
	if v.Broken != "" {
		return fmt.Sprintf("%s: %s", strings.Join(v.Groups, ", "), v.Broken)
	}
	text := fmt.Sprintf("%s: %s", strings.Join(v.Groups, ", "), v.Trust)
	if v.List != "" {
		text += fmt.Sprintf(" (%s: %s", v.List, v.Reason)
		if v.Anchor != "" {
			text += ", signed by " + v.Anchor
		}
		text += ")"
	}
	return text
}

// expected is an expectation that a property asks for.
type expected struct {
	text string
	step *scenarios.Step
}

// expectations reads those of a property.
func (m *Machine) expectations(texts []string) ([]expected, error) {
	var all []expected
	for _, text := range texts {
		step, err := m.start.site.runner.Read(verbExpect + ": " + braced(text))
		if err != nil {
			return nil, fmt.Errorf("expectation %q: %w", text, err)
		}
		all = append(all, expected{text, step})
	}
	return all, nil
}

// braced is a mapping that may have been written without its braces.
func braced(text string) string {
	text = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), verbExpect+":"))
	if strings.HasPrefix(text, "{") {
		return text
	}
	return "{" + text + "}"
}

// verdict is what is wrong with a state.
type verdict struct{ ever, finally []Violation }

// judge finds out what is wrong with a state, once for each.
func (s *Search) judge(ctx context.Context, state *State) (*verdict, error) {
	if known, ok := s.judged.Load(state.id); ok {
		return known.(*verdict), nil
	}
	v := &verdict{}
	settled, err := s.Do(ctx, state, s.settled())
	if err != nil {
		return nil, err
	}
	all, err := s.Stands(ctx, settled)
	if err != nil {
		return nil, err
	}
	for _, stands := range all {
		for _, stand := range stands {
			if slices.Contains(s.property.Never, stand.Trust) && len(stand.Phones.Without(s.before)) > 0 {
				v.add(Violation{Trust: stand.Trust, List: stand.List, Reason: string(stand.Decision.Code), Anchor: stand.Anchor}, s.like[stand.Group])
			}
		}
	}
	v.ever = append(v.ever, s.broken(ctx, settled, s.always)...)
	v.finally = s.broken(ctx, settled, s.finally)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	s.judged.Store(state.id, v)
	return v, nil
}

// add adds a violation by the phones of groups that are alike, unless it is there.
func (v *verdict) add(one Violation, groups []string) {
	one.Groups = groups
	for i := range v.ever {
		if v.ever[i].cause() == one.cause() {
			return
		}
	}
	v.ever = append(v.ever, one)
}

// broken checks expectations on a state.
func (s *Search) broken(ctx context.Context, state *State, all []expected) (violations []Violation) {
	for _, e := range all {
		crowds := make([]lab.Crowd, len(state.crowds))
		for i, c := range state.crowds {
			crowds[i] = c.phones
		}
		r := state.site.runner.Among(crowds...)
		if err := r.Take(ctx, e.step); err != nil {
			return []Violation{{Broken: e.text + ": " + err.Error()}}
		}
		for _, f := range r.Result().Failures {
			violations = append(violations, Violation{Groups: []string{f.Target}, Broken: fmt.Sprintf("%s is %s, expected %s", f.Field, f.Got, f.Want)})
		}
	}
	return violations
}
