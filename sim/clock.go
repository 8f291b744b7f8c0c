package sim

import (
	"slices"
	"time"

	"tvslab/event"
	"tvslab/sim/cucm"
	"tvslab/sim/expiry"
	"tvslab/sim/fact"
	"tvslab/sim/store"
)

// periodic is something the cluster does by itself at times of its own.
type periodic struct {
	next func(*Cluster) time.Time // when it is next due; the zero time = nothing to do until an operation changes something
	run  func(*Cluster)           // does it; must move next beyond Now, or to the zero time
}

// periodics is everything that happens without an operation. A due time that has passed counts as due now.
var periodics = []periodic{
	{nextTVS, settleAll},
	{nextNotification, runNotifications},
	{nextExpiry, runExpiry},
}

// Advance moves the clock forward by d, from one due time to the next; the events say what happened and when.
// Services that would find nothing to do are not run, so that years pass quickly.
func (c *Cluster) Advance(d time.Duration) []event.Event {
	until := c.Now.Add(d)
	for {
		p, due := nextDue(c)
		if p == nil || due.After(until) {
			break
		}
		if due.After(c.Now) {
			c.Now = due
		}
		p.run(c)
	}
	c.Now = until
	c.changed()
	events := c.events
	c.events = nil
	return events
}

// nextDue returns the periodic that is due first, in the order of the table where several are; nil if none is.
func nextDue(c *Cluster) (first *periodic, due time.Time) {
	for i := range periodics {
		next := periodics[i].next(c)
		if !next.IsZero() && (first == nil || next.Before(due)) {
			first, due = &periodics[i], next
		}
	}
	return first, due
}

// NextDue returns when the cluster next does something by itself, the zero time if nothing is due until somebody changes it. A time
// that has passed is now.
func (c *Cluster) NextDue() time.Time {
	_, due := nextDue(c)
	return due
}

// dateOn is the time by which a node judges certificates, one of the cucm.Dated words; the zero time where dates do not count.
func (c *Cluster) dateOn(n *Node, whose string) time.Time {
	if slices.Contains(c.settings.CheckValidityOf, whose) {
		return c.TimeOn(n)
	}
	return time.Time{}
}

// TimeOn is what the clock of a node says.
func (c *Cluster) TimeOn(n *Node) time.Time { return c.Now.Add(n.Ahead) }

// datedOn is the date of what a node makes now.
func (c *Cluster) datedOn(n *Node) time.Time { return c.dated().Add(n.Ahead) }

// earlier returns the earlier of two due times, of which the zero time is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// notificationPeriod is how often Cisco Certificate Change Notification compares files and rows beside acting on
// notifications (tech note 210541).
const notificationPeriod = 1800 * time.Second

// followers are the services that write the -trust files of a node by the database: Cisco Certificate Change Notification, and on IM
// and Presence nodes two that tech note 214231 stops in its place.
func followers(n *Node) []string {
	if n.Has(RoleIMP) {
		return []string{ServiceInterclusterSync, ServicePlatformWeb}
	}
	return []string{ServiceNotification}
}

// follows returns which of these services runs on the node, "" if none does.
func (n *Node) follows() string {
	for _, service := range followers(n) {
		if n.Running(service) {
			return service
		}
	}
	return ""
}

// notified is a row reaching a node: if a service runs there that follows it, the file is written.
func notified(c *Cluster, n *Node, r store.Row) {
	if n.follows() != "" && r.Store.OnNodes(n.Has(RoleIMP)) {
		follow(c, n, r)
	}
}

// follow writes or removes the file of a row.
func follow(c *Cluster, n *Node, r store.Row) {
	files, changed := n.files.Follow(r, c.deletesEverywhere)
	n.files = files
	if changed && r.Deleted {
		outlive(c, n, store.File{Store: r.Store, Slot: r.Slot, Cert: r.Cert})
	}
}

// deletesEverywhere reports whether a deletion from the store acts on the whole cluster.
func (c *Cluster) deletesEverywhere(s cucm.Store) bool {
	return s.Rule().Everywhere && c.rules.DeletesEverywhere
}

// followed is what the files of a node followed last, and by which rules: nothing is outdated as long as it is so.
type followed struct {
	table, files store.Place
	rules        *cucm.Rules
}

// upToDate reports whether the files of a node follow its copy of the database.
func upToDate(c *Cluster, n *Node) bool {
	now := followed{n.table.Place(), n.files.Place(), c.rules}
	if n.followed == now {
		return true
	}
	if len(outdated(c, n)) > 0 {
		return false
	}
	n.followed = now
	return true
}

// outdated lists the rows of stores of the node that its files do not follow yet.
func outdated(c *Cluster, n *Node) []store.Row {
	return slices.DeleteFunc(n.files.Outdated(n.table, c.deletesEverywhere), func(r store.Row) bool { return !r.Store.OnNodes(n.Has(RoleIMP)) })
}

// runNotification brings the node's files in line with its copy of the database.
func runNotification(c *Cluster, n *Node) {
	for _, r := range outdated(c, n) {
		follow(c, n, r)
		c.note(n, fact.TrustFollowed{Store: r.Store, Certificate: r.Cert, Removed: r.Deleted})
	}
}

// nextNotification is when the service will next find something to do on any node, the zero time if never. Runs that
// would change nothing are left out.
func nextNotification(c *Cluster) time.Time {
	var next time.Time
	for _, n := range c.Nodes {
		service := n.follows()
		if service == "" || upToDate(c, n) {
			continue
		}
		passed := c.Now.Sub(n.Started(service)) / notificationPeriod
		next = earlier(next, n.Started(service).Add((passed+1)*notificationPeriod))
	}
	return next
}

// runNotifications runs the service on the nodes whose period ends now.
func runNotifications(c *Cluster) {
	for _, n := range c.Nodes {
		if service := n.follows(); service != "" && c.Now.Sub(n.Started(service))%notificationPeriod == 0 {
			runNotification(c, n)
		}
	}
}

// expiryMonitor is Cisco Certificate Expiry Monitor of a node, with the node's own and trusted certificates.
func expiryMonitor(c *Cluster, n *Node) expiry.Service {
	s := expiry.Service{Node: n.Name, FQDN: n.FQDN(), Address: n.Address.String(), Zone: n.zone, Rules: c.rules, State: n.expiry}
	for _, of := range cucm.IdentityStores {
		if cert := n.identity[of]; cert != nil {
			s.Watched = append(s.Watched, expiry.Watched{Store: of, Cert: cert})
		}
	}
	for _, of := range cucm.TrustStores {
		for _, cert := range n.Trusted(of) {
			s.Watched = append(s.Watched, expiry.Watched{Store: of, Cert: cert})
		}
	}
	return s
}

// nextExpiry is when the service of any node will next send something, the zero time if never.
func nextExpiry(c *Cluster) time.Time {
	var next time.Time
	if c.times != nil { // nobody reads the alarms of a timeless cluster
		return next
	}
	for _, n := range c.Nodes {
		if n.Running(ServiceExpiryMonitor) {
			next = earlier(next, expiryMonitor(c, n).Next(c.Now))
		}
	}
	return next
}

// runExpiry runs the service on the nodes whose notification is due now, one event per alarm.
func runExpiry(c *Cluster) {
	for _, n := range c.Nodes {
		if !n.Running(ServiceExpiryMonitor) {
			continue
		}
		monitor := expiryMonitor(c, n)
		if due := monitor.Next(c.Now); due.IsZero() || due.After(c.Now) {
			continue
		}
		state, alarms, mail := monitor.Run(c.Now)
		n.expiry = state
		for _, a := range alarms {
			c.note(n, fact.AlarmRaised{Alarm: a})
			if len(a.Alerts) > 0 {
				c.note(n, fact.AlertRaised{Alarm: a})
			}
		}
		if mail != nil {
			c.note(n, fact.MailSent{Mail: mail})
		}
	}
}
