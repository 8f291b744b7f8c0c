package plan

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tvslab/devices"
	"tvslab/scenarios"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/sim/pki"
)

// expiryKind is the kind of a condition about time.
const expiryKind = "expiry"

// expiry tries the plan on the day after the first of the certificates has ended that phones go by, and is a condition where that breaks it.
func (w *walker) expiry(ctx context.Context, s *scenarios.Scenario) []Condition {
	node, first := firstToEnd(w.states[0].Lab)
	if first == nil {
		return nil
	}
	late := w.states[0].Fork(nil)
	days := int(first.X509.NotAfter.Sub(late.Lab.Now())/(24*time.Hour)) + 1
	wait, err := late.Read(fmt.Sprintf("advance: %dd", days))
	if err != nil || days < 1 || late.Take(ctx, wait) != nil {
		return nil
	}
	what := playedThrough(ctx, late, s, w.found.start)
	if what == nil {
		return nil
	}
	return []Condition{{Kind: expiryKind, Else: what.Error(), Groups: []string{},
		Text: fmt.Sprintf("it is done before %s, when the %s certificate of %s ends", first.X509.NotAfter.UTC().Format(time.DateOnly), first.Store, node)}}
}

// phoneStores are the stores of the certificates that phones go by.
var phoneStores = []cucm.Store{cucm.CallManager, cucm.TVS, cucm.CAPF, cucm.ITLRecovery}

// firstToEnd is the certificate that ends first, of those that are valid still.
func firstToEnd(l *lab.Lab) (node string, first *pki.Certificate) {
	for _, c := range l.Clusters() {
		for _, n := range c.Nodes {
			for _, s := range phoneStores {
				cert := n.Certificate(s)
				if cert == nil || cert.X509.NotAfter.Before(l.Now()) || first != nil && !cert.X509.NotAfter.Before(first.X509.NotAfter) {
					continue
				}
				node, first = n.Name, cert
			}
		}
	}
	return node, first
}

// playedThrough does all steps and says what goes wrong, nil where nothing does; phones that were stuck before do not count.
func playedThrough(ctx context.Context, r *scenarios.Runner, s *scenarios.Scenario, stuck devices.Set) error {
	for i := range s.Steps {
		step := &s.Steps[i]
		if err := r.Take(ctx, step); err != nil {
			return fmt.Errorf("step %d is refused: %w", step.Number, err)
		}
		for _, stand := range r.Lab.Stands(ctx, r.Lab.Phones()) {
			if stand.Verdict.Trust == lab.TrustLocked && len(stand.Phones.Without(stuck)) > 0 {
				return fmt.Errorf("phones of %s are locked at step %d", stand.Phone.Group(), step.Number)
			}
		}
	}
	if n := len(r.Result().Failures); n > 0 {
		return errors.New("expectations of the plan fail")
	}
	return nil
}
