package expiry_test

import (
	"fmt"
	"io"
	netmail "net/mail"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim/cucm"
	"tvslab/sim/expiry"
	"tvslab/sim/keypool"
	"tvslab/sim/pki"
)

const day = 24 * time.Hour

var installed = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// monitor is the service of a node with one certificate, started when it was made.
func monitor(t testing.TB, release string) (expiry.Service, time.Time) {
	t.Helper()
	pool, err := keypool.Open(filepath.Join("..", "..", "testdata", "keys"), nil)
	require.NoError(t, err)
	key, err := pool.RSA(2048, 1)
	require.NoError(t, err)
	cert, err := pki.SelfSigned(pool, pki.Spec{Store: cucm.TVS, CommonName: "cucm-pub", Key: key, Serial: []byte{0x6a},
		Hash: "SHA256", From: installed, Until: installed.Add(5*365*24*time.Hour - time.Second)})
	require.NoError(t, err)
	r, err := cucm.ParseRelease(release)
	require.NoError(t, err)
	return expiry.Service{Node: "cucm-pub", FQDN: "cucm-pub.example.test", Rules: r.Rules(), State: expiry.State{}.Started(installed),
		Watched: []expiry.Watched{{Store: cucm.TVS, Cert: cert}}}, cert.X509.NotAfter
}

// TestRuns: from thirty days before the end on, weekly and at every graver alarm, hourly on the last day.
func TestRuns(t *testing.T) {
	for _, row := range []struct {
		release string
		want    []string
	}{
		{"9.1", []string{"CertValidLessthanMonth", "CertValidLessthanMonth", "CertValidLessthanMonth", "CertValidLessthanMonth",
			"CertValidfor7days", "CertValidfor7days"}},
		{"12.5", []string{"CertValidLessthanMonth", "CertValidLessthanMonth", "CertValidLessthanMonth", "CertValidLessthanMonth",
			"CertValidfor7days", "CertValidLessThanADay", "CertExpired"}},
	} {
		t.Run(row.release, func(t *testing.T) {
			s, end := monitor(t, row.release)
			var names []string
			var at time.Time
			for now := installed; ; {
				now = s.Next(now)
				if now.After(end.Add(2 * time.Hour)) {
					break
				}
				var alarms []expiry.Alarm
				s.State, alarms, _ = s.Run(now)
				require.Len(t, alarms, 1)
				names, at = append(names, alarms[0].Name), now
				require.Equal(t, []string{"TVS cucm-pub"}, alarms[0].Certificates)
			}
			require.Equal(t, row.want, names)
			require.False(t, at.After(end.Add(time.Hour)))
		})
	}
}

// TestLine is the literal line of Cisco doc 117299.
func TestLine(t *testing.T) {
	s, end := monitor(t, "12.5")
	_, alarms, _ := s.Run(end.Add(time.Minute))
	require.Equal(t, []string{"1: cucm-pub.example.test: Jan 04 2031 09:00:59.000 UTC : %UC_CERT-0-CertExpired: %[Message=Certificate expiration Notification. " +
		"Certificate name:TVS.der Unit:TVS Type:own-cert Expiration:Sat Jan 04 08:59:59:000 UTC][AppID=Cisco Certificate Monitor][ClusterID=]" +
		"[NodeID=cucm-pub]: Certificate has Expired and needs to be changed at the earliest"}, alarms[0].Lines)
}

// TestAlert is the alert of tech note 117299, of another certificate and year, and in UTC.
func TestAlert(t *testing.T) {
	s, _ := monitor(t, "9.1")
	s.Node, s.FQDN, s.Address = "CUCM02", "CUCM02.localdomain", "192.168.1.2"
	s.Watched[0].Store = cucm.TomcatTrust
	at := time.Date(2031, 9, 5, 2, 0, 6, 0, time.UTC)
	_, alarms, _ := s.Run(at)
	require.Equal(t, "Critical", alarms[0].Severity)
	require.Equal(t, `At Fri Sep 05 02:00:56 UTC 2031 on node 192.168.1.2, the following SyslogSeverityMatchFound events generated:
SeverityMatch : Critical
MatchedEvent : Sep 5 02:00:06 CUCM02 local7 2 : 1: CUCM02.localdomain: Sep 05 2031 02:00:06.000 UTC : %UC_CERT-2-CertValidfor7days: %[Message=Certificate expiration Notification. Certificate name:cucm-pub.der Unit:tomcat-trust Type:own-cert Expiration:Sat Jan 04 08:59:][AppID=Cisco Certificate Monitor][ClusterID=][NodeID=CUCM02]: Alarm to indicate that Certificate has Expired or Expires in less than seven days
AppID : Cisco Syslog Agent
ClusterID :
NodeID : CUCM02
TimeStamp : Fri Sep 05 02:00:16 UTC 2031`, alarms[0].Alerts[0])
}

// TestPage: who changed the page is told earlier, more often, and by mail.
func TestPage(t *testing.T) {
	s, end := monitor(t, "12.5")
	s.State = s.State.Set(expiry.Page{Start: 60 * day, Frequency: 20 * day, Mail: []string{"voice@example.test", "night@example.test"}})
	var told []string
	for now := installed; len(told) < 4; {
		now = s.Next(now)
		var alarms []expiry.Alarm
		var mail *expiry.Mail
		s.State, alarms, mail = s.Run(now)
		require.Len(t, alarms, 1)
		require.Empty(t, alarms[0].Alerts, "RTMT tells of critical ones")
		told = append(told, fmt.Sprintf("%s %d", alarms[0].Name, end.Sub(now)/day))
		parsed, err := netmail.ReadMessage(strings.NewReader(strings.Join(mail.Message(), "\r\n")))
		require.NoError(t, err)
		require.Equal(t, "<voice@example.test>, <night@example.test>", addresses(t, parsed))
		sent, err := parsed.Header.Date()
		require.NoError(t, err)
		require.True(t, sent.Equal(now))
		require.Equal(t, "Certificate expiration notification from cucm-pub: "+alarms[0].Name, parsed.Header.Get("Subject"))
		text, err := io.ReadAll(parsed.Body)
		require.NoError(t, err)
		require.Equal(t, "Certificate expiration Notification. Certificate name:TVS.der Unit:TVS Type:own-cert Expiration:Sat Jan 04 08:59:59:000 UTC", string(text))
		require.Equal(t, "From certmon@cucm-pub.example.test "+now.Format(time.ANSIC), mail.Mbox()[0])
		require.Empty(t, mail.Mbox()[len(mail.Mbox())-1])
	}
	require.Equal(t, []string{"CertExpiryApproaching 59", "CertExpiryApproaching 39", "CertValidLessthanMonth 29", "CertValidLessthanMonth 9"}, told)
}

func addresses(t *testing.T, m *netmail.Message) string {
	list, err := m.Header.AddressList("To")
	require.NoError(t, err)
	var all []string
	for _, a := range list {
		all = append(all, a.String())
	}
	return strings.Join(all, ", ")
}

func TestNothingToTell(t *testing.T) {
	s, end := monitor(t, "12.5")
	state, alarms, mail := s.Run(installed)
	require.Nil(t, mail)
	require.Empty(t, alarms)
	require.True(t, s.Next(installed).After(end.Add(-31*day)))
	s.State = state
	s.Watched = nil
	require.True(t, s.Next(installed).IsZero())
}
