package scenarios

import (
	"slices"

	"tvslab/event"
	"tvslab/sim"
	"tvslab/sim/fact"
)

// expectsAlarms tells whether any node is expected to have raised alarms.
func (s *Scenario) expectsAlarms() bool {
	for _, step := range s.Steps {
		if x, ok := step.does.(*expectation); ok && x.Alarms() {
			return true
		}
	}
	return false
}

// see passes an event of the lab on and keeps alarms: in words, and as the syslog has them.
func (r *Runner) see(e event.Event) {
	if a, ok := e.What.(fact.AlarmRaised); ok {
		r.alarms[e.Node] = append(append(r.alarms[e.Node], a.String()), a.Lines...)
	}
	if r.observe != nil {
		r.observe(e)
	}
}

// alarmsOf lists what the node raised under the name it is known by or had when the cluster was made.
func (r *Runner) alarmsOf(n *sim.Node) []string {
	if n.Name == n.ID {
		return r.alarms[n.ID]
	}
	return slices.Concat(r.alarms[n.ID], r.alarms[n.Name])
}
