package expiry_test

import (
	"path/filepath"
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
	cert, err := pki.SelfSigned(pool, pki.Spec{Store: cucm.TVS, CommonName: "cucm-pub", Key: key, Serial: []byte{0x6a}, Years: 5,
		Hash: "SHA256", From: installed})
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
				s.State, alarms = s.Run(now)
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
	_, alarms := s.Run(end.Add(time.Minute))
	require.Equal(t, []string{"1: cucm-pub.example.test: Jan 04 2031 09:01:00.000 UTC : %UC_CERT-0-CertExpired: %[Message=Certificate expiration Notification. " +
		"Certificate name:TVS.der Unit:TVS Type:own-cert Expiration:Sat Jan 04 09:00:00:000 UTC][AppID=Cisco Certificate Monitor][ClusterID=]" +
		"[NodeID=cucm-pub]: Certificate has Expired and needs to be changed at the earliest"}, alarms[0].Lines)
}

func TestNothingToTell(t *testing.T) {
	s, end := monitor(t, "12.5")
	state, alarms := s.Run(installed)
	require.Empty(t, alarms)
	require.True(t, s.Next(installed).After(end.Add(-31*day)))
	s.State = state
	s.Watched = nil
	require.True(t, s.Next(installed).IsZero())
}
