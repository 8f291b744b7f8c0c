package sim_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/fact"
)

const day = 24 * time.Hour

func alarmsOf(events []event.Event, node, name string) []event.Event {
	var found []event.Event
	for _, e := range events {
		a, ok := e.What.(fact.AlarmRaised)
		if ok && e.Node == node && a.Name == name && !strings.HasSuffix(a.Certificates[0], " Cisco Manufacturing CA") { // it ends in 2029
			found = append(found, e)
		}
	}
	return found
}

// TestExpiryAlarms: certificates of five years, seen from their last month on.
func TestExpiryAlarms(t *testing.T) {
	c := newCluster(t, "11.5", sim.NonSecure)
	end := c.Publisher().Certificate(cucm.CallManager).X509.NotAfter
	require.Empty(t, alarmsOf(c.Advance(end.Add(-31*day).Sub(c.Now)), pub, "CertValidLessthanMonth"))

	month := alarmsOf(c.Advance(end.Add(-8*day).Sub(c.Now)), pub, "CertValidLessthanMonth")
	require.Len(t, month, 4, "day 30 and every 7 days")
	require.Equal(t, 7*day, month[1].Time.Sub(month[0].Time))
	week := alarmsOf(c.Advance(end.Add(-2*day).Sub(c.Now)), pub, "CertValidfor7days")
	require.Len(t, week, 1)
	require.LessOrEqual(t, end.Sub(week[0].Time), 7*day)
	last := c.Advance(end.Add(2 * day).Sub(c.Now))
	require.Len(t, alarmsOf(last, pub, "CertValidLessThanADay"), 1)
	expired := alarmsOf(last, pub, "CertExpired")
	require.Len(t, expired, 1)
	require.Less(t, expired[0].Time.Sub(end), time.Hour, "once a day is left the service runs every hour")

	did(t)(c.Do(sim.Regenerate(cucm.CallManager, pub)))
	require.NotContains(t, alarmsOf(c.Advance(8*day), pub, "CertExpired")[0].What.String(), "CallManager cucm-pub")
}

func TestSyslogLine(t *testing.T) {
	for name, want := range map[string]string{
		"9.1":  "%UC_CERT-2-CertValidfor7days: %[Message=Certificate expiration Notification. Certificate name:tomcat.der Unit:tomcat Type:own-cert Expiration:",
		"12.5": "%UC_CERT-0-CertExpired: %[Message=Certificate expiration Notification. Certificate name:tomcat.der Unit:tomcat Type:own-cert Expiration:",
	} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, name, sim.NonSecure)
			end := c.Publisher().Certificate(cucm.Tomcat).X509.NotAfter
			c.Advance(end.Add(day).Sub(c.Now))
			var line string
			for _, e := range c.Advance(8 * day) {
				a, ok := e.What.(fact.AlarmRaised)
				if !ok || e.Node != pub {
					continue
				}
				for _, l := range a.Lines {
					if strings.Contains(l, want) {
						line = l
					}
				}
			}
			require.Contains(t, line, c.Publisher().FQDN()+": ")
			require.Contains(t, line, "[AppID=Cisco Certificate Monitor][ClusterID=][NodeID=cucm-pub]: ")
			_, rest, _ := strings.Cut(line, "Expiration:")
			text, _, _ := strings.Cut(rest, "]")
			require.Len(t, text, map[string]int{"9.1": 17, "12.5": 27}[name])
			require.True(t, strings.HasPrefix(end.UTC().Format("Mon Jan 02 15:04:05:000 MST 2006"), text))
		})
	}
}

func TestExpiryMonitorService(t *testing.T) {
	c := newCluster(t, "12.5", sim.NonSecure)
	end := c.Publisher().Certificate(cucm.TVS).X509.NotAfter
	c.Advance(end.Add(-31 * day).Sub(c.Now))
	did(t)(c.Do(sim.Stop(sim.ServiceExpiryMonitor)))
	for _, e := range c.Advance(20 * day) {
		require.NotEqual(t, "alarm", e.What.Kind(), "a stopped service tells nothing")
	}
	did(t)(c.Do(sim.Start(sim.ServiceExpiryMonitor, pub)))
	started := c.Now
	first := alarmsOf(c.Advance(2*day), pub, "CertValidLessthanMonth")
	require.Len(t, first, 1)
	require.Equal(t, started.Add(day), first[0].Time, "the first run is 24 hours after the start")
}

// TestYearsPass: what happens by itself in ten years stays few events.
func TestYearsPass(t *testing.T) {
	c := newCluster(t, "15", sim.NonSecure)
	var alarms int
	for _, e := range c.Advance(10 * 365 * day) {
		if e.What.Kind() == "alarm" {
			alarms++
		}
	}
	require.NotZero(t, alarms)
	require.Less(t, alarms, 2500)
}
