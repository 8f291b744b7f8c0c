package sim

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// CertificateMonitor is the page OS Administration > Security > Certificate Monitor.
type CertificateMonitor struct {
	Start     time.Duration // how long before the expiry the first notification is sent; 30 days
	Frequency time.Duration // between two notifications about a certificate; 7 days
	Mail      string        // address for mails, "" = e-mail off
}

// defaultMonitor is recalled from the page; only the thresholds of the alarms are documented.
func defaultMonitor() CertificateMonitor {
	return CertificateMonitor{Start: 30 * day, Frequency: 7 * day}
}

const day = 24 * time.Hour

// CertificateMonitor returns the settings of the page.
func (c *Cluster) CertificateMonitor() CertificateMonitor { return c.monitor }

// SetCertificateMonitor changes the settings of the page: times of at least an hour.
func SetCertificateMonitor(m CertificateMonitor) Op {
	return func(c *Cluster) error {
		if m.Start < time.Hour || m.Frequency < time.Hour {
			return fmt.Errorf("certificate monitor: start %v and frequency %v must be at least one hour", m.Start, m.Frequency)
		}
		c.monitor = m
		c.note(nil, "parameter", "Certificate Monitor: start %v before, every %v", m.Start, m.Frequency)
		return nil
	}
}

// expiryState is what Cisco Certificate Expiry Monitor of a node remembers. The map is never changed, only replaced.
type expiryState struct {
	last     time.Time // a run of the service: its start, or the last one that time went past
	notified map[string]notice
	sent     int // alarms so far, the sequence number of syslog
}

// notice is the last notification about a certificate.
type notice struct {
	alarm *alarm
	at    time.Time
}

// watched is one certificate as the service sees it.
type watched struct {
	store cucm.Store
	cert  *pki.Certificate
}

func (w watched) key() string { return string(w.store) + "|" + string(w.cert.Serial) }

// watchedOn lists the node's own and trusted certificates in the order of the stores.
func (c *Cluster) watchedOn(n *Node) []watched {
	var list []watched
	for _, s := range cucm.IdentityStores {
		if cert := n.identity[s]; cert != nil {
			list = append(list, watched{s, cert})
		}
	}
	for _, s := range cucm.TrustStores {
		for _, cert := range n.Trusted(s) {
			list = append(list, watched{s, cert})
		}
	}
	return list
}

// nextExpiry is when the service of any node will next send something, the zero time if never. Runs that find nothing
// to tell are left out.
func (c *Cluster) nextExpiry() time.Time {
	var next time.Time
	for _, n := range c.Nodes {
		if due := c.nextExpiryOn(n); !due.IsZero() && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	return next
}

func (c *Cluster) nextExpiryOn(n *Node) time.Time {
	if !n.Running(ServiceExpiryMonitor) {
		return time.Time{}
	}
	list := c.watchedOn(n)
	var wanted time.Time
	for _, w := range list {
		if due := c.noticeDue(n, w); wanted.IsZero() || due.Before(wanted) {
			wanted = due
		}
	}
	if wanted.IsZero() {
		return wanted
	}
	return runAt(n.expiry.last, hourlyFrom(list), maxTime(maxTime(wanted, c.Now), n.expiry.last.Add(time.Second)))
}

// noticeDue is when a run would first tell something about the certificate: when a graver alarm applies than that
// told last, or when the notification is to be repeated.
func (c *Cluster) noticeDue(n *Node, w watched) time.Time {
	told, ok := n.expiry.notified[w.key()]
	if !ok {
		return w.cert.X509.NotAfter.Add(-c.monitor.Start)
	}
	due := told.at.Add(c.monitor.Frequency)
	if graver := told.alarm.graver(c.rules); graver != nil {
		if from := w.cert.X509.NotAfter.Add(-graver.within); from.Before(due) {
			return from
		}
	}
	return due
}

// hourlyFrom is when the first certificate has one day left: the service runs every hour from the run that finds it.
func hourlyFrom(list []watched) time.Time {
	first := list[0].cert.X509.NotAfter
	for _, w := range list {
		if w.cert.X509.NotAfter.Before(first) {
			first = w.cert.X509.NotAfter
		}
	}
	return first.Add(-day)
}

// runAt returns the first run at or after t: every 24 hours after last until a run finds a certificate with a day
// left, then every hour (security guide 12.5).
func runAt(last, hourly, t time.Time) time.Time {
	daily := roundUp(last, t, day)
	finds := roundUp(last, maxTime(hourly, last), day)
	if !daily.After(finds) {
		return daily
	}
	return roundUp(finds, t, time.Hour)
}

// roundUp returns the first of from, from+step, from+2*step, ... that is not before t.
func roundUp(from, t time.Time, step time.Duration) time.Time {
	steps := (t.Sub(from) + step - 1) / step
	return from.Add(max(steps, 0) * step)
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// runExpiry runs the service on the nodes whose notification is due now.
func (c *Cluster) runExpiry() {
	for _, n := range c.Nodes {
		if due := c.nextExpiryOn(n); !due.IsZero() && !due.After(c.Now) {
			c.notifyExpiry(n)
			n.expiry.last = c.Now
		}
	}
}

// notifyExpiry sends what is due, one event per alarm.
func (c *Cluster) notifyExpiry(n *Node) {
	told := maps.Clone(n.expiry.notified)
	if told == nil {
		told = map[string]notice{}
	}
	names, lines := map[*alarm][]string{}, map[*alarm][]string{}
	for _, w := range c.watchedOn(n) {
		if c.noticeDue(n, w).After(c.Now) {
			continue
		}
		a := alarmFor(c.rules, w.cert.X509.NotAfter.Sub(c.Now))
		n.expiry.sent++
		told[w.key()] = notice{a, c.Now}
		names[a] = append(names[a], fmt.Sprintf("%s %s", w.store, w.cert.X509.Subject.CommonName))
		lines[a] = append(lines[a], c.syslog(n, a, w))
	}
	n.expiry.notified = told
	for i := range alarms {
		if a := &alarms[i]; len(lines[a]) > 0 {
			c.note(n, "alarm", "%s: %s", a.name, strings.Join(slices.Compact(names[a]), ", "))
			c.events[len(c.events)-1].Lines = lines[a]
		}
	}
}
