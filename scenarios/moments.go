package scenarios

import (
	"context"

	"tvslab/sim/lab"
)

// Worst is the worst that a group went through: at the end of which step, and how many of its phones.
type Worst struct {
	Group            string `json:"group"`
	Trust            string `json:"trust"`                       // the worst verdict of any phone at the end of any step
	Count            int    `json:"count"`                       // most phones that had it at once
	Step             int    `json:"step"`                        // when that was first
	Unregistered     int    `json:"unregistered"`                // most phones that were on and not registered at once
	UnregisteredStep int    `json:"unregistered_step,omitempty"` // when that was first
}

// moment is where the phones of a group stand after a step.
type moment struct {
	trust        lab.Trust // the worst
	count        int       // of it
	unregistered int
}

// moments takes in where every group stands after the step that was done.
func (r *Runner) moments(ctx context.Context) {
	now := map[string]*moment{}
	for _, s := range r.Lab.Stands(ctx, r.Lab.Phones()) {
		group := s.Phone.Group()
		if now[group] == nil {
			now[group] = &moment{trust: lab.TrustNone}
		}
		now[group].take(s)
	}
	for i := range r.result.Worst {
		if m := now[r.result.Worst[i].Group]; m != nil {
			r.result.Worst[i].take(*m, r.now.Number)
		}
	}
}

// take adds phones that stand alike.
func (m *moment) take(s lab.Stand) {
	count := s.Phones.Len()
	switch trust := s.Verdict.Trust; {
	case trust.WorseThan(m.trust):
		m.trust, m.count = trust, count
	case trust == m.trust:
		m.count += count
	}
	if s.Phone.On() && s.Verdict.Registered == "" {
		m.unregistered += count
	}
}

func (w *Worst) take(m moment, step int) {
	worse := m.trust.WorseThan(lab.Trust(w.Trust))
	if worse || string(m.trust) == w.Trust && m.count > w.Count {
		w.Trust, w.Count, w.Step = string(m.trust), m.count, step
	}
	if m.unregistered > w.Unregistered {
		w.Unregistered, w.UnregisteredStep = m.unregistered, step
	}
}
