package sim

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"tvslab/sim/cucm"
	"tvslab/sim/fact"
)

// SetHostname gives a node another host name, as OS Administration or `set network hostname` do: all its
// certificates but ITLRecovery are made anew, CA-signed ones too, its services restart, the ITL files are rebuilt and
// every device is reset. The CTL is left as it is and must be updated (administration guide 12.5(1)SU4). The node's
// ID stays.
func SetHostname(node, name string) Op {
	return func(c *Cluster) error {
		if err := checkHostname(c, node, name); err != nil {
			return err
		}
		return changeNode(c, node, "set network hostname", func(n *Node) (fact.NodeRenamed, error) {
			old := n.Name
			n.Name = name
			return fact.NodeRenamed{Property: "host name", Node: n.ID, From: old, To: name}, renewAll(c, n)
		})
	}
}

// SetDomain gives a node another DNS domain, "" for none, with the effects of another host name, since the domain
// is part of the name in its certificates.
func SetDomain(node, domain string) Op {
	return func(c *Cluster) error {
		if domain != "" && !hostName.MatchString(domain) {
			return fmt.Errorf("set network domain: domain %q: letters, digits, dots and hyphens", domain)
		}
		return changeNode(c, node, "set network domain", func(n *Node) (fact.NodeRenamed, error) {
			old := n.Domain
			n.Domain = domain
			return fact.NodeRenamed{Property: "domain", Node: n.ID, From: strconv.Quote(old), To: strconv.Quote(domain)}, renewAll(c, n)
		})
	}
}

// SetAddress gives a node another IPv4 address. Services restart and every device is reset; whether certificates are
// made anew, on which the administration guide contradicts itself, is the setting ip_change_regenerates. The CTL,
// whose records carry addresses, must be updated.
func SetAddress(node string, a netip.Addr) Op {
	return func(c *Cluster) error {
		if !a.Is4() {
			return fmt.Errorf("set network ip: address %s: trust lists carry IPv4 addresses only", a)
		}
		if other := c.Node(a.String()); other != nil {
			return fmt.Errorf("set network ip: address %s is that of node %q", a, other.Name)
		}
		return changeNode(c, node, "set network ip", func(n *Node) (fact.NodeRenamed, error) {
			old := n.Address
			n.Address = a
			changed := fact.NodeRenamed{Property: "address", Node: n.ID, From: old.String(), To: a.String()}
			if !c.settings.AddressRenews {
				return changed, nil
			}
			return changed, renewAll(c, n)
		})
	}
}

func checkHostname(c *Cluster, node, name string) error {
	if !hostName.MatchString(name) || strings.Contains(name, ".") || len(name) > maxNodeName {
		return fmt.Errorf("set network hostname: %q: a host name has 1 to %d letters, digits and hyphens; the domain is set apart", name, maxNodeName)
	}
	if other := c.Node(name); other != nil && other != c.Node(node) {
		return fmt.Errorf("set network hostname: %q is taken by node %q", name, other.ID)
	}
	if n := c.Node(node); n != nil && n.Name == name {
		return fmt.Errorf("set network hostname: %q is the name of the node already", name)
	}
	return nil
}

// changeNode runs a change of name or address, restarts the node and resets all devices. The server list is edited
// on the publisher, which must be up. change returns what was done.
func changeNode(c *Cluster, node, command string, change func(*Node) (fact.NodeRenamed, error)) error {
	n := c.Node(node)
	switch {
	case n == nil:
		return fmt.Errorf("%s: node %q is not in the cluster", command, node)
	case n.Down:
		return fmt.Errorf("%s: node %q is down", command, n.Name)
	case c.Publisher().Down:
		return fmt.Errorf("%s: the publisher %s is down, the server list cannot be changed", command, c.Publisher().Name)
	}
	changed, err := change(n)
	if err != nil {
		return err
	}
	c.note(n, changed)
	if err := restartNode(c, n); err != nil {
		return err
	}
	if err := rebuildITLs(c, changed.String()); err != nil {
		return err
	}
	resetDevices(c, changed.String())
	return nil
}

// renewAll makes every certificate of the node anew but ITLRecovery, which a change of the host name does not touch.
func renewAll(c *Cluster, n *Node) error {
	for _, s := range cucm.IdentityStores {
		old := n.identity[s]
		if s == cucm.ITLRecovery || old == nil {
			continue
		}
		if err := issueSelfSigned(c, n, s, true); err != nil {
			return err
		}
		c.note(n, fact.CertificateReplaced{How: fact.Regenerated, Store: s, New: n.identity[s], Old: old})
	}
	return nil
}

// restartNode starts afresh what runs on the node, and installs the services that the release has and the node never
// had.
func restartNode(c *Cluster, n *Node) error {
	if err := startStarted(c, n); err != nil {
		return err
	}
	return installServices(c, n)
}

// resetDevices resets all devices for a reason that no parameter holds back.
func resetDevices(c *Cluster, why string) {
	c.reset = why
	c.note(nil, fact.ResetQueued{Why: why})
}
