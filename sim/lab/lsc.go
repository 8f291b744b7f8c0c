package lab

import (
	"context"
	"fmt"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/phone"
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
			l.outcomes.take() // of those before it, which keep none either
			return err
		}
		parts[i].Class = c
	}
	l.people.Become(parts)
	var all []done
	for _, part := range parts {
		all = append(all, done{Part: part})
	}
	return l.finishOperations(all)
}

// withLSC lets a copy of a phone that stores nothing boot in memory, and keeps the LSC that it gets.
func (w *world) withLSC(ctx context.Context, part population.Part) (*population.Class, error) {
	p := w.wake(part.Class, part.First())
	fresh := p.Phone
	fresh.State = phone.State{}
	fresh.Boot(ctx, w.memory, phone.PowerOn)
	if fresh.State.LSC == nil {
		return nil, fmt.Errorf("phone %q: CAPF gave it no LSC", p.Name)
	}
	p.State.LSC = fresh.State.LSC
	return w.rest(p), nil
}
