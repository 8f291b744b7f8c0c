package why

import (
	"context"
	"fmt"
	"slices"

	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/remedy"
	"tvslab/scenarios"
	"tvslab/sim/lab"
)

// teller tells the stories of one moment.
type teller struct {
	ctx  context.Context
	now  *scenarios.Runner
	past []*scenarios.Runner
}

// phone tells the story of phones that stand alike.
func (t *teller) phone(s lab.Stand) (Story, error) {
	v := s.Verdict
	story := Story{
		Subject: s.Phone.Name(), Kind: "phone", Group: s.Phone.Group(), Model: s.Phone.Model().Name, Phones: remedy.Selector(t.now, s.Phones),
		Count: s.Phones.Len(), Summary: summary(s), Last: lastBoot(s), Beside: t.beside(s), Holds: t.holds(s.Phone.State()),
		Stands: &Standing{string(v.Trust), v.List, string(v.Decision.Code), v.Config, v.Registered, s.Phone.On(), v.Network},
	}
	cause := phone.Reset
	if !s.Phone.On() {
		cause = phone.PowerOn
	}
	boot := t.now.Lab.Rehearse(t.ctx, s.Phone, cause)
	story.Now = news(chapters(&boot.Report), story.Last)
	story.Shows = t.shows(s, story.Beside, boot)
	var err error
	if story.Remedies, err = t.remedies(s); err != nil {
		return story, err
	}
	story.Documents = t.documents(&story, s)
	return story, nil
}

// summary says in a line where the phones stand.
func summary(s lab.Stand) string {
	v, text := s.Verdict, "trust "+string(s.Verdict.Trust)
	if v.List != "" {
		text += fmt.Sprintf(" (%s: %s)", v.List, v.Decision.Code)
	}
	switch code, _ := v.NotRegistered(); {
	case !s.Phone.On():
		return text + ", switched off"
	case v.Registered != "":
		return fmt.Sprintf("%s, configuration %s, registered with %s on port %d", text, v.Config, v.Registered, v.Port)
	case code != "":
		return fmt.Sprintf("%s, configuration %s, not registered (%s)", text, v.Config, code)
	}
	return text + ", configuration " + v.Config + ", not registered"
}

// lastBoot is what the phone's last boot brought, nil where it never booted.
func lastBoot(s lab.Stand) *Boot {
	report := s.Phone.Report()
	if report.Cause == "" {
		return nil
	}
	b := &Boot{Cause: string(report.Cause), Chapters: chapters(&report)}
	for _, r := range report.Requests {
		b.Asked = append(b.Asked, Asked{r.Server, r.Service.String(), r.Name, r.Outcome})
	}
	return b
}

// chapters are what a boot decided, in order, and what came of it.
func chapters(r *phone.Report) (list []Chapter) {
	for i := range r.Decisions {
		list = append(list, decided(r.Decisions[i]))
	}
	add := func(about string, good bool, code reason.Code, detail string) {
		if code != "" {
			list = append(list, Chapter{About: about, Good: good, Code: string(code), Lines: []string{sentence(code, detail)}})
		}
	}
	add("encrypted configuration", r.Encryption == reason.EncryptionReady, r.Encryption, "")
	add("certificate operation", slices.Contains([]reason.Code{reason.LSCInstalled, reason.LSCDeleted, reason.LSCRead, reason.NoOperation}, r.Enrolment),
		r.Enrolment, r.EnrolmentDetail)
	detail := r.RegisterDetail
	switch {
	case r.Registered != "":
		detail = fmt.Sprintf("%s, port %d", r.Registered, r.RegisteredPort)
	case r.RejectedBy != "" && detail == "":
		detail = "by " + r.RejectedBy
	}
	add("registration", r.Registered != "", r.RegisterReason, detail)
	return list
}

// decided is the chapter of a decision.
func decided(d trust.Decision) Chapter {
	return Chapter{About: d.File, Good: d.Accepted || d.Code == reason.NotFound, Code: string(d.Code), Lines: trust.Explain(d), Decision: &d}
}

// sentence is a code in words, with what goes with it.
func sentence(code reason.Code, detail string) string {
	text := fmt.Sprintf("%s: %s", code, code.Text())
	if detail != "" {
		text += " (" + detail + ")"
	}
	return text + "."
}

// news are the chapters of a boot that the last one did not have.
func news(boot []Chapter, last *Boot) []Chapter {
	if last == nil {
		return boot
	}
	return slices.DeleteFunc(boot, func(c Chapter) bool { return slices.ContainsFunc(last.Chapters, c.same) })
}

// same reports whether two chapters tell the same.
func (c Chapter) same(other Chapter) bool {
	signer := func(c Chapter) string {
		if c.Decision == nil {
			return ""
		}
		return c.Decision.Signer
	}
	return c.About == other.About && c.Code == other.Code && signer(c) == signer(other)
}
