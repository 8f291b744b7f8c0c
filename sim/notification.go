package sim

import (
	"slices"
	"strings"
	"time"
)

// notificationPeriod is how often Cisco Certificate Change Notification compares files and rows beside acting on
// notifications (tech note 210541).
const notificationPeriod = 1800 * time.Second

// notified is a row reaching a node: if Cisco Certificate Change Notification runs there it writes the file.
func (c *Cluster) notified(n *Node, r row) {
	if f, change := c.fileOf(n, r); change && n.Running(ServiceNotification) {
		n.applyFile(r, f)
	}
}

// fileOf says what the file of a -trust row should become on the node, and whether that would be a change. Rows of
// other nodes' identity stores have no file here; stores that are not notified keep what was put there by hand, but
// lose what was deleted in the whole cluster.
func (c *Cluster) fileOf(n *Node, r row) (f *trustFile, change bool) {
	rule := r.store.Rule()
	if !rule.Trust {
		return nil, false
	}
	have, ok := n.files[r.store][r.slot]
	if r.deleted {
		return nil, ok && have.cert.Sum == r.cert.Sum && c.deletesEverywhere(r.store)
	}
	if !rule.Notified || ok && have.cert.Sum == r.cert.Sum {
		return nil, false
	}
	return &trustFile{cert: r.cert}, true
}

func (n *Node) applyFile(r row, f *trustFile) {
	if f == nil {
		n.files = n.files.without(r.store, r.slot)
		return
	}
	n.files = n.files.with(r.store, r.slot, *f)
}

// outdated lists the rows whose files change notification would write or remove on the node, in a fixed order.
func (c *Cluster) outdated(n *Node) []row {
	var rows []row
	for _, r := range n.database.rows {
		if _, change := c.fileOf(n, r); change {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.key(), b.key()) })
	return rows
}

// runNotification brings the node's files in line with its copy of the database.
func (c *Cluster) runNotification(n *Node) {
	for _, r := range c.outdated(n) {
		f, _ := c.fileOf(n, r)
		n.applyFile(r, f)
		if f == nil {
			c.note(n, "change-notification", "%s: %s removed", r.store, r.cert)
			continue
		}
		c.note(n, "change-notification", "%s: %s written", r.store, r.cert)
	}
}

// nextNotification is when the service will next find something to do on any node, the zero time if never. Runs that
// would change nothing are left out.
func (c *Cluster) nextNotification() time.Time {
	var next time.Time
	for _, n := range c.Nodes {
		if !n.Running(ServiceNotification) || len(c.outdated(n)) == 0 {
			continue
		}
		passed := c.Now.Sub(n.Started(ServiceNotification)) / notificationPeriod
		due := n.Started(ServiceNotification).Add((passed + 1) * notificationPeriod)
		if next.IsZero() || due.Before(next) {
			next = due
		}
	}
	return next
}

// runNotifications runs the service on the nodes whose period ends now.
func (c *Cluster) runNotifications() {
	for _, n := range c.Nodes {
		if n.Running(ServiceNotification) && c.Now.Sub(n.Started(ServiceNotification))%notificationPeriod == 0 {
			c.runNotification(n)
		}
	}
}
