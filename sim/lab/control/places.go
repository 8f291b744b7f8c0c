package control

import (
	"io"

	"tvslab/admincli"
	"tvslab/sim"
	"tvslab/sim/lab/addresses"
)

// Place is where a node of a lab on sockets is, for servers beside the lab's own.
type Place struct {
	addresses.Address // Node is its identity
	Name              string
	Down              bool
	Login             bool // the node is up, and its System SSH runs
}

// Places returns the nodes of all clusters, publishers first; none in memory.
func (l *Lab) Places() []Place {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	var list []Place
	for _, at := range l.lab.Addresses() {
		n := l.lab.ClusterOf(at.Node).Node(at.Node)
		list = append(list, Place{at, n.Name, n.Down, n.Running(sim.ServiceSSH)})
	}
	return list
}

// AdminShell returns the admin: shell of the session's node, to be set up and run: a shell that knows what the node knows, and
// no commands of the lab.
func (s *Session) AdminShell(in io.Reader, out io.Writer) *admincli.Shell {
	return &admincli.Shell{Host: host{s}, Node: s.node, In: in, Out: out}
}

// Reach lets commands reach the SFTP servers that administrators name. It is called before the first session.
func (l *Lab) Reach(servers admincli.SFTP) { l.outside.SFTP = servers }
