package sim

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// serviceState is a service on a node. It is never changed, only replaced: clones share it.
type serviceState struct {
	activated bool
	running   bool
	started   time.Time
	presents  cucm.Store                      // the certificate the service is asked for first; "" if it loads none
	loaded    map[cucm.Store]*pki.Certificate // what it read at its start
}

// Reasons why a service does not run, as `utils service list` prints them.
const (
	ReasonCommanded    = "Commanded Out of Service"
	ReasonNotActivated = "Service Not Activated"
)

// ServiceStatus is a service on a node as Serviceability and `utils service list` show it.
type ServiceStatus struct {
	Name      string
	Network   bool // a network service; else a feature service, which must be activated
	Activated bool
	Running   bool
	Reason    string // why it does not run; "" if it does, or would if the node were up
}

// Services returns the services of a node in the order of `utils service list`: System SSH, then what runs, what was
// stopped, and what is not activated, each by name. The result is empty for a node that is not in the cluster.
func (c *Cluster) Services(node string) []ServiceStatus {
	n := c.Node(node)
	if n == nil {
		return nil
	}
	var list []ServiceStatus
	for _, name := range c.servicesOf(n) {
		list = append(list, n.status(name))
	}
	slices.SortFunc(list, func(a, b ServiceStatus) int {
		return cmp.Or(listOrder(a)-listOrder(b), strings.Compare(a.Name, b.Name))
	})
	return list
}

func listOrder(s ServiceStatus) int {
	switch {
	case s.Name == ServiceSSH:
		return 0
	case s.Running:
		return 1
	case s.Activated:
		return 2
	}
	return 3
}

func (n *Node) status(service string) ServiceStatus {
	s := ServiceStatus{
		Name: service, Network: serviceRuleOf(service).network,
		Activated: n.activated(service), Running: n.Running(service),
	}
	switch {
	case !s.Activated:
		s.Reason = ReasonNotActivated
	case !n.services[service].running: // on a node that is down nobody commanded anything
		s.Reason = ReasonCommanded
	}
	return s
}

func (n *Node) activated(service string) bool {
	s := n.services[service]
	return s != nil && s.activated
}

// Running reports whether the service runs and the node is up.
func (n *Node) Running(service string) bool {
	s := n.services[service]
	return s != nil && s.running && !n.Down
}

// Loaded returns the certificate that a running service presents: the one it read at its last start, or took over by
// itself since. It is nil if the service does not run or presents none.
func (n *Node) Loaded(service string) *pki.Certificate {
	switch {
	case !n.Running(service):
		return nil
	case service == ServiceTVS:
		return n.tvs.certificate
	case service == ServiceTFTP:
		return n.tftp.key
	}
	return n.services[service].loaded[n.services[service].presents]
}

// LoadedFrom returns the certificate of one store that a running service holds, for services that hold several; nil
// if it does not run or holds none of that store.
func (n *Node) LoadedFrom(service string, s cucm.Store) *pki.Certificate {
	if !n.Running(service) {
		return nil
	}
	return n.services[service].loaded[s]
}
