package sim

import (
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/store"
)

// notificationPeriod is how often Cisco Certificate Change Notification compares files and rows beside acting on
// notifications (tech note 210541).
const notificationPeriod = 1800 * time.Second

// notified is a row reaching a node: if Cisco Certificate Change Notification runs there it writes the file.
func (c *Cluster) notified(n *Node, r store.Row) {
	if n.Running(ServiceNotification) {
		n.files, _ = n.files.Follow(r, c.deletesEverywhere)
	}
}

// deletesEverywhere reports whether a deletion from the store acts on the whole cluster.
func (c *Cluster) deletesEverywhere(s cucm.Store) bool {
	return s.Rule().Everywhere && c.rules.DeletesEverywhere
}

// runNotification brings the node's files in line with its copy of the database.
func runNotification(c *Cluster, n *Node) {
	for _, r := range n.files.Outdated(n.table, c.deletesEverywhere) {
		n.files, _ = n.files.Follow(r, c.deletesEverywhere)
		if r.Deleted {
			c.note(n, "change-notification", "%s: %s removed", r.Store, r.Cert)
			continue
		}
		c.note(n, "change-notification", "%s: %s written", r.Store, r.Cert)
	}
}

// nextNotification is when the service will next find something to do on any node, the zero time if never. Runs that
// would change nothing are left out.
func nextNotification(c *Cluster) time.Time {
	var next time.Time
	for _, n := range c.Nodes {
		if !n.Running(ServiceNotification) || len(n.files.Outdated(n.table, c.deletesEverywhere)) == 0 {
			continue
		}
		passed := c.Now.Sub(n.Started(ServiceNotification)) / notificationPeriod
		next = earlier(next, n.Started(ServiceNotification).Add((passed+1)*notificationPeriod))
	}
	return next
}

// runNotifications runs the service on the nodes whose period ends now.
func runNotifications(c *Cluster) {
	for _, n := range c.Nodes {
		if n.Running(ServiceNotification) && c.Now.Sub(n.Started(ServiceNotification))%notificationPeriod == 0 {
			runNotification(c, n)
		}
	}
}
