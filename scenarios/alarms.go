package scenarios

import (
	"slices"
	"strings"

	"tvslab/event"
	"tvslab/sim"
	"tvslab/sim/fact"
)

// expectsNotices tells whether any node is expected to have told of its certificates.
func (s *Scenario) expectsNotices() bool {
	for _, step := range s.Steps {
		if x, ok := step.does.(*expectation); ok && x.Notices() {
			return true
		}
	}
	return false
}

// notices are what a node told of its certificates since the start: alarms in words and as the syslog has them, RTMT's alerts,
// and mails.
type notices struct{ alarms, alerts, mails []string }

// and returns both.
func (n notices) and(more notices) notices {
	return notices{slices.Concat(n.alarms, more.alarms), slices.Concat(n.alerts, more.alerts), slices.Concat(n.mails, more.mails)}
}

// see passes an event of the lab on and keeps notices.
func (r *Runner) see(e event.Event) {
	var told notices
	switch what := e.What.(type) {
	case fact.AlarmRaised:
		told.alarms = append([]string{what.String()}, what.Lines...)
	case fact.AlertRaised:
		told.alerts = what.Alerts
	case fact.MailSent:
		told.mails = []string{strings.Join(what.Message(), "\n")}
	}
	r.notices[e.Node] = r.notices[e.Node].and(told)
	r.keepTold(e.What)
	if r.observe != nil {
		r.observe(e)
	}
}

// noticesOf are those of the node under the name it is known by or had when the cluster was made.
func (r *Runner) noticesOf(n *sim.Node) notices {
	if n.Name == n.ID {
		return r.notices[n.ID]
	}
	return r.notices[n.ID].and(r.notices[n.Name])
}
