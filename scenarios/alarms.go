package scenarios

import (
	"slices"

	"tvslab/sim"
	"tvslab/sim/lab"
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

// see passes an event of the lab on and keeps alarms.
func (r *Runner) see(e lab.Event) {
	if e.Kind == alarmKind {
		r.alarms[e.Node] = append(r.alarms[e.Node], e.Text)
	}
	if r.observe != nil {
		r.observe(Observation{Event: e})
	}
}

// hear passes a log line on and keeps those of syslogs.
func (r *Runner) hear(line lab.LogLine, on func(lab.LogLine)) {
	if line.Kind == lab.LogSyslog {
		r.alarms[line.Source] = append(r.alarms[line.Source], line.Text)
	}
	if on != nil {
		on(line)
	}
}

// alarmKind is the kind of events that say that a node raised an alarm.
const alarmKind = "alarm"

// alarmsOf lists what the node raised under the name it is known by or had when the cluster was made.
func (r *Runner) alarmsOf(n *sim.Node) []string {
	if n.Name == n.ID {
		return r.alarms[n.ID]
	}
	return slices.Concat(r.alarms[n.ID], r.alarms[n.Name])
}
