package sim

import (
	"fmt"
	"slices"
)

// RoleOf returns the role that a node has while a service is activated on it, "" for none.
func RoleOf(service string) Role {
	if r := serviceRuleOf(service); r != nil {
		return r.grants
	}
	return ""
}

// CheckServices says which of the services a node of a new cluster would not have, or not activated; nil if all are.
func CheckServices(cfg Config, node string, services ...string) error {
	c, err := Outline(cfg)
	if err != nil {
		return err
	}
	n := c.Node(node)
	if n == nil {
		return fmt.Errorf("node %q is not in the cluster", node)
	}
	for _, name := range services {
		r := serviceRuleOf(name)
		if r == nil || !r.existsOn(c, n) || !r.network && !slices.ContainsFunc(r.activated, n.Has) {
			return fmt.Errorf("node %q does not have service %s activated on release %s", node, name, c.Release)
		}
	}
	return nil
}
