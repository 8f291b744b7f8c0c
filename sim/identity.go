package sim

import (
	"fmt"
	"slices"

	"tvslab/sim/cucm"
	"tvslab/sim/fact"
	"tvslab/sim/pki"
	"tvslab/sim/store"
)

// issueSelfSigned makes a new self-signed certificate for the node's store, writes it to disk and database, and copies it
// to the trust stores.
func issueSelfSigned(c *Cluster, n *Node, s cucm.Store, again bool) error {
	cert, err := selfSignedFor(c, n, s, SelfSignedOptions{}, again)
	if err != nil {
		return err
	}
	putIdentity(c, n, s, cert)
	return nil
}

// putIdentity makes cert the node's identity in the store, in file system and database, and copies it to the trust stores.
func putIdentity(c *Cluster, n *Node, s cucm.Store, cert *pki.Certificate) {
	n.identity = with(n.identity, s, cert)
	c.write(n, store.Row{Store: s, Server: n.ID, Cert: cert, Roles: s.Rule().Roles})
	copyToTrust(c, n, s, cert)
}

// replaceIdentity puts a new identity certificate in the place of the old one, on every node replication reaches if it is
// for all of them. What follows is the same for a regeneration and for an upload, which is how names the event.
func replaceIdentity(c *Cluster, origin *Node, s cucm.Store, cert *pki.Certificate, how fact.How) error {
	nodes := holders(c, origin, s, cert)
	if err := roomOn(nodes...); err != nil {
		return fmt.Errorf("certificate %s: %w", cert, err)
	}
	for _, n := range nodes {
		old := n.identity[s]
		putIdentity(c, n, s, cert)
		c.note(n, fact.CertificateReplaced{How: how, Store: s, New: cert, Old: old})
	}
	for _, n := range nodes {
		if err := pickUpCertificate(c, n, s); err != nil {
			return err
		}
	}
	if s.Rule().Listed || c.likeListed(s) {
		if err := rebuildFor(c, s, string(s)+" "+string(how)); err != nil {
			return err
		}
	}
	if s.Rule().Resets || s == cucm.ITLRecovery && c.rules.RecoveryResets || c.likeListed(s) {
		queueReset(c, fmt.Sprintf("%s of %s %s", s, origin.Name, how))
	}
	return nil
}

// rebuildFor rebuilds the ITL files for a new certificate in the store, and says so where they cannot list it.
func rebuildFor(c *Cluster, s cucm.Store, why string) error {
	if !s.Rule().Listed {
		c.note(nil, fact.ITLKept{Why: why})
	}
	return rebuildITLs(c, why)
}

// likeListed reports whether a certificate that no ITL lists is treated as if one did: that of tomcat by a setting (tech note
// 117299: ITL update and reset of phones can occur with other stores, such as Tomcat).
func (c *Cluster) likeListed(s cucm.Store) bool {
	return (s == cucm.Tomcat || s == cucm.TomcatECDSA) && c.settings.TomcatResets
}

// pickUpCertificate lets the node's running services have a new certificate without the administrator where the release or a
// setting says so (rows 7, 32, 33, 35 and 36). All others go on with what they loaded, HAProxy and Tomcat among them.
func pickUpCertificate(c *Cluster, n *Node, s cucm.Store) error {
	switch {
	case s == cucm.CallManager:
		if c.rules.KeyAtOnce && n.Running(ServiceTFTP) {
			n.tftp.key = n.identity[s]
		}
		if c.rules.CallManagerAtOnce {
			reloadCertificate(c, n, s, ServiceCCM, ServiceCTIManager)
		}
	case slices.Contains(serviceRuleOf(ServiceTFTP).loads, s) && c.rules.KeyAtOnce: // as with CallManager: guess
		reloadCertificate(c, n, s, ServiceTFTP)
	case s == cucm.TVS && c.rules.TVSRestarts && n.Running(ServiceTVS):
		return restartService(c, n, ServiceTVS)
	case s == cucm.CAPF && c.rules.CAPFRestarts && n.Running(ServiceCAPF):
		return restartService(c, n, ServiceCAPF)
	}
	return nil
}

// holders returns the nodes that take a new identity certificate which origin has: itself, and for a multi-server
// certificate every node that has the store and that replication reaches. The others keep what they have, and an
// event says so.
func holders(c *Cluster, origin *Node, s cucm.Store, cert *pki.Certificate) []*Node {
	if !cert.MultiServer {
		return []*Node{origin}
	}
	nodes := []*Node{origin}
	for _, n := range c.Nodes {
		switch {
		case n == origin || !c.hasStore(n, s):
		case c.linked(origin, n):
			nodes = append(nodes, n)
		default:
			c.note(n, fact.CertificateNotCopied{Store: s, Certificate: cert})
		}
	}
	return nodes
}

// serverNames are the DNS names of a certificate: of all nodes for a multi-server one, else the node's own; then
// further ones.
func serverNames(c *Cluster, n *Node, multi bool, further []string) []string {
	names := []string{n.FQDN()}
	if multi {
		names = nil
		for _, other := range c.Nodes {
			names = append(names, other.FQDN())
		}
	}
	for _, name := range further {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// identityNode returns the node, which must be up and have the identity store.
func identityNode(c *Cluster, s cucm.Store, node string) (*Node, error) {
	if s.Trust() || !s.Known() {
		return nil, fmt.Errorf("store %q is not an identity store; these are %q", s, cucm.IdentityStores)
	}
	if node == "" {
		return nil, fmt.Errorf("store %q: name a node", s)
	}
	names, err := pickNodes(c, []string{node}, "a "+string(s)+" certificate", func(n *Node) bool { return c.hasStore(n, s) })
	if err != nil {
		return nil, err
	}
	if len(names) != 1 || node == "all" {
		return nil, fmt.Errorf("store %q: name one node, not %q", s, node)
	}
	return c.Node(names[0]), nil
}
