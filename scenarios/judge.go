package scenarios

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/scenarios/expect"
	"tvslab/sim/lab"
)

// mismatch is one field of an expectation that does not hold for one phone.
type mismatch struct{ field, want, got string }

// expectPhones checks every phone and reports each field once, with the number of phones and the reasons of the
// first of them. It returns how many are as expected.
func (r *Runner) expectPhones(ctx context.Context, target string, e *expect.Phones) (good int) {
	phones := r.phonesNamed(target)
	failures := map[mismatch]*Failure{}
	var order []mismatch
	for _, s := range r.stands(ctx, phones, e) {
		fine := true
		v := r.view(ctx, s)
		e.Judge(v, func(field, want, got string) {
			m := mismatch{field, want, got}
			if failures[m] == nil {
				failures[m] = &Failure{Target: target, Field: field, Want: v.Own(want), Got: v.Own(got), Of: phones.Len(),
					Phone: s.Phone.Name(), Why: r.whyNot(ctx, s, v, field)}
				order = append(order, m)
			}
			failures[m].Count += s.Phones.Len()
			fine = false
		})
		if fine {
			good += s.Phones.Len()
		}
	}
	r.checked(target, phones.Len())
	if e.Count != nil && good == *e.Count {
		return good
	}
	if e.Count != nil {
		r.fail(Failure{Target: target, Field: "count", Want: fmt.Sprint(*e.Count), Got: fmt.Sprint(good), Of: phones.Len()})
	}
	for _, m := range order {
		r.fail(*failures[m])
	}
	return good
}

// stands judges phones, those that stand alike together; a phone that the expectation names, in a status message, by itself.
func (r *Runner) stands(ctx context.Context, phones devices.Set, e *expect.Phones) []lab.Stand {
	named := phones.And(e.Named())
	if len(named) == 0 {
		return r.Lab.Stands(ctx, phones)
	}
	stands := r.Lab.Stands(ctx, phones.Without(named))
	for p := range r.Lab.Each(named) {
		stands = append(stands, r.Lab.Stands(ctx, p.Alone())...)
	}
	slices.SortFunc(stands, func(a, b lab.Stand) int { return strings.Compare(a.Phone.Name(), b.Phone.Name()) })
	return stands
}

// view is what an expectation can see of the first of phones that stand alike.
func (r *Runner) view(ctx context.Context, s lab.Stand) expect.PhoneView {
	report := s.Phone.Report()
	return expect.PhoneView{
		Verdict: s.Verdict, Name: s.Phone.Name(), Status: s.Phone.State().Status,
		Decisions: report.Decisions, Enrolment: report.Enrolment, Encryption: report.Encryption,
		LSCHash:  s.Phone.State().LSC.Hash,
		Services: func() trust.Decision { return r.Lab.Services(ctx, s.Phone) },
		Mobility: func() trust.Decision { return r.Lab.Mobility(ctx, s.Phone) },
		Helps:    func() []string { return r.Lab.Helps(ctx, s.Phone) },
		Shows:    s.Phone.Shown, Printed: r.printed,
	}
}

// Remedies is how the line of a story begins that says what would free a phone.
const Remedies = "What would free it: "

// printed are the checksums that a node prints of its list file; none where it has no file.
func (r *Runner) printed(node string, which trust.List) []string {
	c := r.Lab.ClusterOf(node)
	if c == nil {
		return nil
	}
	served := c.Node(node).ITL()
	if which == trust.CTL {
		served = c.Node(node).CTL()
	}
	if served == nil {
		return nil
	}
	return phone.Checksums(served.Bytes())
}

// whyNot tells the story of the field of an expectation that does not hold.
func (r *Runner) whyNot(ctx context.Context, s lab.Stand, v expect.PhoneView, field string) []string {
	if tell := stories[field]; tell != nil {
		return tell(v, s.Phone)
	}
	return r.why(ctx, s)
}

// why tells the story of a phone: what it would decide now, and what would help.
func (r *Runner) why(ctx context.Context, s lab.Stand) []string {
	v := s.Verdict
	story := trust.Explain(v.Decision)
	if v.Trust == lab.TrustLocked || v.Trust == lab.TrustRefusing {
		story = append(story, freedom(s.Phone.Model(), r.Lab.Helps(ctx, s.Phone)))
	}
	if code, text := v.NotRegistered(); s.Phone.On() && code != "" {
		story = append(append(story, fmt.Sprintf("Not registered (%s): %s.", code, text)), refusedCallManager(s)...)
	}
	return story
}

// refusedCallManager tells of the certificate that a call manager presented last, where the phone refused it; nothing where it did not.
func refusedCallManager(s lab.Stand) []string {
	if code := s.Verdict.Reason; code != reason.CallManagerUnknown && code != reason.CallManagerExpired {
		return nil
	}
	all := s.Phone.Report().Decisions
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].File == trust.PeerTLS && !all[i].Accepted {
			return trust.Explain(all[i])
		}
	}
	return nil
}

// freedom says what would free a phone, with the keys to press where something is done by hand.
func freedom(m phone.Model, helps []string) string {
	if len(helps) == 0 {
		return Remedies + "nothing that the lab can try: neither deleting its lists, nor a reset of the ITL or CTL, nor a backup."
	}
	said := slices.Clone(helps)
	for i, help := range said {
		if menu, known := m.ByHand(phone.Deed(help)); known {
			said[i] += fmt.Sprintf(" (%s: %s)", m.Name, menu.Path)
		}
	}
	return Remedies + strings.Join(said, ", ") + "."
}

// groups says where the phones of each group stand now.
func (r *Runner) groups(ctx context.Context) []GroupResult {
	var list []GroupResult
	rows := map[groupKey]int{}
	for _, s := range r.Lab.Stands(ctx, r.Lab.Phones()) {
		p, v := s.Phone, s.Verdict
		key := groupKey{p.Group(), v.Trust, v.List, v.Decision.Code, v.Config, v.Registered, p.On()}
		at, seen := rows[key]
		if !seen {
			at = len(list)
			rows[key] = at
			list = append(list, GroupResult{
				Group: p.Group(), Model: p.Model().Name, Trust: string(v.Trust), List: v.List, Reason: string(v.Decision.Code),
				Config: v.Config, Registered: v.Registered, On: p.On(), Example: p.Name(), Why: r.why(ctx, s),
			})
		}
		list[at].Count += s.Phones.Len()
	}
	return list
}

// groupKey is what phones of a group must have in common to share a row.
type groupKey struct {
	group      string
	trust      lab.Trust
	list       string
	code       reason.Code
	config     string
	registered string
	on         bool
}

// observeGroups tells where each group stands.
func (r *Runner) observeGroups(ctx context.Context) {
	if r.observe == nil {
		return
	}
	for _, g := range r.groups(ctx) {
		r.tell(GroupFound{g})
	}
}
