package sim

import (
	"fmt"
	"slices"
	"time"

	"tvslab/sim/cucm"
)

// Backup is what DRS saved on a backup device: of every node names, certificates with their keys, -trust stores and
// trust lists; of the cluster the database with parameters and devices. What is broken about the cluster is no part
// of it.
type Backup struct {
	Device string    // name of the backup device
	Time   time.Time // when it was made

	omits   bool // made while DRS left certificates out (bug CSCtn50405)
	cluster *Cluster
}

// Publisher is the ID of the publisher that was saved.
func (b *Backup) Publisher() string { return b.cluster.Publisher().ID }

// BackUp is a manual DRS backup of all nodes to a device, which it writes into b. It is refused, as a whole, where a node
// is down or its DRF Local does not run, where DRF Master does not run, and where a node does not trust the certificate
// that DRF Master presents.
func BackUp(device string, b *Backup) Op {
	return func(c *Cluster) error {
		if device == "" {
			return fmt.Errorf("backup: no backup device is named")
		}
		if err := c.checkDRF("backup", c.Nodes); err != nil {
			return err
		}
		*b = Backup{Device: device, Time: c.Now, omits: c.settings.BackupOmits, cluster: c.snapshot()}
		c.note(nil, "backup", "DRS backup of all nodes to %s", device)
		return nil
	}
}

// Restore restores nodes from a DRS backup ("all" or none: every node that is up). With the publisher comes the
// database, whose rows then win over those of all nodes that replication reaches. Certificates come with their keys,
// but for the CallManager key on releases that do not save it, if the setting drs_saves_tftp_key says so (row 47) and for all where bug CSCtn50405 left them out.
// The clock goes on, services of the restored nodes start afresh, and what is broken stays broken. Release, host
// names and addresses must be those of the backup.
func Restore(b *Backup, nodes ...string) Op {
	return func(c *Cluster) error {
		ids, err := c.pick(nodes, ServiceDRFLocal, func(*Node) bool { return true })
		if err != nil {
			return err
		}
		var targets []*Node
		for _, id := range ids {
			targets = append(targets, c.Node(id))
		}
		if err := c.checkRestore(b, targets); err != nil {
			return err
		}
		for _, n := range targets {
			c.restoreNode(n, b)
			c.note(n, "restore", "restored to the backup of %s on %s", b.Time.Format(time.RFC1123), b.Device)
		}
		c.restoreDatabase(b, targets)
		for _, n := range targets {
			if err := c.startStarted(n); err != nil {
				return err
			}
		}
		c.reset = ""
		return c.rebuildITLs("restored")
	}
}

func (c *Cluster) checkRestore(b *Backup, targets []*Node) error {
	if b.cluster.Release != c.Release {
		return fmt.Errorf("restore: the backup is of release %s, the cluster runs %s", b.cluster.Release, c.Release)
	}
	for _, n := range targets {
		then := b.cluster.Node(n.ID)
		switch {
		case then == nil:
			return fmt.Errorf("restore: node %q is not in the backup of %s", n.Name, b.Time.Format(time.DateOnly))
		case then.FQDN() != n.FQDN() || then.Address != n.Address:
			return fmt.Errorf("restore: node %q was %s with address %s when the backup was made; give it these back first",
				n.Name, then.FQDN(), then.Address)
		}
	}
	return c.checkDRF("restore", targets)
}

// restoreNode brings back what a node keeps outside the database.
func (c *Cluster) restoreNode(n *Node, b *Backup) {
	then := b.cluster.Node(n.ID)
	n.resetBy, n.resetKey = "", nil
	n.itl, n.noFlags = then.itl, then.noFlags
	c.setCTL(n, then.ctl)
	if b.omits {
		return
	}
	own := n.identity[cucm.CallManager]
	n.identity, n.requests, n.files = then.identity, then.requests, then.files
	if !c.rules.BackupTFTPKey {
		n.identity = with(n.identity, cucm.CallManager, own)
	}
}

// restoreDatabase brings back the database with the publisher, and has it hold what the restored nodes hold.
func (c *Cluster) restoreDatabase(b *Backup, targets []*Node) {
	p := c.Publisher()
	if slices.Contains(targets, p) {
		c.parameters = b.cluster.parameters
		c.devices, c.profiles = b.cluster.devices, b.cluster.profiles
		if !b.omits {
			c.setTable(p, b.cluster.Publisher().table)
			restamp(c, p)
		}
	}
	for _, n := range targets {
		for _, s := range cucm.IdentityStores {
			if cert := n.identity[s]; cert != nil && n.table.Identity(s, n.ID) != cert {
				c.put(n, s, cert)
			}
		}
	}
}
