package tomcat

import (
	"fmt"
	"sync"
	"time"

	"tvslab/soap"
)

// Limits are how many requests a node takes in a minute, by the name of the limit; what has none is not limited.
type Limits map[string]int

// Names of limits.
const (
	LimitAXL     = "axl"     // requests that change something; beyond: 503
	LimitRIS     = "ris"     // real-time information; beyond: a fault
	LimitPerfmon = "perfmon" // counters; beyond: a fault
)

// RealLimits are those of a CUCM: 15 queries of devices and 50 of counters by enterprise parameters ("Allowed Device Queries Per Minute",
// "Allowed Performance Queries Per Minute"), and for AXL 1,500 changes, which developer documentation names as what a node takes (recalled).
func RealLimits() Limits { return Limits{LimitAXL: 1500, LimitRIS: 15, LimitPerfmon: 50} }

// LimitNames are the names of limits.
func LimitNames() []string { return []string{LimitAXL, LimitRIS, LimitPerfmon} }

// counts counts the requests of a minute. The zero value has counted none.
type counts struct {
	mutex sync.Mutex
	since map[string]time.Time
	n     map[string]int
}

// allowed counts a request.
func (r *run) allowed(limit string) (most int, ok bool) {
	most = r.server.Limits[limit]
	if most == 0 {
		return 0, true
	}
	return most, r.counts.add(limit, r.server.now()) <= most
}

// add counts one more and returns how many there are in the minute.
func (c *counts) add(limit string, now time.Time) int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.n == nil {
		c.since, c.n = map[string]time.Time{}, map[string]int{}
	}
	if now.Sub(c.since[limit]) >= time.Minute {
		c.since[limit], c.n[limit] = now, 0
	}
	c.n[limit]++
	return c.n[limit]
}

// exceeded is the error of a limit that is passed. The texts are Cisco's, "Reatime" included: clients match them.
func exceeded(limit string, most int) error {
	switch limit {
	case LimitRIS:
		return &soap.Fault{Text: fmt.Sprintf("AxisFault: Exceeded allowed rate for Reatime information. Current allowed rate for realtime information is %d requests per minute.", most)}
	case LimitPerfmon:
		return &soap.Fault{Text: fmt.Sprintf("Exceeded allowed rate for Perfmon information. Current allowed rate for perfmon information is %d requests per minute.PerfmonService", most)}
	}
	return ErrBusy
}
