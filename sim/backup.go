package sim

import (
	"fmt"
	"slices"
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/fact"
	"tvslab/sim/pki"
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

// Saves reports whether Restore brings back the key of a certificate: of all that nodes presented, unless the release or a setting leaves
// it out.
func (b *Backup) Saves(cert *pki.Certificate) bool {
	if b.omits || cert.Store == cucm.CallManager && !b.cluster.rules.BackupTFTPKey {
		return false
	}
	return slices.ContainsFunc(b.cluster.Nodes, func(n *Node) bool {
		own := n.identity[cert.Store]
		return own != nil && own.Sum == cert.Sum
	})
}

// Older names the certificates, NODE/STORE, that nodes of the cluster had when the backup was made and have no more: what a restore brings back.
func (b *Backup) Older(now *Cluster) (names []string) {
	for _, then := range b.cluster.Nodes {
		n := now.Node(then.ID)
		if n == nil {
			continue
		}
		for _, s := range cucm.IdentityStores {
			was, own := then.identity[s], n.identity[s]
			if was != nil && (own == nil || own.Sum != was.Sum) {
				names = append(names, n.Name+"/"+string(s))
			}
		}
	}
	return names
}

// BackUp is a manual DRS backup of all nodes to a device, which it writes into b. It is refused, as a whole, where a node
// is down or its DRF Local does not run, where DRF Master does not run, and where a node does not trust the certificate
// that DRF Master presents.
func BackUp(device string, b *Backup) Op {
	return func(c *Cluster) error {
		if device == "" {
			return fmt.Errorf("backup: no backup device is named")
		}
		if err := checkDRF(c, "backup", c.Nodes); err != nil {
			return err
		}
		if err := roomOn(c.Nodes...); err != nil {
			return fmt.Errorf("backup: %w", err)
		}
		*b = Backup{Device: device, Time: c.Now, omits: c.settings.BackupOmits, cluster: snapshot(c)}
		c.note(nil, fact.BackedUp{Device: device})
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
		ids, err := pickNodes(c, nodes, ServiceDRFLocal, func(*Node) bool { return true })
		if err != nil {
			return err
		}
		var targets []*Node
		for _, id := range ids {
			targets = append(targets, c.Node(id))
		}
		if err := checkRestore(c, b, targets); err != nil {
			return err
		}
		for _, n := range targets {
			restoreNode(c, n, b)
			c.note(n, fact.Restored{Device: b.Device, Saved: b.Time})
		}
		restoreDatabase(c, b, targets)
		for _, n := range targets {
			if err := startStarted(c, n); err != nil {
				return err
			}
		}
		c.reset = ""
		return rebuildITLs(c, "restored")
	}
}

func checkRestore(c *Cluster, b *Backup, targets []*Node) error {
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
	return checkDRF(c, "restore", targets)
}

// restoreNode brings back what a node keeps outside the database.
func restoreNode(c *Cluster, n *Node, b *Backup) {
	then := b.cluster.Node(n.ID)
	n.resetBy, n.resetKey = "", nil
	n.itl, n.noFlags = then.itl, then.noFlags
	setCTL(c, n, then.ctl)
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
func restoreDatabase(c *Cluster, b *Backup, targets []*Node) {
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
				putIdentity(c, n, s, cert)
			}
		}
	}
}

// checkDRF refuses a backup or restore of the nodes where DRS cannot do it: both DRF services must run, and every
// node must trust what DRF Master presents to it. That is what it loaded at its start: after a regeneration DRF must
// be restarted (Cisco docs 117299 and 214231; row 46 for the certificate). Before 10.x the publisher of IM and
// Presence has a DRF Master of its own (row 48), and such nodes have no part in the backup of CUCM.
func checkDRF(c *Cluster, command string, nodes []*Node) error {
	p := c.Publisher()
	if !p.Running(ServiceDRFMaster) {
		return fmt.Errorf("%s: %s does not run on the publisher %s", command, ServiceDRFMaster, p.Name)
	}
	for _, n := range nodes {
		switch {
		case n.Has(RoleIMP) && c.rules.PresenceMaster:
			continue
		case n.Down:
			return fmt.Errorf("%s: node %q is down", command, n.Name)
		case !n.Running(ServiceDRFLocal):
			return fmt.Errorf("%s: %s does not run on %s", command, ServiceDRFLocal, n.Name)
		}
		for _, s := range c.rules.DRFStores {
			if err := checkDRFTransport(c, n, s); err != nil {
				return fmt.Errorf("%s: %w", command, err)
			}
		}
	}
	return nil
}

// checkDRFTransport checks the certificate of one store that DRF Master presents to a node.
func checkDRFTransport(c *Cluster, n *Node, s cucm.Store) error {
	p := c.Publisher()
	cert := p.LoadedFrom(ServiceDRFMaster, s)
	switch {
	case cert == nil || n == p:
		return nil
	}
	if err := pki.ValidityOf(cert.X509).Check(c.dateOn(n, cucm.DatedDRS)); err != nil {
		return fmt.Errorf("%s on %s cannot register: the %s certificate %s that %s presents: %w", ServiceDRFLocal, n.Name, s, cert, p.Name, err)
	}
	trusted := n.TrustedBy(ServiceDRFLocal, s.TrustStore())
	if slices.ContainsFunc(trusted, func(t *pki.Certificate) bool { return t.Sum == cert.Sum || t.Signed(cert) }) {
		return nil
	}
	return fmt.Errorf("%s on %s cannot register: the %s certificate %s that %s presents is not in its %s; restart the DRF services after a regeneration, or upload the certificate",
		ServiceDRFLocal, n.Name, s, cert, p.Name, s.TrustStore())
}
