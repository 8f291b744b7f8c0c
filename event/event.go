// Package event is the one form in which clusters and phones tell what happened. Whoever wants to show it - a console, a
// trace, a syslog, a timeline - renders the same stream.
//
// What happened is a value with a type of its own, declared where it happens: in tvslab/sim/fact for clusters, in
// tvslab/phone for phones. So this package knows neither certificates nor decisions, and everybody may import it.
package event

import "time"

// Event is one thing that happened.
type Event struct {
	Time     time.Time
	Cluster  string // name of the cluster it happened to; "" for the home cluster and for phones
	Node     string // identity of the node it happened to; "" for a whole cluster and for phones
	Phone    string // device name of the phone it happened to; "" for clusters
	Sequence int    // number of the event among those of its phone, from 1; 0 for clusters
	What     What
}

// Where returns the node or the phone that it happened to, "" for a whole cluster.
func (e Event) Where() string {
	if e.Phone != "" {
		return e.Phone
	}
	return e.Node
}

// What is what happened. Who needs more than these words asks for the type that has the fields. A value must not be
// changed once it was told.
type What interface {
	Kind() string   // one word for all that is of the same kind
	String() string // in words, on one line, without time and place
}

// Named is a What that holds the name of its phone, in the name of a file for instance.
type Named interface {
	What
	// Renamed returns the same of another phone; rename puts that one's name into a text.
	Renamed(rename func(string) string) What
}
