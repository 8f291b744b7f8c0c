package system

import (
	"slices"
	"time"

	"tvslab/sim/pki"
)

// System is a system as it stands. It is a value: what happens to it gives another one, and nothing in it is changed.
type System struct {
	Name  string
	Kind  *Kind
	Nodes []string // identities of the nodes it meets; none: those of its kind, in the home cluster
	Peer  string   // identity of the node of another cluster that is the other side; "" for a system of its own
	Blind bool     // it does not verify the certificate of CUCM

	Own   *pki.Certificate   // what it shows; nil where nobody judges that, and with a Peer
	Chain []*pki.Certificate // CA certificates that it shows beside it

	imported    []*pki.Certificate
	read        []*pki.Certificate // of those, at its start
	connections []Connection
	made        uint64 // certificates of its own so far
}

// Connection is how a system stands with one node.
type Connection struct {
	Node   string // identity of the node of CUCM
	From   string // identity of the node on the other side, "" for a system of its own
	Reason Reason // Connected, or why not
	Anew   Reason // what a new connection would meet: not Reason where an old one stands
	Detail string // which certificate, service or store the reason is about; "" for none. Of Anew

	since time.Time // when the service was started, of a connection that stands
}

// Up reports whether all connections stand. A system that meets nobody is down.
func (s System) Up() bool {
	return len(s.connections) > 0 && !slices.ContainsFunc(s.connections, Connection.down)
}

func (c Connection) down() bool { return c.Reason != Connected }

// String says how the system stands with the node.
func (c Connection) String() string {
	text := c.Node
	if c.From != "" {
		text += " from " + c.From
	}
	text += ": " + string(c.Reason)
	if c.down() && c.Detail != "" {
		text += " (" + c.Detail + ")"
	}
	return text
}

// Connections returns how the system stands with each node, in the order of the nodes. They must not be changed.
func (s System) Connections() []Connection { return s.connections }

// Worst returns the first connection that is down, else the first that could not be made anew, else the first; the zero value
// where there is none.
func (s System) Worst() Connection {
	for _, bad := range []func(Connection) bool{Connection.down, func(c Connection) bool { return c.Anew != Connected }} {
		if i := slices.IndexFunc(s.connections, bad); i >= 0 {
			return s.connections[i]
		}
	}
	if len(s.connections) > 0 {
		return s.connections[0]
	}
	return Connection{Reason: Unreachable, Anew: Unreachable}
}

// Imported returns what somebody imported on the system, in order.
func (s System) Imported() []*pki.Certificate { return s.imported }

// Importing returns the system after somebody imported certificates of CUCM, or of CAs, there.
func (s System) Importing(certificates ...*pki.Certificate) System {
	all := slices.Clone(s.imported)
	for _, c := range certificates {
		if !slices.ContainsFunc(all, func(have *pki.Certificate) bool { return have.Sum == c.Sum }) {
			all = append(all, c)
		}
	}
	s.imported = all
	if !s.Kind.Reads {
		s.read = all
	}
	return s
}

// Restarted returns the system after its restart: it has read what was imported, and has no connection.
func (s System) Restarted() System {
	s.read, s.connections = s.imported, nil
	return s
}

// Believed returns those of the imported certificates that count: what it read at its last start, where it reads them then.
func (s System) Believed() []*pki.Certificate { return s.read }
