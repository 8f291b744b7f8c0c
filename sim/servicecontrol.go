package sim

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/fact"
	"tvslab/sim/pki"
)

// Restart stops and starts a service on the named nodes ("all" means where it is activated), as Serviceability or
// `utils service` do. The service then has what lies on the node's disk.
func Restart(service string, nodes ...string) Op {
	return func(c *Cluster) error {
		return onService(c, service, nodes, func(n *Node) error { return restartService(c, n, service) })
	}
}

// Stop stops a service on the named nodes, as Restart takes them; stopping a stopped one changes nothing.
func Stop(service string, nodes ...string) Op {
	return func(c *Cluster) error {
		return onService(c, service, nodes, func(n *Node) error {
			stopService(c, n, service)
			if slices.Contains(followers(n), service) {
				dropOrphans(c, n)
			}
			return nil
		})
	}
}

// Start starts a service on the named nodes, as Restart takes them, where it is stopped.
func Start(service string, nodes ...string) Op {
	return func(c *Cluster) error {
		return onService(c, service, nodes, func(n *Node) error {
			if n.services[service].running {
				return nil
			}
			return startService(c, n, service)
		})
	}
}

func onService(c *Cluster, service string, nodes []string, act func(*Node) error) error {
	if serviceRuleOf(service) == nil {
		return fmt.Errorf("service %q is not known", service)
	}
	return onPicked(c, nodes, "service "+service, func(n *Node) bool { return n.activated(service) }, act)
}

// onPicked acts on every node that pick resolves, as one operation.
func onPicked(c *Cluster, nodes []string, what string, fits func(*Node) bool, act func(*Node) error) error {
	targets, err := pickNodes(c, nodes, what, fits)
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

// pickNodes resolves node names; "all" or none means all that are up and for which fits holds. It is an error if a named
// node is down or does not fit, or if nothing is left.
func pickNodes(c *Cluster, names []string, what string, fits func(*Node) bool) ([]string, error) {
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

func restartService(c *Cluster, n *Node, service string) error {
	stopService(c, n, service)
	return startService(c, n, service)
}

func stopService(c *Cluster, n *Node, service string) {
	s := n.services[service]
	if s == nil || !s.running {
		return
	}
	n.services = with(n.services, service, &serviceState{activated: s.activated, started: s.started})
	c.note(n, fact.ServiceChanged{Service: service})
}

// startService makes the service load what it needs: that is all a service remembers until its next start. A feature
// service that is started is activated.
func startService(c *Cluster, n *Node, service string) error {
	state := &serviceState{activated: true, running: true, started: c.Now, loaded: map[cucm.Store]*pki.Certificate{}}
	for i, s := range storesOf(c, service) {
		if i == 0 {
			state.presents = s
		}
		if cert := n.identity[s]; cert != nil {
			state.loaded[s] = cert
		}
	}
	n.services = with(n.services, service, state)
	c.note(n, fact.ServiceChanged{Service: service, Started: true})
	switch service {
	case ServiceTFTP:
		return startTFTP(c, n)
	case ServiceTVS:
		startTVS(n)
	case ServiceExpiryMonitor:
		n.expiry = n.expiry.Started(c.Now)
	case ServiceNotification, ServiceInterclusterSync, ServicePlatformWeb:
		if !n.Down {
			runNotification(c, n)
		}
	}
	return nil
}

// startTFTP loads the key, the rollback parameter and the signature algorithm, ends a signer set by
// `utils itl reset localkey`, and builds the ITL.
func startTFTP(c *Cluster, n *Node) error {
	n.tftp = tftpLoaded{
		key:    n.identity[cucm.CallManager],
		blank:  c.parameters[ParamRollback] == "True",
		digest: c.parameters[ParamSignature],
	}
	if n.resetBy != "" && !c.settings.ResetSurvivesRestart {
		n.resetBy, n.resetKey = "", nil
	}
	return rebuildITL(c, n, "Cisco Tftp started")
}

// reloadCertificate makes running services use a new certificate without a restart.
func reloadCertificate(c *Cluster, n *Node, s cucm.Store, services ...string) {
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

// installServices starts on a new node what its roles name: network services and activated feature services. The
// others are there, not activated.
func installServices(c *Cluster, n *Node) error {
	for _, name := range servicesOf(c, n) {
		if n.services[name] != nil {
			continue
		}
		r := serviceRuleOf(name)
		if !r.network && !slices.ContainsFunc(r.activated, n.Has) {
			n.services = with(n.services, name, &serviceState{})
			continue
		}
		if err := startService(c, n, name); err != nil {
			return err
		}
	}
	return nil
}

// Activate activates a feature service on the named nodes and starts it, as Serviceability > Tools > Service Activation
// does. The node takes part in what the service stands for from then on: a TFTP node builds an ITL, a CallManager node
// can be in groups. The CTL learns of it at its next update.
func Activate(service string, nodes ...string) Op {
	return func(c *Cluster) error {
		return onFeature(c, service, nodes, func(n *Node, r *serviceRule) error {
			if n.activated(service) {
				return nil
			}
			if r.grants != "" && !n.Has(r.grants) {
				n.Roles = append(slices.Clone(n.Roles), r.grants)
			}
			if err := startService(c, n, service); err != nil {
				return err
			}
			return rebuildITLs(c, service+" activated")
		})
	}
}

// Deactivate stops a feature service on the named nodes and takes it out of service there.
func Deactivate(service string, nodes ...string) Op {
	return func(c *Cluster) error {
		return onFeature(c, service, nodes, func(n *Node, r *serviceRule) error {
			if !n.activated(service) {
				return nil
			}
			stopService(c, n, service)
			n.services = with(n.services, service, &serviceState{started: n.Started(service)})
			n.Roles = slices.DeleteFunc(slices.Clone(n.Roles), func(role Role) bool { return role == r.grants })
			return rebuildITLs(c, service+" deactivated")
		})
	}
}

func onFeature(c *Cluster, service string, nodes []string, act func(*Node, *serviceRule) error) error {
	r := serviceRuleOf(service)
	switch {
	case r == nil:
		return fmt.Errorf("service %q is not known", service)
	case r.network:
		return fmt.Errorf("service %q is a network service: it is always activated", service)
	}
	return onPicked(c, nodes, "service "+service, func(n *Node) bool { return r.existsOn(c, n) },
		func(n *Node) error { return act(n, r) })
}
