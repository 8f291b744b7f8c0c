package sim

import (
	"fmt"
	"net/mail"
	"time"

	"tvslab/sim/expiry"
	"tvslab/sim/fact"
)

// maxMails bounds who is told by e-mail, and maxNotice, of a century, the times of the page.
const (
	maxMails  = 32
	maxNotice = 100 * 365 * 24 * time.Hour
)

// SetCertificateMonitor saves the page Certificate Monitor of OS Administration on nodes ("all" or none: every node that is
// up). An address must be one of RFC 5322 without a name.
func SetCertificateMonitor(page expiry.Page, nodes ...string) Op {
	return func(c *Cluster) error {
		if err := checkMonitor(page); err != nil {
			return fmt.Errorf("certificate monitor: %w", err)
		}
		ids, err := pickNodes(c, nodes, ServiceExpiryMonitor, func(*Node) bool { return true })
		if err != nil {
			return err
		}
		for _, id := range ids {
			n := c.Node(id)
			n.expiry = n.expiry.Set(page)
			c.note(n, fact.MonitorSet{Page: page})
		}
		return nil
	}
}

// CertificateMonitor returns what the page Certificate Monitor of the node says.
func (n *Node) CertificateMonitor() expiry.Page { return n.expiry.Page() }

func checkMonitor(page expiry.Page) error {
	if len(page.Mail) > maxMails {
		return fmt.Errorf("%d addresses, at most %d", len(page.Mail), maxMails)
	}
	for _, t := range []time.Duration{page.Start, page.Frequency} {
		if t < 0 || t > maxNotice || t%time.Hour != 0 {
			return fmt.Errorf("%v is not a whole number of hours", t)
		}
	}
	for _, to := range page.Mail {
		if a, err := mail.ParseAddress(to); err != nil || a.Address != to {
			return fmt.Errorf("e-mail address %q is none", to)
		}
	}
	return nil
}
