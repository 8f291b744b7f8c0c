package sim

import (
	"fmt"
	"slices"

	"tvslab/sim/cucm"
	"tvslab/sim/fact"
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
			return uploadIdentity(c, s, cert, node)
		}
		return onNode(c, node, func(n *Node) error {
			switch {
			case n.Down:
				return fmt.Errorf("node %q is down", node)
			case !s.OnNodes(n.Has(RoleIMP)):
				return fmt.Errorf("node %q does not have the store %q", node, s)
			}
			if err := roomOn(n); err != nil {
				return err
			}
			putTrusted(c, n, s, "", cert, s.Rule().Roles)
			c.note(n, fact.TrustUploaded{Store: s, Certificate: cert})
			return nil
		})
	}
}

// putTrusted writes a certificate into a -trust store of a node: file, then row. server is the identity of the node that
// the certificate belongs to, "" for a foreign one.
func putTrusted(c *Cluster, n *Node, s cucm.Store, server string, cert *pki.Certificate, roles []trustlist.Role) {
	f := trustFile(c, s, cert)
	n.files = n.files.With(f)
	c.write(n, store.Row{Store: s, Slot: f.Slot, Server: server, Cert: cert, Roles: roles})
}

// trustFile is a certificate as a file in a -trust store.
func trustFile(c *Cluster, s cucm.Store, cert *pki.Certificate) store.File {
	return store.File{Store: s, Slot: store.Slot(cert, c.settings.TrustKeepsOld), Cert: cert}
}

// copyToTrust copies a node's new identity certificate to the -trust stores that regeneration names. The publisher's
// ipsec certificate goes to every subscriber as well, not the reverse (Cisco doc 214231).
func copyToTrust(c *Cluster, n *Node, s cucm.Store, cert *pki.Certificate) {
	for _, t := range s.Rule().Copies {
		putTrusted(c, n, t, n.ID, cert, s.Rule().Roles)
	}
	if s != cucm.IPsec || n != c.Publisher() {
		return
	}
	for _, other := range c.Nodes[1:] {
		if c.linked(n, other) {
			other.files = other.files.With(trustFile(c, cucm.IPsecTrust, cert))
		}
	}
}

// catchUpIPsec replaces an outdated copy of the publisher's ipsec certificate on a node that was cut off. One that was
// deleted there does not come back: it must be uploaded (Cisco doc 214231).
func catchUpIPsec(c *Cluster, n *Node) {
	own := trustFile(c, cucm.IPsecTrust, c.Publisher().identity[cucm.IPsec])
	have, ok := n.files.At(own.Store, own.Slot)
	if ok && !have.Deleted && n != c.Publisher() && c.linked(c.Publisher(), n) {
		n.files = n.files.With(own)
	}
}

// preloaded are the -trust stores that an installation fills with the manufacturing CAs.
var preloaded = []cucm.Store{cucm.CAPFTrust, cucm.CallManagerTrust}

// preload puts onto a new node what an installation puts there: the manufacturing CAs, and the publisher's ipsec
// certificate. Everything else reaches it by replication and change notification.
func preload(c *Cluster, n *Node) {
	for _, s := range preloaded {
		if !s.OnNodes(n.Has(RoleIMP)) {
			continue
		}
		for _, ca := range c.makers.All() {
			putTrusted(c, n, s, "", ca, nil)
		}
	}
	if cert := c.Publisher().identity[cucm.IPsec]; cert != nil && n != c.Publisher() {
		n.files = n.files.With(trustFile(c, cucm.IPsecTrust, cert))
	}
}

// uploadIdentity puts a CA-signed certificate into an identity store of a node, or from there on all nodes if it
// answers a multi-server request. The node must have a request with the same key, and the store's trust store the
// chain up to the root. What follows is what follows a regeneration.
func uploadIdentity(c *Cluster, s cucm.Store, cert *pki.Certificate, node string) error {
	n, err := csrNode(c, s, node)
	if err != nil {
		return err
	}
	request := n.requests[s]
	if request == nil {
		return fmt.Errorf("certificate %s: %w", cert, noRequest(s, n))
	}
	if err := pki.CheckUpload(request, cert, n.Trusted(s.TrustStore()), c.TimeOn(n)); err != nil {
		return fmt.Errorf("certificate %s for %q on %q: %w", cert, s, n.Name, err)
	}
	dropRequest(c, request)
	return replaceIdentity(c, n, s, request.Own(cert), fact.Uploaded)
}

// DeleteCertificate removes a certificate from a -trust store by its file name, common name or serial number, as the
// page Certificate Management or `set cert delete` do. Identity certificates refuse (Cisco doc 214231).
//
// The services that go by the store believe the certificate until they are restarted, see Node.TrustedBy; TVS, which goes by
// the row, does not.
//
// Up to 10.5(2) a deletion concerns one node, and the database row goes only when no node holds the file any more and no
// Certificate Change Notification runs that could write it back (bug CSCto86463); until then the file comes back
// within 1800 s of the service running. From 11.0 on a deletion concerns the whole cluster (row 41).
func DeleteCertificate(s cucm.Store, name, node string) Op {
	return func(c *Cluster) error {
		switch {
		case !s.Known():
			return fmt.Errorf("store %q is not known; known are %q", s, cucm.Stores())
		case !s.Trust():
			return fmt.Errorf("store %q: identity certificates cannot be deleted", s)
		}
		return onNode(c, node, func(n *Node) error {
			f, err := deletable(c, n, s, name)
			if err != nil {
				return err
			}
			broken := brokenChains(c, s)
			c.note(n, fact.TrustDeleted{Store: s, Certificate: f.Cert})
			deleteFile(c, n, f)
			noteBroken(c, s, broken, f.Cert)
			if s.Rule().DeletionResets && c.settings.DeleteResets {
				queueReset(c, fmt.Sprintf("certificate deleted from %s", s))
			}
			return nil
		})
	}
}

// deletable finds the certificate on the node's disk, or says why it cannot be deleted there.
func deletable(c *Cluster, n *Node, s cucm.Store, name string) (store.File, error) {
	if n.Down {
		return store.File{}, fmt.Errorf("node %q is down", n.Name)
	}
	if s.Rule().OnPublisher && n != c.Publisher() {
		return store.File{}, fmt.Errorf("store %q: certificates are deleted on the publisher %s, not on %s", s, c.Publisher().Name, n.Name)
	}
	f, ok := n.files.Named(s, name)
	if !ok {
		return f, fmt.Errorf("store %q on %q: no certificate %q", s, n.Name, name)
	}
	return f, nil
}

func deleteFile(c *Cluster, n *Node, f store.File) {
	n.files = n.files.Without(f.Store, f.Slot)
	outlive(c, n, f)
	if c.deletesEverywhere(f.Store) {
		dropRow(c, n, f)
		return
	}
	if !c.rules.Resurrects {
		f.Deleted = true
		n.files = n.files.With(f)
	}
	dropOrphans(c, n)
}

// outlive lets the services of the node that go by a -trust store believe a file that was deleted from it until they are restarted
// (tech notes 117299 and 214231: the restart makes them take on the deletion).
func outlive(c *Cluster, n *Node, f store.File) {
	if c.settings.DeletionActs == "immediate" {
		return
	}
	for service, state := range n.services {
		if state.running && reads(c, service, f.Store) {
			changed := *state
			changed.deleted = append(slices.Clone(state.deleted), f)
			n.services = with(n.services, service, &changed)
		}
	}
}

// dropRow deletes the row of a file's certificate as the node's copy of the database has it, and so everywhere.
func dropRow(c *Cluster, n *Node, f store.File) {
	r, ok := n.table.Row(store.Row{Store: f.Store, Slot: f.Slot}.Key())
	if ok && r.Cert.Sum == f.Cert.Sum {
		r.Deleted = true
		c.write(n, r)
	}
}

// dropOrphans deletes the rows of -trust certificates that no node holds as a file any more and that no change
// notification can write back.
func dropOrphans(c *Cluster, origin *Node) {
	revivable := c.rules.Resurrects && slices.ContainsFunc(c.Nodes, func(n *Node) bool { return n.follows() != "" })
	for _, r := range origin.table.Rows() {
		rule := r.Store.Rule()
		if !rule.Trust || c.deletesEverywhere(r.Store) || rule.Notified && revivable || onDisk(c, r) {
			continue
		}
		dropRow(c, origin, store.File{Store: r.Store, Slot: r.Slot, Cert: r.Cert})
	}
}

// onDisk reports whether any node holds the row's certificate as a file.
func onDisk(c *Cluster, r store.Row) bool {
	return slices.ContainsFunc(c.Nodes, func(n *Node) bool { return n.files.Holds(r.Store, r.Slot, r.Cert) })
}
