package sim

import (
	"strings"
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/expiry"
)

// expiryMonitor is Cisco Certificate Expiry Monitor of a node, with the node's own and trusted certificates.
func expiryMonitor(c *Cluster, n *Node) expiry.Service {
	s := expiry.Service{Node: n.Name, FQDN: n.FQDN(), Rules: c.rules, State: n.expiry}
	for _, of := range cucm.IdentityStores {
		if cert := n.identity[of]; cert != nil {
			s.Watched = append(s.Watched, expiry.Watched{Store: of, Cert: cert})
		}
	}
	for _, of := range cucm.TrustStores {
		for _, cert := range n.Trusted(of) {
			s.Watched = append(s.Watched, expiry.Watched{Store: of, Cert: cert})
		}
	}
	return s
}

// nextExpiry is when the service of any node will next send something, the zero time if never.
func nextExpiry(c *Cluster) time.Time {
	var next time.Time
	for _, n := range c.Nodes {
		if n.Running(ServiceExpiryMonitor) {
			next = earlier(next, expiryMonitor(c, n).Next(c.Now))
		}
	}
	return next
}

// runExpiry runs the service on the nodes whose notification is due now, one event per alarm.
func runExpiry(c *Cluster) {
	for _, n := range c.Nodes {
		if !n.Running(ServiceExpiryMonitor) {
			continue
		}
		monitor := expiryMonitor(c, n)
		if due := monitor.Next(c.Now); due.IsZero() || due.After(c.Now) {
			continue
		}
		state, alarms := monitor.Run(c.Now)
		n.expiry = state
		for _, a := range alarms {
			c.note(n, "alarm", "%s: %s", a.Name, strings.Join(a.Certificates, ", "))
			c.events[len(c.events)-1].Lines = a.Lines
		}
	}
}
