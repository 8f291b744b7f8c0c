package sim

import (
	"fmt"
	"maps"
	"slices"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// DeleteCertificate removes a certificate from a -trust store by its file name, common name or serial number, as the
// page Certificate Management or `set cert delete` do. Identity certificates refuse (Cisco doc 214231).
//
// Up to 11.5 a deletion concerns one node, and the database row goes only when no node holds the file any more and no
// Certificate Change Notification runs that could write it back (bug CSCto86463); until then the file comes back
// within 1800 s of the service running. From 12.0 on a deletion concerns the whole cluster (row 41).
func DeleteCertificate(s cucm.Store, name, node string) Op {
	return func(c *Cluster) error {
		switch {
		case !s.Known():
			return fmt.Errorf("store %q is not known; known are %q", s, cucm.Stores())
		case !s.Trust():
			return fmt.Errorf("store %q: identity certificates cannot be deleted", s)
		}
		return c.onNode(node, func(n *Node) error {
			slot, cert, err := c.deletable(n, s, name)
			if err != nil {
				return err
			}
			c.note(n, "deleted", "%s: %s", s, cert)
			c.deleteFile(n, s, slot, cert)
			if s.Rule().DeletionResets && c.settings.DeleteResets {
				c.queueReset(fmt.Sprintf("certificate deleted from %s", s))
			}
			return nil
		})
	}
}

// deletable finds the certificate on the node's disk, or says why it cannot be deleted there.
func (c *Cluster) deletable(n *Node, s cucm.Store, name string) (slot string, cert *pki.Certificate, err error) {
	if n.Down {
		return "", nil, fmt.Errorf("node %q is down", n.Name)
	}
	if s.Rule().OnPublisher && n != c.Publisher() {
		return "", nil, fmt.Errorf("store %q: certificates are deleted on the publisher %s, not on %s", s, c.Publisher().Name, n.Name)
	}
	files := n.files[s]
	for _, slot := range slices.Sorted(maps.Keys(files)) {
		if f := files[slot]; !f.deleted && f.cert.Named(name) {
			return slot, f.cert, nil
		}
	}
	return "", nil, fmt.Errorf("store %q on %q: no certificate %q", s, n.Name, name)
}

func (c *Cluster) deleteFile(n *Node, s cucm.Store, slot string, cert *pki.Certificate) {
	n.files = n.files.without(s, slot)
	if c.deletesEverywhere(s) {
		c.dropRow(n, s, slot, cert)
		return
	}
	if !c.rules.Resurrects {
		n.files = n.files.with(s, slot, trustFile{cert: cert, deleted: true})
	}
	c.dropOrphans(n)
}

func (c *Cluster) deletesEverywhere(s cucm.Store) bool {
	return s.Rule().Everywhere && c.rules.DeletesEverywhere
}

// dropRow deletes the row of a certificate as the node's copy of the database has it, and so everywhere.
func (c *Cluster) dropRow(n *Node, s cucm.Store, slot string, cert *pki.Certificate) {
	r, ok := n.database.rows[row{store: s, slot: slot}.key()]
	if ok && !r.deleted && r.cert.Sum == cert.Sum {
		r.deleted = true
		c.write(n, r)
	}
}

// dropOrphans deletes the rows of -trust certificates that no node holds as a file any more and that no change
// notification can write back.
func (c *Cluster) dropOrphans(origin *Node) {
	revivable := c.rules.Resurrects && slices.ContainsFunc(c.Nodes, func(n *Node) bool { return n.Running(ServiceNotification) })
	for _, key := range slices.Sorted(maps.Keys(origin.database.rows)) {
		r := origin.database.rows[key]
		rule := r.store.Rule()
		if !rule.Trust || r.deleted || c.deletesEverywhere(r.store) || rule.Notified && revivable || c.onDisk(r) {
			continue
		}
		c.dropRow(origin, r.store, r.slot, r.cert)
	}
}

// onDisk reports whether any node holds the row's certificate as a file.
func (c *Cluster) onDisk(r row) bool {
	return slices.ContainsFunc(c.Nodes, func(n *Node) bool { return n.files.holds(r.store, r.slot, r.cert) })
}
