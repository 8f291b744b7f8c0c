package sim

import (
	"fmt"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/sim/store"
	"tvslab/trustlist"
)

// Upload puts a certificate into a store of the named node. In a -trust store the node's file is written, then the
// database row, and from there Certificate Change Notification writes the files of the other nodes for the stores it
// covers. An identity store takes the CA's answer to a pending request. A node that is down refuses.
func Upload(s cucm.Store, cert *pki.Certificate, node string) Op {
	return func(c *Cluster) error {
		if !s.Known() {
			return fmt.Errorf("store %q is not known; known are %q", s, cucm.Stores())
		}
		if !s.Trust() {
			return c.uploadIdentity(s, cert, node)
		}
		return c.onNode(node, func(n *Node) error {
			if n.Down {
				return fmt.Errorf("node %q is down", node)
			}
			c.trust(n, s, "", cert, s.Rule().Roles)
			c.note(n, "upload", "%s: %s", s, cert)
			return nil
		})
	}
}

// trust writes a certificate into a -trust store of a node: file, then row. server is the identity of the node that
// the certificate belongs to, "" for a foreign one.
func (c *Cluster) trust(n *Node, s cucm.Store, server string, cert *pki.Certificate, roles []trustlist.Role) {
	f := c.trustFile(s, cert)
	n.files = n.files.With(f)
	c.write(n, store.Row{Store: s, Slot: f.Slot, Server: server, Cert: cert, Roles: roles})
}

// trustFile is a certificate as a file in a -trust store.
func (c *Cluster) trustFile(s cucm.Store, cert *pki.Certificate) store.File {
	return store.File{Store: s, Slot: store.Slot(cert, c.settings.TrustKeepsOld), Cert: cert}
}

// copyToTrust copies a node's new identity certificate to the -trust stores that regeneration names. The publisher's
// ipsec certificate goes to every subscriber as well, not the reverse (Cisco doc 214231).
func (c *Cluster) copyToTrust(n *Node, s cucm.Store, cert *pki.Certificate) {
	for _, t := range s.Rule().Copies {
		c.trust(n, t, n.ID, cert, s.Rule().Roles)
	}
	if s != cucm.IPsec || n != c.Publisher() {
		return
	}
	for _, other := range c.Nodes[1:] {
		if c.linked(n, other) {
			other.files = other.files.With(c.trustFile(cucm.IPsecTrust, cert))
		}
	}
}

// catchUpIPsec replaces an outdated copy of the publisher's ipsec certificate on a node that was cut off. One that was
// deleted there does not come back: it must be uploaded (Cisco doc 214231).
func catchUpIPsec(c *Cluster, n *Node) {
	own := c.trustFile(cucm.IPsecTrust, c.Publisher().identity[cucm.IPsec])
	have, ok := n.files.At(own.Store, own.Slot)
	if ok && !have.Deleted && n != c.Publisher() && c.linked(c.Publisher(), n) {
		n.files = n.files.With(own)
	}
}

// preloaded are the -trust stores that an installation fills with the manufacturing CAs.
var preloaded = []cucm.Store{cucm.CAPFTrust, cucm.CallManagerTrust}

// preload puts onto a new node what an installation puts there: the manufacturing CAs, and the publisher's ipsec
// certificate. Everything else reaches it by replication and change notification.
func (c *Cluster) preload(n *Node) {
	for _, s := range preloaded {
		for _, ca := range c.makers.All() {
			c.trust(n, s, "", ca, nil)
		}
	}
	if cert := c.Publisher().identity[cucm.IPsec]; cert != nil && n != c.Publisher() {
		n.files = n.files.With(c.trustFile(cucm.IPsecTrust, cert))
	}
}

// uploadIdentity puts a CA-signed certificate into an identity store of a node, or from there on all nodes if it
// answers a multi-server request. The node must have a request with the same key, and the store's trust store the
// chain up to the root. What follows is what follows a regeneration.
func (c *Cluster) uploadIdentity(s cucm.Store, cert *pki.Certificate, node string) error {
	n, err := c.csrNode(s, node)
	if err != nil {
		return err
	}
	request := n.requests[s]
	if request == nil {
		return fmt.Errorf("certificate %s: %w", cert, noRequest(s, n))
	}
	if err := pki.CheckUpload(request, cert, n.Trusted(s.TrustStore()), c.Now); err != nil {
		return fmt.Errorf("certificate %s for %q on %q: %w", cert, s, n.Name, err)
	}
	c.dropRequest(request)
	return c.replace(n, s, request.Own(cert), "uploaded")
}
