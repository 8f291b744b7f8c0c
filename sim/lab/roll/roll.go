// Package roll keeps what call managers know of phones: which are registered with each, which were, which were refused, since when and why. It is
// told what happens, in the order in which it happens. How a phone stands now is known to the lab; what was before is known here.
package roll

import (
	"slices"
	"sync"
	"time"

	"tvslab/devices"
)

// State is how a phone stands with a call manager.
type State byte

// The states.
const (
	Registered State = iota + 1
	Unregistered
	Rejected
)

// Reason says why a phone stands so, by the numbers of CUCM's alarms and of RisPort.
type Reason byte

// The reasons that the lab has causes for.
const (
	None                   Reason = 0
	Unknown                Reason = 1
	NoEntryInDatabase      Reason = 2
	ConfigurationError     Reason = 3
	DeviceInitiatedReset   Reason = 8
	CallManagerReset       Reason = 9
	DeviceUnregistered     Reason = 10
	KeepAliveTimeout       Reason = 13
	CallManagerRestart     Reason = 15
	CallManagerApplyConfig Reason = 17
	FallbackInitiated      Reason = 28
)

// Mark is how a phone stands with a call manager.
type Mark struct {
	Node       string // identity
	State      State
	Reason     Reason    // of a phone that is not registered
	Since      time.Time // it stands so
	Registered time.Time // when it registered last; zero for never
}

// Roll is marks of phones. It is safe for concurrent use.
type Roll struct {
	mutex  sync.Mutex
	nodes  []string
	phones map[devices.Number][]mark
}

// mark is a Mark in little room: there are as many as phones. Times are in seconds since 1970.
type mark struct {
	node              byte
	state             State
	reason            Reason
	since, registered uint32
}

// New returns a roll without a mark.
func New() *Roll { return &Roll{phones: map[devices.Number][]mark{}} }

// mostNodes bounds the nodes that are told apart; a cluster has far fewer.
const mostNodes = 255

// node is the place of a node among those that were named; false if there are too many.
func (r *Roll) node(id string) (byte, bool) {
	i := slices.Index(r.nodes, id)
	if i < 0 && len(r.nodes) < mostNodes {
		i = len(r.nodes)
		r.nodes = append(r.nodes, id)
	}
	return byte(i), i >= 0
}

// Register notes that a phone has registered, and returns the node that it was registered with before, "" for none or the same.
func (r *Roll) Register(p devices.Number, node string, at time.Time) (left string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	n, ok := r.node(node)
	if !ok {
		return ""
	}
	marks := r.phones[p]
	for i := range marks {
		if m := &marks[i]; m.state == Registered && m.node != n {
			left = r.nodes[m.node]
			m.state, m.reason, m.since = Unregistered, FallbackInitiated, seconds(at)
		}
	}
	r.set(p, mark{n, Registered, None, seconds(at), seconds(at)})
	return left
}

// Leave notes that a phone is registered no more, and returns the node that it was registered with, "" for none.
func (r *Roll) Leave(p devices.Number, why Reason, at time.Time) (left string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	marks := r.phones[p]
	for i := range marks {
		if m := &marks[i]; m.state == Registered {
			left = r.nodes[m.node]
			m.state, m.reason, m.since = Unregistered, why, seconds(at)
		}
	}
	return left
}

// Reject notes that a node refused a phone, and reports whether that is news there.
func (r *Roll) Reject(p devices.Number, node string, why Reason, at time.Time) (news bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	n, ok := r.node(node)
	if !ok {
		return false
	}
	had := r.had(p, n)
	if had.state == Rejected && had.reason == why {
		return false
	}
	r.set(p, mark{n, Rejected, why, seconds(at), had.registered})
	return true
}

// End notes that a call manager is no more: nobody is registered with it.
func (r *Roll) End(node string, why Reason, at time.Time) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	n := slices.Index(r.nodes, node)
	for _, marks := range r.phones {
		for i := range marks {
			if m := &marks[i]; int(m.node) == n && m.state == Registered {
				m.state, m.reason, m.since = Unregistered, why, seconds(at)
			}
		}
	}
}

// had is the mark of a phone at a node, the zero value for none.
func (r *Roll) had(p devices.Number, node byte) mark {
	for _, m := range r.phones[p] {
		if m.node == node {
			return m
		}
	}
	return mark{node: node}
}

func (r *Roll) set(p devices.Number, m mark) {
	marks := r.phones[p]
	if i := slices.IndexFunc(marks, func(had mark) bool { return had.node == m.node }); i >= 0 {
		marks[i] = m
		return
	}
	r.phones[p] = append(marks, m)
}

// Marks returns how a phone stands with the call managers that know it. Those that are later than now are left out: the lab has gone back
// since.
func (r *Roll) Marks(p devices.Number, now time.Time) (list []Mark) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, m := range r.phones[p] {
		if m.since <= seconds(now) {
			list = append(list, Mark{r.nodes[m.node], m.state, m.reason, moment(m.since), moment(m.registered)})
		}
	}
	return list
}

func seconds(t time.Time) uint32 { return uint32(max(0, t.Unix())) }

func moment(s uint32) time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(int64(s), 0).UTC()
}

// At returns how a phone stands with one call manager; false where it does not know it, or what is known is later than now.
func (r *Roll) At(p devices.Number, node string, now time.Time) (Mark, bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	n := slices.Index(r.nodes, node)
	for _, m := range r.phones[p] {
		if int(m.node) == n && m.since <= seconds(now) {
			return Mark{node, m.state, m.reason, moment(m.since), moment(m.registered)}, true
		}
	}
	return Mark{}, false
}
