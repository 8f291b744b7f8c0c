package sim

import (
	"maps"
	"slices"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// row is one row of the certificate table with its trust roles (tables certificate and certificatetrustrolemap,
// tech notes 210541 and 212051).
type row struct {
	store   cucm.Store
	slot    string // place in a -trust store; "" in identity stores
	server  string // identity of the node the certificate belongs to; "" for uploads
	cert    *pki.Certificate
	roles   []trustlist.Role
	written uint64 // order of writes in the whole cluster; the newest wins when replication catches up
	deleted bool
}

// key makes rows replace each other: a node has one identity certificate per store, and a trust store cannot
// hold two certificates in one slot.
func (r row) key() string {
	if r.store.Trust() {
		return string(r.store) + "|" + r.slot
	}
	return string(r.store) + "|" + r.server
}

// database is one node's copy of the certificate table. It is never changed, only replaced, so that clones and
// TVS caches can hold on to it.
type database struct {
	rows map[string]row
}

func (d *database) with(r row) *database {
	return &database{rows: with(d.rows, r.key(), r)}
}

// merge returns the newest of both copies' rows, which is what repaired replication leaves.
func (d *database) merge(other *database) *database {
	rows := maps.Clone(d.rows)
	for k, r := range other.rows {
		if have, ok := rows[k]; !ok || have.written < r.written {
			rows[k] = r
		}
	}
	return &database{rows: rows}
}

// identity returns the certificate of a node's identity store as this copy of the table knows it, or nil.
func (d *database) identity(s cucm.Store, server string) *pki.Certificate {
	if d == nil {
		return nil
	}
	if r, ok := d.rows[string(s)+"|"+server]; ok && !r.deleted {
		return r.cert
	}
	return nil
}

// lookup finds a certificate by test and returns it with the union of the roles of its rows.
func (d *database) lookup(match func(*pki.Certificate) bool) (*pki.Certificate, []trustlist.Role) {
	if d == nil {
		return nil, nil
	}
	var found *pki.Certificate
	var roles []trustlist.Role
	for _, r := range d.rows {
		if r.deleted || !match(r.cert) {
			continue
		}
		found = r.cert
		for _, role := range r.roles {
			if !slices.Contains(roles, role) {
				roles = append(roles, role)
			}
		}
	}
	slices.Sort(roles)
	return found, roles
}

// write puts a row into the origin's copy and into those replication reaches, and notifies those nodes.
func (c *Cluster) write(origin *Node, r row) {
	c.writes++
	r.written = c.writes
	for _, n := range c.Nodes {
		if n == origin || c.linked(origin, n) {
			c.setDatabase(n, n.database.with(r))
		}
		if n != origin && c.linked(origin, n) {
			c.notified(n, r)
		}
	}
}

func (c *Cluster) linked(a, b *Node) bool {
	return !a.ReplicationBroken && !b.ReplicationBroken && !a.Down && !b.Down
}

// setDatabase replaces a node's copy and lets its TVS notice after a while.
func (c *Cluster) setDatabase(n *Node, d *database) {
	c.settleTVS(n)
	n.database = d
	if n.tvs.databaseDue.IsZero() {
		n.tvs.databaseDue = c.Now.Add(c.settings.TVSDatabaseRefresh)
	}
}

// synchronize brings the node's copy and everybody else's together after its replication was repaired.
func (c *Cluster) synchronize(n *Node) {
	for _, other := range c.Nodes {
		if other == n || !c.linked(n, other) {
			continue
		}
		both := n.database.merge(other.database)
		c.setDatabase(n, both)
		c.setDatabase(other, both)
		c.synchronizeFiles(other)
	}
	c.synchronizeFiles(n)
}

// synchronizeFiles lets files follow the rows that a node just received.
func (c *Cluster) synchronizeFiles(n *Node) {
	if n.Running(ServiceNotification) {
		c.runNotification(n)
	}
	c.catchUpIPsec(n)
}

// restamp makes the rows of a node's copy the newest of the cluster, as after a restore, and deletes those others have
// beside them. The other nodes get them by replication.
func (c *Cluster) restamp(n *Node) {
	wanted := n.database
	for _, other := range c.Nodes {
		for _, key := range slices.Sorted(maps.Keys(other.database.rows)) {
			if r := other.database.rows[key]; !r.deleted && !wanted.holds(key) {
				r.deleted = true
				c.write(n, r)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(wanted.rows)) {
		c.write(n, wanted.rows[key])
	}
}

func (d *database) holds(key string) bool {
	r, ok := d.rows[key]
	return ok && !r.deleted
}
