package scenarios

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"tvslab/phone"
	"tvslab/sim/lab"
)

// expect lets queued resets happen and checks every target. Failed expectations do not stop the run.
func (r *Runner) expect(ctx context.Context, s *Step) error {
	if err := r.Lab.Settle(ctx); err != nil {
		return err
	}
	r.observeGroups(ctx)
	for i := range s.Expect {
		t := &s.Expect[i]
		for j := range t.Phones {
			r.expectPhones(ctx, s, t.Name.Value, &t.Phones[j])
		}
		for j := range t.Nodes {
			r.expectNode(s, t.Name.Value, &t.Nodes[j])
		}
	}
	return nil
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

// notRegistered is what is found instead of the security of a registration.
const notRegistered = "no registration"

// mismatch is one field of an expectation that does not hold for one phone.
type mismatch struct{ field, want, got string }

// expectPhones checks every phone and reports each field once, with the number of phones and the reasons of the
// first of them.
func (r *Runner) expectPhones(ctx context.Context, s *Step, target string, e *PhoneExpectation) {
	phones := r.phonesNamed(target)
	wrong := make([][]mismatch, len(phones))
	inParallel(len(phones), func(i int) {
		wrong[i] = r.comparePhone(ctx, phones[i], r.Lab.Judge(ctx, phones[i]), e)
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
		r.result.fail(s, Failure{Target: target, Field: "count", Want: fmt.Sprint(*e.Count), Got: fmt.Sprint(good), Of: len(phones)})
	}
	for _, m := range order {
		r.result.fail(s, *failures[m])
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
	story := phone.Explain(v.Decision)
	if v.Trust == lab.TrustLocked || v.Trust == lab.TrustRefusing {
		story = append(story, "What would free it: "+strings.Join(r.Lab.Helps(ctx, p), ", ")+".")
	}
	if p.On && v.Registered == "" && v.Reason != "" {
		story = append(story, fmt.Sprintf("Not registered (%s): %s.", v.Reason, v.Reason.Text()))
	}
	return story
}

// comparePhone returns the fields that do not hold. Fields that cost more to find out are asked last.
func (r *Runner) comparePhone(ctx context.Context, p *lab.Phone, v lab.Verdict, e *PhoneExpectation) []mismatch {
	var wrong []mismatch
	check := func(field string, want Name, got string) {
		if want.Value != "" && !strings.EqualFold(want.Value, got) {
			wrong = append(wrong, mismatch{field, want.Value, got})
		}
	}
	check("trust", e.Trust, string(v.Trust))
	check("ctl", e.CTL, string(v.CTL))
	check("itl", e.ITL, string(v.ITL))
	check("list", e.List, v.List)
	check("config", e.Config, v.Config)
	check("lsc", e.LSC, string(v.LSC))
	check("itl-file-status", e.ITLStatus, strings.ReplaceAll(string(v.ITLStatus), " ", "-"))
	check("security", e.Security, cmp.Or(string(v.Security), notRegistered))
	if e.Port != nil && *e.Port != v.Port {
		wrong = append(wrong, mismatch{"port", fmt.Sprint(*e.Port), fmt.Sprint(v.Port)})
	}
	check("ctl-accepted-by", e.CTLAcceptedBy, acceptedBy(p, phone.FileCTL))
	check("itl-accepted-by", e.ITLAcceptedBy, acceptedBy(p, phone.FileITL))
	check("config-accepted-by", e.ConfigAcceptedBy, acceptedBy(p, phone.FileConfiguration))
	if e.Reason.Value != "" && !hasReason(p, v, phone.Code(e.Reason.Value)) {
		wrong = append(wrong, mismatch{"reason", e.Reason.Value, reasons(p, v)})
	}
	if m, ok := compareRegistration(v, e.Registered); !ok {
		wrong = append(wrong, m)
	}
	if e.Status.Value != "" && !slices.ContainsFunc(p.State.Status, func(l phone.StatusLine) bool { return l.Text == e.Status.Value }) {
		wrong = append(wrong, mismatch{"status", e.Status.Value, lastStatus(p)})
	}
	if e.Services.Value != "" {
		check("services", e.Services, servicesWord(r.Lab.Services(ctx, p)))
	}
	if e.Helps != nil { // an empty list expects that nothing helps
		if got := r.Lab.Helps(ctx, p); !slices.Equal(sorted(got), sorted(e.Helps.Values())) {
			wrong = append(wrong, mismatch{"helps", listWord(e.Helps.Values()), listWord(got)})
		}
	}
	return wrong
}

func listWord(list []string) string {
	if len(list) == 0 {
		return "nothing"
	}
	return strings.Join(list, ", ")
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

func servicesWord(d phone.Decision) string {
	if d.Accepted {
		return "verify"
	}
	return "fail"
}

// lastStatus lists the last few messages, without the phone's own name, so that phones with equal ones fail together.
func lastStatus(p *lab.Phone) string {
	const few = 4
	var texts []string
	for _, line := range p.State.Status[max(0, len(p.State.Status)-few):] {
		texts = append(texts, strings.ReplaceAll(line.Text, strings.TrimPrefix(p.Name, "SEP"), "<MAC>"))
	}
	return "last: " + strings.Join(texts, "; ")
}

func compareRegistration(v lab.Verdict, want *Registered) (mismatch, bool) {
	switch {
	case want == nil:
	case want.Want && v.Registered == "":
		return mismatch{"registered", registeredWord(want), "false: " + v.Reason.Text()}, false
	case !want.Want && v.Registered != "":
		return mismatch{"registered", "false", v.Registered}, false
	case want.Node != "" && v.Registered != want.Node:
		return mismatch{"registered", want.Node, v.Registered}, false
	}
	return mismatch{}, true
}

func registeredWord(r *Registered) string {
	if r.Node != "" {
		return r.Node
	}
	return "true"
}

// acceptance is the word of the language for what accepted a file.
var acceptance = map[phone.Code]string{
	phone.FirstList: "first", phone.SignerInCTL: "ctl", phone.SignerInITL: "itl", phone.VouchedByTVS: "tvs",
	phone.VouchedByCache: "cache", phone.Identical: "identical", phone.BlankList: "blank",
	phone.UnsignedAccepted: "unsigned", phone.NotFound: "not-served", phone.Unreachable: "unreachable",
}

// acceptedBy says what accepted a file at the last boot that decided about it.
func acceptedBy(p *lab.Phone, file string) string {
	word := "nothing"
	for _, d := range p.Report.Decisions {
		if d.File != file {
			continue
		}
		word = "refused"
		if w, ok := acceptance[d.Code]; ok {
			word = w
		}
	}
	return word
}

// decided lists the decisions a reason may come from: what the phone would decide now, what it refused at its last
// boot, why it is or is not registered, and what came of a certificate operation.
func decided(p *lab.Phone, v lab.Verdict) []phone.Decision {
	list := []phone.Decision{v.Decision}
	for _, d := range p.Report.Decisions {
		if !d.Accepted {
			list = append(list, d)
		}
	}
	return append(list, phone.Decision{Code: v.Reason}, phone.Decision{Code: p.Report.Enrolment})
}

// hasReason reports whether the code is the reason of a decision, or one of the findings that led to it.
func hasReason(p *lab.Phone, v lab.Verdict, code phone.Code) bool {
	return slices.ContainsFunc(decided(p, v), func(d phone.Decision) bool {
		return d.Code == code || slices.ContainsFunc(d.Checks, func(c phone.Check) bool { return c.Code == code })
	})
}

func reasons(p *lab.Phone, v lab.Verdict) string {
	var codes []string
	for _, d := range decided(p, v) {
		for _, c := range append([]phone.Code{d.Code}, checkCodes(d)...) {
			if c != "" && !slices.Contains(codes, string(c)) {
				codes = append(codes, string(c))
			}
		}
	}
	return strings.Join(codes, ", ")
}

func checkCodes(d phone.Decision) []phone.Code {
	var codes []phone.Code
	for _, c := range d.Checks {
		codes = append(codes, c.Code)
	}
	return codes
}
