package expiry

import (
	"cmp"
	"time"
)

// Page is what the page OS Administration > Security > Certificate Monitor says. What is zero is as it proposes: the first
// notification thirty days before the end, then one every seven days, and no e-mail (recalled; only the thresholds of the
// alarms are documented).
type Page struct {
	Start     time.Duration // how long before the end of a certificate the first notification is sent
	Frequency time.Duration // between two about one certificate
	Mail      []string      // who gets them by e-mail
}

func (p Page) start() time.Duration     { return cmp.Or(p.Start, 30*day) }
func (p Page) frequency() time.Duration { return cmp.Or(p.Frequency, 7*day) }

// Set returns the state after the page was saved. What was told is remembered.
func (s State) Set(p Page) State {
	s.page = p
	return s
}

// Page returns what the page says, with what it proposes where nobody has written anything.
func (s State) Page() Page { return Page{s.page.start(), s.page.frequency(), s.page.Mail} }
