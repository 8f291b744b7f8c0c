package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/sim"
	"tvslab/sim/expiry"
	"tvslab/sim/fact"
)

// mails are those among the events, by node.
func mails(events []event.Event) map[string][]*expiry.Mail {
	all := map[string][]*expiry.Mail{}
	for _, e := range events {
		if m, ok := e.What.(fact.MailSent); ok {
			all[e.Node] = append(all[e.Node], m.Mail)
		}
	}
	return all
}

// TestCertificateMonitor: where an address is given, every run that tells something sends a mail; elsewhere nobody gets one. Alerts
// come with the critical alarms.
func TestCertificateMonitor(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	did(t)(c.Do(sim.SetCertificateMonitor(expiry.Page{Mail: []string{"voice@example.test"}}, pub)))
	events := c.Advance(1796 * day)
	require.Len(t, mails(events), 1)
	require.NotEmpty(t, mails(events)[pub])
	require.Equal(t, []string{"voice@example.test"}, mails(events)[pub][0].To)
	var alerts int
	for _, e := range c.Advance(25 * day) {
		if a, ok := e.What.(fact.AlertRaised); ok {
			require.Contains(t, a.Alerts[0], "on node 192.0.2.1")
			require.Len(t, a.Alerts, len(a.Lines))
			alerts++
		}
	}
	require.NotZero(t, alerts)
}

func TestCertificateMonitorRefuses(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	for want, page := range map[string]expiry.Page{
		`e-mail address "voice" is none`:                     {Mail: []string{"voice"}},
		`e-mail address "V <v@example.test>" is none`:        {Mail: []string{"V <v@example.test>"}},
		`e-mail address "v@a.test\r\nBcc: x@b.test" is none`: {Mail: []string{"v@a.test\r\nBcc: x@b.test"}},
		"33 addresses, at most 32":                           {Mail: make([]string, 33)},
		"1h30m0s is not a whole number of hours":             {Start: 90 * time.Minute},
		"-1h0m0s is not a whole number of hours":             {Frequency: -time.Hour},
	} {
		_, err := c.Do(sim.SetCertificateMonitor(page))
		require.ErrorContains(t, err, want)
	}
	_, err := c.Do(sim.SetCertificateMonitor(expiry.Page{}, "nobody"))
	require.ErrorContains(t, err, "nobody")
}
