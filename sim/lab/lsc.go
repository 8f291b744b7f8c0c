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
	return l.silently(set, func(p *awake, then *world) error { return p.takeLSC(ctx, then) })
}

// takeLSC lets a copy of the phone that stores nothing boot, and keeps the LSC that it gets.
func (p *awake) takeLSC(ctx context.Context, then *world) error {
	fresh := p.Phone
	fresh.State, fresh.Settings = phone.State{}, then.settings
	report := fresh.Boot(ctx, then.memory, phone.PowerOn)
	if fresh.State.LSC == nil {
		return fmt.Errorf("CAPF gave it no LSC%s", whyNoLSC(&report))
	}
	p.State.LSC = fresh.State.LSC
	return nil
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
