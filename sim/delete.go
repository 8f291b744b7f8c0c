package sim

import (
	"fmt"
	"slices"

	"tvslab/sim/cucm"
	"tvslab/sim/store"
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
			f, err := deletable(c, n, s, name)
			if err != nil {
				return err
			}
			c.note(n, "deleted", "%s: %s", s, f.Cert)
			deleteFile(c, n, f)
			if s.Rule().DeletionResets && c.settings.DeleteResets {
				c.queueReset(fmt.Sprintf("certificate deleted from %s", s))
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
	revivable := c.rules.Resurrects && slices.ContainsFunc(c.Nodes, func(n *Node) bool { return n.Running(ServiceNotification) })
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
