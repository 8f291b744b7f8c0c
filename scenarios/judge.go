package scenarios

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/scenarios/expect"
	"tvslab/sim/lab"
)

// mismatch is one field of an expectation that does not hold for one phone.
type mismatch struct{ field, want, got string }

// expectPhones checks every phone and reports each field once, with the number of phones and the reasons of the
// first of them.
func (r *Runner) expectPhones(ctx context.Context, target string, e *expect.Phones) {
	phones := r.phonesNamed(target)
	wrong := make([][]mismatch, len(phones))
	inParallel(len(phones), func(i int) {
		e.Judge(r.view(ctx, phones[i]), func(field, want, got string) { wrong[i] = append(wrong[i], mismatch{field, want, got}) })
	})
	good := 0
	failures := map[mismatch]*Failure{}
	var order []mismatch
	for i, p := range phones {
		if len(wrong[i]) == 0 {
			good++
		}
		for _, m := range wrong[i] {
			if failures[m] == nil {
				failures[m] = &Failure{Target: target, Field: m.field, Want: m.want, Got: m.got, Of: len(phones),
					Phone: p.Name, Why: r.why(ctx, p, r.Lab.Judge(ctx, p))}
				order = append(order, m)
			}
			failures[m].Count++
		}
	}
	r.result.Checks++
	if e.Count != nil && good == *e.Count {
		return
	}
	if e.Count != nil {
		r.fail(Failure{Target: target, Field: "count", Want: fmt.Sprint(*e.Count), Got: fmt.Sprint(good), Of: len(phones)})
	}
	for _, m := range order {
		r.fail(*failures[m])
	}
}

// view is what an expectation can see of a phone.
func (r *Runner) view(ctx context.Context, p *lab.Phone) expect.PhoneView {
	return expect.PhoneView{
		Verdict: r.Lab.Judge(ctx, p), Name: p.Name, Status: p.State.Status,
		Decisions: p.Report.Decisions, Enrolment: p.Report.Enrolment,
		Services: func() trust.Decision { return r.Lab.Services(ctx, p) },
		Helps:    func() []string { return r.Lab.Helps(ctx, p) },
	}
}

// inParallel does n things on all processors and waits for them.
func inParallel(n int, do func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wait.Wait()
}

// why tells the story of a phone: what it would decide now, and what would help.
func (r *Runner) why(ctx context.Context, p *lab.Phone, v lab.Verdict) []string {
	story := trust.Explain(v.Decision)
	if v.Trust == lab.TrustLocked || v.Trust == lab.TrustRefusing {
		story = append(story, "What would free it: "+strings.Join(r.Lab.Helps(ctx, p), ", ")+".")
	}
	if p.On && v.Registered == "" && v.Reason != "" {
		story = append(story, fmt.Sprintf("Not registered (%s): %s.", v.Reason, v.Reason.Text()))
	}
	return story
}

// groups says where the phones of each group stand now.
func (r *Runner) groups(ctx context.Context) []GroupResult {
	var list []GroupResult
	rows := map[groupKey]int{}
	phones := r.Lab.Phones()
	verdicts := make([]lab.Verdict, len(phones))
	inParallel(len(phones), func(i int) { verdicts[i] = r.Lab.Judge(ctx, phones[i]) })
	for i, p := range phones {
		v := verdicts[i]
		key := groupKey{p.Group, v.Trust, v.List, v.Decision.Code, v.Config, v.Registered, p.On}
		at, seen := rows[key]
		if !seen {
			at = len(list)
			rows[key] = at
			list = append(list, GroupResult{
				Group: p.Group, Model: p.Model.Name, Trust: string(v.Trust), List: v.List, Reason: string(v.Decision.Code),
				Config: v.Config, Registered: v.Registered, On: p.On, Example: p.Name, Why: r.why(ctx, p, v),
			})
		}
		list[at].Count++
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

// observeGroups puts where each group stands into the timeline, with the whole story where it refuses.
func (r *Runner) observeGroups(ctx context.Context) {
	if r.observe == nil {
		return
	}
	groups := r.groups(ctx)
	r.observe(Observation{Groups: groups})
	for _, g := range groups {
		r.observe(Observation{Event: lab.Event{Time: r.Lab.Now(), Node: "verdict", Kind: g.Trust, Text: g.String()}})
		if !g.Stuck() {
			continue
		}
		for _, line := range g.Why {
			r.observe(Observation{Event: lab.Event{Time: r.Lab.Now(), Kind: "why", Text: line}})
		}
	}
}
