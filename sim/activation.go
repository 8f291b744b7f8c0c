package sim

import (
	"fmt"
	"slices"
)

// installServices starts on a new node what its roles name: network services and activated feature services. The
// others are there, not activated.
func (c *Cluster) installServices(n *Node) error {
	for _, name := range c.servicesOf(n) {
		if n.services[name] != nil {
			continue
		}
		r := serviceRuleOf(name)
		if !r.network && !slices.ContainsFunc(r.activated, n.Has) {
			n.services = with(n.services, name, &serviceState{})
			continue
		}
		if err := c.startService(n, name); err != nil {
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
		return c.onFeature(service, nodes, func(n *Node, r *serviceRule) error {
			if n.activated(service) {
				return nil
			}
			if r.grants != "" && !n.Has(r.grants) {
				n.Roles = append(slices.Clone(n.Roles), r.grants)
			}
			if err := c.startService(n, service); err != nil {
				return err
			}
			return c.rebuildITLs(service + " activated")
		})
	}
}

// Deactivate stops a feature service on the named nodes and takes it out of service there.
func Deactivate(service string, nodes ...string) Op {
	return func(c *Cluster) error {
		return c.onFeature(service, nodes, func(n *Node, r *serviceRule) error {
			if !n.activated(service) {
				return nil
			}
			c.stopService(n, service)
			n.services = with(n.services, service, &serviceState{started: n.Started(service)})
			n.Roles = slices.DeleteFunc(slices.Clone(n.Roles), func(role Role) bool { return role == r.grants })
			return c.rebuildITLs(service + " deactivated")
		})
	}
}

func (c *Cluster) onFeature(service string, nodes []string, act func(*Node, *serviceRule) error) error {
	r := serviceRuleOf(service)
	switch {
	case r == nil:
		return fmt.Errorf("service %q is not known", service)
	case r.network:
		return fmt.Errorf("service %q is a network service: it is always activated", service)
	}
	return c.onPicked(nodes, "service "+service, func(n *Node) bool { return r.existsOn(c, n) },
		func(n *Node) error { return act(n, r) })
}
