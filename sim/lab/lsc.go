package lab

import (
	"context"
	"fmt"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/sim"
	"tvslab/sim/lab/population"
)

// InstallLSC gives phones the LSC that their CAPF server issues to them, as if they had fetched it some time before:
// nothing else of the phones changes. It is an error if a phone gets none.
func (l *Lab) InstallLSC(ctx context.Context, set devices.Set) error {
	for _, c := range l.clusters {
		own := l.where(set, func(p population.Part) bool { return l.clusterOf(p.Class) == c })
		if len(own) == 0 {
			continue
		}
		if err := l.do(c, sim.SetCertificateOperation(own, string(capf.Install))); err != nil {
			return err
		}
	}
	parts := l.alike(set)
	for i, part := range parts {
		c, err := l.withLSC(ctx, part)
		if err != nil {
			l.outcomes.drop() // those before it keep none either
			return err
		}
		parts[i].Class = c
	}
	l.people.Become(parts)
	var all []done
	for _, part := range parts {
		all = append(all, done{Part: part, silent: true})
	}
	return l.finishOperations(all)
}

// withLSC lets a copy of a phone that stores nothing boot in memory, and keeps the LSC that it gets.
func (w *world) withLSC(ctx context.Context, part population.Part) (*population.Class, error) {
	p := w.wake(part.Class, part.First())
	fresh := p.Phone
	fresh.State = phone.State{}
	report := fresh.Boot(ctx, w.memory, phone.PowerOn)
	if fresh.State.LSC == nil {
		return nil, fmt.Errorf("phone %q: CAPF gave it no LSC%s", p.Name, whyNoLSC(&report))
	}
	p.State.LSC = fresh.State.LSC
	return w.rest(p), nil
}

// whyNoLSC says what became of the certificate operation, as far as the phone came to one.
func whyNoLSC(r *phone.Report) string {
	switch {
	case r.Enrolment == reason.KeyNotMade:
		return fmt.Sprintf(": %s: %s (hint: lsc_key_order: rsa_only; no ITL of the lab has signer version 1.1)", r.Enrolment, r.EnrolmentDetail)
	case r.Enrolment != "" && r.EnrolmentDetail != "":
		return fmt.Sprintf(": %s: %s", r.Enrolment, r.EnrolmentDetail)
	case r.Enrolment != "":
		return fmt.Sprintf(": %s", r.Enrolment)
	}
	return ""
}
