package sim

import (
	"time"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/sim/fact"
)

// After this many wrong authentication strings of a device CAPF takes none for a while: "after 10 attempts, wait at least 10 minutes"
// (Troubleshooting Guide 12.5(1)). That right ones are refused meanwhile, and that every device has its own count, is inferred.
const (
	maxWrongStrings = 10
	stringPause     = 10 * time.Minute
)

// countWrongStrings counts the wrong authentication strings of devices that have an operation pending.
func (c *Cluster) countWrongStrings(all []Ended) {
	var paused []devices.Span
	for _, e := range all {
		if e.Outcome.Wrong == 0 {
			continue
		}
		runs := c.devices.Within(e.Devices)
		for i := range runs {
			s := &runs[i].Value
			if s.Pending(c.Now) != e.Outcome.Kind || s.paused(c.Now) {
				continue
			}
			if s.wrong += e.Outcome.Wrong; s.wrong >= maxWrongStrings {
				s.wrong, s.pausedUntil = 0, c.Now.Add(stringPause)
				paused = append(paused, runs[i].Span)
			}
		}
		c.devices = c.devices.With(runs...)
	}
	if len(paused) > 0 {
		c.note(nil, fact.StringsPaused{Until: c.Now.Add(stringPause), Devices: devices.Of(paused...)})
	}
}

// paused reports whether CAPF takes no authentication string of the device now.
func (d *Standing) paused(now time.Time) bool { return now.Before(d.pausedUntil) }

// lapsed reports whether an operation is pending no more because its last day is over.
func (d *Standing) lapsed(now time.Time) bool {
	return d.Operation != "" && d.Operation != capf.None && d.Pending(now) == capf.None
}
