package control

import (
	"crypto/tls"
	"io"
	"time"

	"tvslab/admincli"
	"tvslab/sim"
	"tvslab/sim/lab/addresses"
	"tvslab/sim/lab/trouble"
)

// Place is where a node of a lab on sockets is, for servers beside the lab's own.
type Place struct {
	addresses.Address // Node is its identity
	Name              string
	Down              bool
	Login             bool // the node is up, and its System SSH runs
	Web               Web
}

// WebPorts are the ports on which Cisco Tomcat answers: over TLS, but for that at PlainWeb.
var WebPorts = [3]int{8443, 443, 8080}

// PlainWeb is the place in WebPorts of the port for phones that ask without TLS.
const PlainWeb = 2

// Web is how Cisco Tomcat of a node stands.
type Web struct {
	Started time.Time                   // when it was started last, on the lab's clock; zero where it does not run
	Doors   [len(WebPorts)]trouble.Kind // faults of its ports that everybody meets; "" for none
}

// Places returns the nodes of all clusters, publishers first; none in memory.
func (l *Lab) Places() []Place {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	var list []Place
	for _, at := range l.lab.Addresses() {
		n := l.lab.ClusterOf(at.Node).Node(at.Node)
		list = append(list, Place{at, n.Name, n.Down, n.Running(sim.ServiceSSH), l.web(n)})
	}
	return list
}

func (l *Lab) web(n *sim.Node) (w Web) {
	if !n.Running(sim.ServiceTomcat) {
		return w
	}
	w.Started = n.Started(sim.ServiceTomcat)
	for i, port := range WebPorts {
		w.Doors[i] = l.lab.Door(n.ID, port)
	}
	return w
}

// Presents is [lab.Lab.Presents], for servers beside the lab's own: it does not wait for what others do in the lab.
func (l *Lab) Presents(node, service string) (*tls.Certificate, error) {
	return l.lab.Presents(node, service)
}

// AdminShell returns the admin: shell of the session's node, to be set up and run: a shell that knows what the node knows, and
// no commands of the lab.
func (s *Session) AdminShell(in io.Reader, out io.Writer) *admincli.Shell {
	return &admincli.Shell{Host: host{s}, Node: s.node, In: in, Out: out}
}

// Reach lets commands reach the SFTP servers that administrators name. It is called before the first session.
func (l *Lab) Reach(servers admincli.SFTP) { l.outside.SFTP = servers }
