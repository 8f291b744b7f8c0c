package sim

import (
	"fmt"
	"slices"
	"time"
)

// Services by the names Cisco Unified Serviceability and `utils service` use.
const (
	ServiceTFTP = "Cisco Tftp"
	ServiceTVS  = "Cisco Trust Verification Service"
	ServiceCCM  = "Cisco CallManager"
	ServiceCAPF = "Cisco Certificate Authority Proxy Function"
)

// ServiceHAProxy exists from 14 on (row 34 of the release matrix).
const ServiceHAProxy = "Cisco HAProxy"

// serviceRule says where a service runs: on nodes with the role, or on every node.
type serviceRule struct {
	name string
	role Role // "" = every node
}

var serviceRules = []serviceRule{
	{ServiceTFTP, RoleTFTP}, {ServiceTVS, RoleTVS}, {ServiceCCM, RoleCCM}, {ServiceCAPF, RoleCAPF},
	{"Cisco CTIManager", RoleCCM}, {"Cisco CTL Provider", RoleCCM}, {"Cisco Tomcat", ""}, {"Cisco DRF Local", ""},
	{"Cisco DRF Master", Publisher}, {"Cisco Certificate Change Notification", ""},
	{"Cisco Certificate Expiry Monitor", ""}, {ServiceHAProxy, ""},
}

// ServiceNames returns the names of all services.
func ServiceNames() []string {
	names := make([]string, len(serviceRules))
	for i, r := range serviceRules {
		names[i] = r.name
	}
	return names
}

// servicesOf lists the services that the node has on the cluster's release.
func (c *Cluster) servicesOf(n *Node) []string {
	var names []string
	for _, r := range serviceRules {
		if r.name == ServiceHAProxy && !c.Release.rules.HAProxy {
			continue
		}
		if r.role == "" || n.Has(r.role) {
			names = append(names, r.name)
		}
	}
	return names
}

// Restart, Stop and Start act on one service on the named nodes ("all" means where it is activated), as
// Serviceability or `utils service` do. Starting a running service changes nothing.
func (c *Cluster) Restart(service string, nodes ...string) ([]Event, error) {
	return c.onService(service, nodes, func(n *Node) error {
		c.stopService(n, service)
		return c.startService(n, service)
	})
}

// Stop stops the service; stopping a stopped one changes nothing.
func (c *Cluster) Stop(service string, nodes ...string) ([]Event, error) {
	return c.onService(service, nodes, func(n *Node) error { c.stopService(n, service); return nil })
}

// Start starts the service where it is stopped.
func (c *Cluster) Start(service string, nodes ...string) ([]Event, error) {
	return c.onService(service, nodes, func(n *Node) error {
		if n.services[service].running {
			return nil
		}
		return c.startService(n, service)
	})
}

func (c *Cluster) onService(service string, nodes []string, act func(*Node) error) ([]Event, error) {
	if !slices.Contains(ServiceNames(), service) {
		return nil, fmt.Errorf("service %q is not known", service)
	}
	targets, err := c.pick(nodes, "service "+service, func(n *Node) bool { return n.services[service] != nil })
	if err != nil {
		return nil, err
	}
	return c.do(func() error {
		for _, name := range targets {
			if err := act(c.Node(name)); err != nil {
				return err
			}
		}
		return nil
	})
}

// pick resolves node names; "all" or none means all that are up and for which fits holds. It is an error if a named
// node is down or does not fit, or if nothing is left.
func (c *Cluster) pick(names []string, what string, fits func(*Node) bool) ([]string, error) {
	all := len(names) == 0 || len(names) == 1 && names[0] == "all"
	var picked []string
	if all {
		for _, n := range c.Nodes {
			if fits(n) && !n.Down {
				picked = append(picked, n.ID)
			}
		}
	}
	for _, name := range names {
		if all {
			break
		}
		n := c.Node(name)
		switch {
		case n == nil:
			return nil, fmt.Errorf("node %q is not in the cluster", name)
		case n.Down:
			return nil, fmt.Errorf("node %q is down", name)
		case !fits(n):
			return nil, fmt.Errorf("node %q does not have %s on release %s", name, what, c.Release)
		}
		picked = append(picked, n.ID)
	}
	if len(picked) == 0 {
		return nil, fmt.Errorf("no node has %s on release %s", what, c.Release)
	}
	return picked, nil
}

func (c *Cluster) stopService(n *Node, service string) {
	s := n.services[service]
	if s == nil || !s.running {
		return
	}
	s.running = false
	c.note(n, "service", "%s [STOPPED]", service)
}

// startService makes the service load what it needs: that is all a service remembers until its next start.
func (c *Cluster) startService(n *Node, service string) error {
	n.services[service] = &serviceState{running: true, started: c.Now}
	c.note(n, "service", "%s [STARTED]", service)
	switch service {
	case ServiceTFTP:
		return c.startTFTP(n)
	case ServiceTVS:
		c.startTVS(n)
	case ServiceCCM:
		n.ccm = n.identity[CallManager]
	case ServiceCAPF:
		n.capf = n.identity[CAPF]
	}
	return nil
}

// startTFTP loads the key, the rollback parameter and the signature algorithm, ends a signer set by
// `utils itl reset localkey`, and builds the ITL.
func (c *Cluster) startTFTP(n *Node) error {
	n.tftp = tftpLoaded{
		key:    n.identity[CallManager],
		blank:  c.parameters[ParamRollback] == "True",
		digest: c.parameters[ParamSignature],
	}
	if n.resetBy != "" && !c.Settings.ResetSurvivesRestart {
		n.resetBy = ""
	}
	return c.rebuildITL(n, "Cisco Tftp started")
}

// Started returns when the service was last started on the node, the zero time if never.
func (n *Node) Started(service string) time.Time {
	if s := n.services[service]; s != nil {
		return s.started
	}
	return time.Time{}
}

// SetDown powers a node off or on. When it comes back its running services start afresh and replication catches up.
func (c *Cluster) SetDown(node string, down bool) ([]Event, error) {
	return c.onNode(node, func(n *Node) error {
		if n.Down == down {
			return nil
		}
		n.Down = down
		if down {
			c.note(n, "node", "node is down")
			return nil
		}
		c.note(n, "node", "node is up")
		c.synchronize(n)
		if err := c.rebuildITLs("node " + n.Name + " is up"); err != nil {
			return err
		}
		for _, s := range c.servicesOf(n) {
			if n.services[s].running {
				if err := c.startService(n, s); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// SetReplication breaks or repairs database replication to a node; repairing brings both sides together.
func (c *Cluster) SetReplication(node string, broken bool) ([]Event, error) {
	return c.onNode(node, func(n *Node) error {
		n.ReplicationBroken = broken
		if broken {
			c.note(n, "replication", "database replication is broken")
			return nil
		}
		c.note(n, "replication", "database replication is repaired")
		c.synchronize(n)
		return c.rebuildITLs("replication repaired")
	})
}

// SetSFTP breaks or repairs the file copy from the publisher to a node.
func (c *Cluster) SetSFTP(node string, broken bool) ([]Event, error) {
	return c.onNode(node, func(n *Node) error {
		n.SFTPBroken = broken
		state := map[bool]string{true: "broken", false: "repaired"}[broken]
		c.note(n, "replication", "file copy from the publisher is %s", state)
		return nil
	})
}

func (c *Cluster) onNode(name string, act func(*Node) error) ([]Event, error) {
	if c.Node(name) == nil {
		return nil, fmt.Errorf("node %q is not in the cluster", name)
	}
	return c.do(func() error { return act(c.Node(name)) })
}
