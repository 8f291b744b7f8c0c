package control

import (
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// Service is a service of a node.
type Service struct {
	Name      string   `json:"name"`
	Network   bool     `json:"network" doc:"a network service; else a feature service, which must be activated"`
	Activated bool     `json:"activated"`
	Running   bool     `json:"running"`
	Reason    string   `json:"reason,omitempty" doc:"why it does not run"`
	Started   string   `json:"started,omitempty" doc:"when it was started last, on the lab's clock"`
	Loaded    []Loaded `json:"loaded" doc:"the node's own certificates that it works with: what it read at its start, or took over since"`
	Due       []string `json:"restart_due" doc:"why the guides ask for a restart that has not happened"`
}

// Loaded is a certificate that a service works with.
type Loaded struct {
	Store  string `json:"store"`
	Serial string `json:"serial" doc:"hexadecimal"`
	SHA256 string `json:"sha256" doc:"of the certificate, hexadecimal"`
	Old    bool   `json:"old" doc:"another certificate lies in the store by now"`
}

// Old reports whether the service works with a certificate of before.
func (s *Service) Old() bool {
	for _, l := range s.Loaded {
		if l.Old {
			return true
		}
	}
	return false
}

// services are those of a node, in the order of utils service list.
func services(c *sim.Cluster, n *sim.Node) (list []Service) {
	due := map[string][]string{}
	for _, d := range c.RestartsDue() {
		if d.Node == n {
			due[d.Service] = append(due[d.Service], d.Why)
		}
	}
	for _, s := range c.Services(n.ID) {
		list = append(list, Service{Name: s.Name, Network: s.Network, Activated: s.Activated, Running: s.Running, Reason: s.Reason,
			Started: clockTime(n.Started(s.Name)), Loaded: loaded(n, s.Name), Due: append([]string{}, due[s.Name]...)})
	}
	return list
}

// loaded are the certificates that a service works with.
func loaded(n *sim.Node, service string) []Loaded {
	list := []Loaded{}
	for _, s := range cucm.IdentityStores {
		if cert := n.WorksWith(service, s); cert != nil {
			own := n.Certificate(s)
			list = append(list, Loaded{string(s), serialOf(cert), sumOf(cert), own == nil || own.Sum != cert.Sum})
		}
	}
	return list
}

// serialOf is the serial number of a certificate as documents have it.
func serialOf(c *pki.Certificate) string { return strings.ReplaceAll(c.SerialHex(), ":", "") }

// faults are what is broken about a node.
func faults(n *sim.Node) []string {
	list := []string{}
	for _, f := range []struct {
		kind string
		is   bool
	}{
		{"node-down", n.Down}, {"replication-broken", n.ReplicationBroken}, {"sftp-broken", n.SFTPBroken}, {"capf-busy", n.CAPFBusy},
		{"disk-full", n.DiskFull}, {"clock-ahead", n.Ahead > 0}, {"clock-behind", n.Ahead < 0},
	} {
		if f.is {
			list = append(list, f.kind)
		}
	}
	return list
}
