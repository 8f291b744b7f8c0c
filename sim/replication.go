package sim

import "tvslab/sim/store"

// write puts a row into the origin's copy of the certificate table and into those replication reaches, and notifies
// those nodes.
func (c *Cluster) write(origin *Node, r store.Row) {
	c.writes++
	r.Written = c.writes
	for _, n := range c.Nodes {
		if n == origin || c.linked(origin, n) {
			c.setTable(n, n.table.With(r))
		}
		if n != origin && c.linked(origin, n) {
			notified(c, n, r)
		}
	}
}

// linked reports whether replication goes from one node to the other.
func (c *Cluster) linked(a, b *Node) bool {
	return !a.ReplicationBroken && !b.ReplicationBroken && !a.Down && !b.Down
}

// setTable replaces a node's copy of the table and lets its TVS notice after a while.
func (c *Cluster) setTable(n *Node, t store.Table) {
	settleTVS(c, n)
	n.table = t
	n.tvs = n.tvs.TableChanged(c.Now.Add(c.settings.TVSDatabaseRefresh))
}

// synchronize brings the node's copy and everybody else's together after its replication was repaired.
func synchronize(c *Cluster, n *Node) {
	for _, other := range c.Nodes {
		if other == n || !c.linked(n, other) {
			continue
		}
		both := n.table.Merge(other.table)
		c.setTable(n, both)
		c.setTable(other, both)
		synchronizeFiles(c, other)
	}
	synchronizeFiles(c, n)
}

// synchronizeFiles lets files follow the rows that a node just received.
func synchronizeFiles(c *Cluster, n *Node) {
	if n.follows() != "" {
		runNotification(c, n)
	}
	catchUpIPsec(c, n)
}

// restamp makes the rows of a node's copy the newest of the cluster, as after a restore, and deletes those others have
// beside them. The other nodes get them by replication.
func restamp(c *Cluster, n *Node) {
	wanted := n.table
	for _, other := range c.Nodes {
		for _, r := range other.table.Rows() {
			if _, ok := wanted.Row(r.Key()); !ok {
				r.Deleted = true
				c.write(n, r)
			}
		}
	}
	for _, r := range wanted.All() {
		c.write(n, r)
	}
}
