package lab

import (
	"context"
	"fmt"
	"slices"

	"tvslab/capf"
	"tvslab/phone"
	"tvslab/sim"
)

// InstallLSC gives phones the LSC that their CAPF server issues to them, as if they had fetched it some time before:
// nothing else of the phones changes. It is an error if a phone gets none.
func (l *Lab) InstallLSC(ctx context.Context, phones []*Phone) error {
	for _, c := range l.clusters {
		own := slices.DeleteFunc(slices.Clone(phones), func(p *Phone) bool { return l.clusterOf(p) != c })
		if len(own) == 0 {
			continue
		}
		if err := l.do(c, sim.SetCertificateOperation(named(own), string(capf.Install))); err != nil {
			return err
		}
	}
	for _, p := range phones {
		if err := l.fetchLSC(ctx, p); err != nil {
			return err
		}
	}
	return l.finishOperations()
}

// fetchLSC lets a copy of the phone that stores nothing boot, and keeps the LSC that it gets.
func (l *Lab) fetchLSC(ctx context.Context, p *Phone) error {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	fresh := p.Phone
	fresh.State, fresh.Observe = phone.State{}, nil
	fresh.Boot(ctx, l.memory, phone.PowerOn)
	if fresh.State.LSC == nil {
		return fmt.Errorf("phone %q: CAPF gave it no LSC", p.Name)
	}
	p.State.LSC = fresh.State.LSC
	return nil
}
