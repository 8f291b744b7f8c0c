package sim

import (
	"fmt"
	"maps"
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// Restart, Stop and Start act on one service on the named nodes ("all" means where it is activated), as
// Serviceability or `utils service` do. Starting a running service changes nothing.
func Restart(service string, nodes ...string) Op {
	return func(c *Cluster) error {
		return c.onService(service, nodes, func(n *Node) error { return c.restartService(n, service) })
	}
}

// Stop stops the service; stopping a stopped one changes nothing.
func Stop(service string, nodes ...string) Op {
	return func(c *Cluster) error {
		return c.onService(service, nodes, func(n *Node) error {
			c.stopService(n, service)
			if service == ServiceNotification {
				dropOrphans(c, n)
			}
			return nil
		})
	}
}

// Start starts the service where it is stopped.
func Start(service string, nodes ...string) Op {
	return func(c *Cluster) error {
		return c.onService(service, nodes, func(n *Node) error {
			if n.services[service].running {
				return nil
			}
			return c.startService(n, service)
		})
	}
}

func (c *Cluster) onService(service string, nodes []string, act func(*Node) error) error {
	if serviceRuleOf(service) == nil {
		return fmt.Errorf("service %q is not known", service)
	}
	return c.onPicked(nodes, "service "+service, func(n *Node) bool { return n.activated(service) }, act)
}

// onPicked acts on every node that pick resolves, as one operation.
func (c *Cluster) onPicked(nodes []string, what string, fits func(*Node) bool, act func(*Node) error) error {
	targets, err := c.pick(nodes, what, fits)
	if err != nil {
		return err
	}
	for _, name := range targets {
		if err := act(c.Node(name)); err != nil {
			return err
		}
	}
	return nil
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

func (c *Cluster) restartService(n *Node, service string) error {
	c.stopService(n, service)
	return c.startService(n, service)
}

func (c *Cluster) stopService(n *Node, service string) {
	s := n.services[service]
	if s == nil || !s.running {
		return
	}
	n.services = with(n.services, service, &serviceState{activated: s.activated, started: s.started})
	c.note(n, "service", "%s [STOPPED]", service)
}

// startService makes the service load what it needs: that is all a service remembers until its next start. A feature
// service that is started is activated.
func (c *Cluster) startService(n *Node, service string) error {
	state := &serviceState{activated: true, running: true, started: c.Now, loaded: map[cucm.Store]*pki.Certificate{}}
	for i, s := range c.storesOf(service) {
		if i == 0 {
			state.presents = s
		}
		if cert := n.identity[s]; cert != nil {
			state.loaded[s] = cert
		}
	}
	n.services = with(n.services, service, state)
	c.note(n, "service", "%s [STARTED]", service)
	switch service {
	case ServiceTFTP:
		return c.startTFTP(n)
	case ServiceTVS:
		startTVS(c, n)
	case ServiceExpiryMonitor:
		n.expiry = n.expiry.Started(c.Now)
	case ServiceNotification:
		if !n.Down {
			runNotification(c, n)
		}
	}
	return nil
}

// startTFTP loads the key, the rollback parameter and the signature algorithm, ends a signer set by
// `utils itl reset localkey`, and builds the ITL.
func (c *Cluster) startTFTP(n *Node) error {
	n.tftp = tftpLoaded{
		key:    n.identity[cucm.CallManager],
		blank:  c.parameters[ParamRollback] == "True",
		digest: c.parameters[ParamSignature],
	}
	if n.resetBy != "" && !c.settings.ResetSurvivesRestart {
		n.resetBy, n.resetKey = "", nil
	}
	return c.rebuildITL(n, "Cisco Tftp started")
}

// reload makes running services use a new certificate without a restart.
func (c *Cluster) reload(n *Node, s cucm.Store, services ...string) {
	for _, service := range services {
		state := n.services[service]
		if state == nil || !state.running || state.loaded[s] == nil {
			continue
		}
		changed := *state
		changed.loaded = maps.Clone(state.loaded)
		changed.loaded[s] = n.identity[s]
		n.services = with(n.services, service, &changed)
	}
}

// Started returns when the service was last started on the node, the zero time if never.
func (n *Node) Started(service string) time.Time {
	if s := n.services[service]; s != nil {
		return s.started
	}
	return time.Time{}
}
