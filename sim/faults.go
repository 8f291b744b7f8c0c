package sim

import (
	"fmt"
	"time"

	"tvslab/sim/fact"
)

// SetDown powers a node off or on. When it comes back its running services start afresh and replication catches up.
func SetDown(node string, down bool) Op {
	return func(c *Cluster) error {
		return onNode(c, node, func(n *Node) error {
			if n.Down == down {
				return nil
			}
			n.Down = down
			c.note(n, fact.NodePower{Up: !down})
			if down {
				return nil
			}
			synchronize(c, n)
			if err := rebuildITLs(c, "node "+n.Name+" is up"); err != nil {
				return err
			}
			return startStarted(c, n)
		})
	}
}

// startStarted starts afresh the services of a node that are meant to run.
func startStarted(c *Cluster, n *Node) error {
	for _, s := range servicesOf(c, n) {
		if state := n.services[s]; state != nil && state.running {
			if err := startService(c, n, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// SetReplication breaks or repairs database replication to a node; repairing brings both sides together.
func SetReplication(node string, broken bool) Op {
	return func(c *Cluster) error {
		return onNode(c, node, func(n *Node) error {
			n.ReplicationBroken = broken
			c.note(n, fact.Replication{Of: fact.Database, Broken: broken})
			if broken {
				return nil
			}
			synchronize(c, n)
			return rebuildITLs(c, "replication repaired")
		})
	}
}

// SetCAPFBusy makes the CAPF service of a node say that it has no time for phones, which shall come again later; or ends that.
func SetCAPFBusy(node string, busy bool) Op {
	return func(c *Cluster) error {
		return onNode(c, node, func(n *Node) error {
			if !n.Has(RoleCAPF) {
				return fmt.Errorf("node %q has no CAPF service", node)
			}
			n.CAPFBusy = busy
			c.note(n, fact.CAPFBusy{Busy: busy})
			return nil
		})
	}
}

// SetSFTP breaks or repairs the file copy from the publisher to a node.
func SetSFTP(node string, broken bool) Op {
	return func(c *Cluster) error {
		return onNode(c, node, func(n *Node) error {
			n.SFTPBroken = broken
			c.note(n, fact.Replication{Of: fact.Files, Broken: broken})
			return nil
		})
	}
}

// SetDiskFull fills the disk of a node or makes room: what cannot be written stays as it was. Which operations CUCM refuses then, and with
// what words, is not published; that it refuses those that write files, and goes on serving, is a guess.
func SetDiskFull(node string, full bool) Op {
	return func(c *Cluster) error {
		return onNode(c, node, func(n *Node) error {
			n.DiskFull = full
			c.note(n, fact.Disk{Full: full})
			return nil
		})
	}
}

// roomOn refuses what needs room on nodes whose disk is full.
func roomOn(nodes ...*Node) error {
	for _, n := range nodes {
		if n.DiskFull {
			return fmt.Errorf("node %q: no space left on device", n.Name)
		}
	}
	return nil
}

// SetClock sets the clock of a node ahead of the cluster's, or behind it where ahead is negative; 0 puts it right. Certificates and lists that
// the node makes have its time, and it judges by it.
func SetClock(node string, ahead time.Duration) Op {
	return func(c *Cluster) error {
		return onNode(c, node, func(n *Node) error {
			n.Ahead = ahead
			c.note(n, fact.Clock{Ahead: ahead})
			return nil
		})
	}
}

// CorruptITL damages ITLFile.tlv on a node's disk: its second half is lost. Cisco Tftp goes on serving it, and a restart
// does not build another, since its flags say that nothing changed (troubleshooting guide).
func CorruptITL(node string) Op {
	return func(c *Cluster) error {
		return onNode(c, node, func(n *Node) error {
			if n.itl == nil {
				return fmt.Errorf("node %q has no ITLFile.tlv to damage", n.Name)
			}
			n.itl = n.itl.Damaged()
			c.note(n, fact.ITLDamaged{Left: n.itl.Size()})
			return nil
		})
	}
}

// onNode runs an operation on one node.
func onNode(c *Cluster, name string, act func(*Node) error) error {
	if c.Node(name) == nil {
		return fmt.Errorf("node %q is not in the cluster", name)
	}
	return act(c.Node(name))
}
