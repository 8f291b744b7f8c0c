package scenarios_test

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/phone/trust"
	"tvslab/scenarios"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// prepared is the lab of a scenario before its first step.
func prepared(t *testing.T, text string, o scenarios.Options) *lab.Lab {
	t.Helper()
	s, err := scenarios.Load("twin.yaml", []byte(text))
	require.NoError(t, err)
	s, err = s.For(s.Cells()[0])
	require.NoError(t, err)
	o.Keys = testKeys(t)
	r, err := scenarios.Prepare(t.Context(), s, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Lab.Close()) })
	return r.Lab
}

const plainCluster = `title: A cluster
release: "%s"
cluster:
  mode: %s
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  desk: {model: "8841", tftp: [cucm-pub, cucm-sub1]}
steps:
  - expect: {desk: {trust: none}}
`

var hashName = regexp.MustCompile(`SHA\d+`)

// written is a certificate as a scenario writes it.
func written(t *testing.T, c *pki.Certificate) string {
	t.Helper()
	var names pkix.RDNSequence
	_, err := asn1.Unmarshal(c.X509.RawSubject, &names)
	require.NoError(t, err)
	return fmt.Sprintf("{subject: %q, serial: %q, from: %s, until: %s, bits: %d, hash: %s}", names, c.SerialHex(),
		c.X509.NotBefore.Format(time.RFC3339), c.X509.NotAfter.Format(time.RFC3339), c.Bits(), hashName.FindString(c.X509.SignatureAlgorithm.String()))
}

// twin writes a scenario of a cluster's own facts.
func twin(t *testing.T, release, mode string, c *sim.Cluster) string {
	t.Helper()
	text := fmt.Sprintf(plainCluster, release, mode)
	for _, n := range c.Nodes {
		var stores []string
		for _, s := range cucm.IdentityStores {
			if cert := n.Certificate(s); cert != nil {
				stores = append(stores, fmt.Sprintf("%s: %s", s, written(t, cert)))
			}
		}
		at := regexp.MustCompile(`(?m)(` + n.Name + `: \{roles: \[.*\])\}$`)
		text = at.ReplaceAllString(text, "$1, certificates: {"+strings.Join(stores, ", ")+"}}")
	}
	return strings.Replace(text, "cluster:", "seed: 99\nstart: "+c.Now.Format(time.RFC3339)+"\ncluster:", 1)
}

// records are those of a list, with what phones and people go by.
func records(t *testing.T, l *trustlist.List) (lines []string) {
	t.Helper()
	for i := range l.Records {
		r := &l.Records[i]
		cert, err := r.X509()
		require.NoError(t, err)
		lines = append(lines, fmt.Sprintf("%s %s %s %x %s %s", r.Role, r.Subject, r.Issuer, r.Serial, cert.NotBefore, cert.NotAfter))
	}
	return lines
}

// TestTwinOfItself: a cluster that is described by its own facts serves lists with the same records, signed with other keys.
func TestTwinOfItself(t *testing.T) {
	for _, release := range []string{"11.5", "12.5", "15"} {
		t.Run(release, func(t *testing.T) {
			l := prepared(t, fmt.Sprintf(plainCluster, release, "mixed-tokenless"), scenarios.Options{})
			other := prepared(t, twin(t, release, "mixed-tokenless", l.Cluster()), scenarios.Options{})
			require.Equal(t, l.Now().Add(time.Hour), other.Now())
			for i, n := range l.Cluster().Nodes {
				its := other.Cluster().Nodes[i]
				require.Equal(t, records(t, n.ITL().List), records(t, its.ITL().List))
				require.Equal(t, records(t, n.CTL().List), records(t, its.CTL().List))
				require.NotEqual(t, n.ITL().Sum(), its.ITL().Sum())
			}
		})
	}
}

const pastCluster = `title: Phones with a past
release: "%s"
cluster:
  mode: %s
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf], stopped: [Cisco CTIManager]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs], not-activated: [Cisco CTL Provider]}
phones:
  served: {model: "8841", count: 2, tftp: [cucm-pub, cucm-sub1], on: true, security: encrypted, lsc: true}
  unknown: {model: "8841", count: 2, tftp: [cucm-sub1], on: true, holds: unknown}
  earlier: {model: "8841", tftp: [cucm-pub], on: true, holds: earlier, encrypted-config: true}
  blank: {model: "8841", tftp: [cucm-pub], on: true, holds: {itl: blank, ctl: none}}
  none: {model: "8841", tftp: [cucm-pub], holds: none}
  foreign: {model: "7940", tftp: [cucm-pub], holds: {ctl: unknown}}
steps:
  - expect: {served: {trust: current}}
`

// TestPast: phones are what the scenario says when the first step is done, in memory and on sockets alike, and refuse or take what is
// served for real reasons.
func TestPast(t *testing.T) {
	for _, row := range []struct {
		release, mode string
		start, reset  string // trust by group
	}{
		{"9.1", "non-secure", "served current, unknown locked, earlier locked, blank blank, none none, foreign current",
			"served current, unknown locked, earlier locked, blank current, none none, foreign current"},
		{"11.5", "mixed-tokenless", "served current, unknown locked, earlier locked, blank blank, none none, foreign locked",
			"served current, unknown locked, earlier locked, blank current, none none, foreign locked"},
		{"14", "mixed-tokenless", "served current, unknown locked, earlier behind, blank blank, none none, foreign locked",
			"served current, unknown locked, earlier current, blank current, none none, foreign locked"},
	} {
		for name, sockets := range map[string]*lab.Sockets{"memory": nil, "sockets": {}} {
			t.Run(row.release+" "+name, func(t *testing.T) {
				l := prepared(t, fmt.Sprintf(pastCluster, row.release, row.mode), scenarios.Options{Sockets: sockets})
				require.Equal(t, row.start, stands(t, l))
				require.False(t, l.Cluster().Node("cucm-pub").Running(sim.ServiceCTIManager))
				for _, group := range []string{"served", "unknown", "earlier", "blank"} {
					for p := range l.Each(l.Group(group, 0, 0)) {
						require.True(t, p.On())
						require.NotEmpty(t, p.Report().Registered, group)
					}
				}
				for p := range l.Each(l.Group("none", 0, 0)) {
					require.False(t, p.On())
					require.NotNil(t, p.State().Config)
				}
				require.NoError(t, l.Reset(t.Context(), "reset", l.Phones()))
				require.Equal(t, row.reset, stands(t, l))
			})
		}
	}
}

// stands is the trust of each group, in their order; of phones of a group that stand apart, as they do on sockets, all.
func stands(t *testing.T, l *lab.Lab) string {
	t.Helper()
	var found []string
	for _, s := range l.Stands(t.Context(), l.Phones()) {
		found = append(found, s.Phone.Group()+" "+string(s.Verdict.Trust))
	}
	return strings.Join(slices.Compact(found), ", ")
}

// TestUnknownIsNobody: nothing that an unknown list holds is anywhere in the cluster.
func TestUnknownIsNobody(t *testing.T) {
	l := prepared(t, fmt.Sprintf(pastCluster, "12.5", "mixed-tokenless"), scenarios.Options{})
	p, _ := l.Phone("SEP0A0102000001")
	require.Equal(t, "unknown", p.Group())
	for _, which := range trust.Lists {
		held, err := p.State().Lists[which].File.List()
		require.NoError(t, err)
		require.Greater(t, len(held.Records), 3)
		for _, n := range l.Cluster().Nodes {
			for _, s := range cucm.IdentityStores {
				cert := n.Certificate(s)
				require.False(t, cert != nil && lists(held, cert), "%s of %s is in the %s", s, n.Name, which)
			}
		}
	}
}

func lists(l *trustlist.List, cert *pki.Certificate) bool {
	return slices.ContainsFunc(l.Records, func(r trustlist.Record) bool { return r.Matches(cert.DER) })
}

// TestStopped: phones that are on registered before services were stopped, but not with a call manager that does not run.
func TestStopped(t *testing.T) {
	holds(t, `title: Services that do not run at the start
cluster:
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf], stopped: [Cisco CallManager, Cisco Tftp, Cisco Certificate Authority Proxy Function]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs], stopped: Cisco Tftp, not-activated: Cisco CTIManager}
phones:
  desk: {model: "8841", tftp: [cucm-pub, cucm-sub1], on: true, lsc: true}
  late: {model: "8841", tftp: [cucm-pub, cucm-sub1]}
steps:
  - expect:
      desk: {registered: cucm-sub1, lsc: valid, config: current}
      late: {registered: false}
      cucm-pub: {services: {Cisco CallManager: stopped, Cisco Tftp: stopped}}
      cucm-sub1: {services: {Cisco CTIManager: not-activated}}
  - power-on: late
  - expect: {late: {registered: false, reason: no-configuration}}
  - start: {service: [Cisco Tftp, Cisco CallManager], nodes: all}
  - reset: all
  - expect: {all: {registered: cucm-pub, trust: current}}
`)
}

// TestEndedBeforeStart: phones that are on registered, and got their LSC, before certificates ended; what these are worth shows at the
// next reset.
func TestEndedBeforeStart(t *testing.T) {
	holds(t, `title: Certificates that ended before the scenario begins
start: 2026-03-02
cluster:
  mode: mixed-tokenless
  nodes:
    cucm-pub:
      roles: [publisher, callmanager, tftp, tvs, capf]
      certificates: {CallManager: {until: 2026-01-20}, TVS: {until: 2026-01-20}, ITLRecovery: {until: 2026-01-20}, CAPF: {until: 2026-01-20}}
phones:
  desk: {model: "8841", count: 3, tftp: [cucm-pub], on: true}
  safe: {model: "8841", count: 3, tftp: [cucm-pub], on: true, security: encrypted, lsc: true}
steps:
  - expect: {all: {trust: current, registered: cucm-pub, config: current}, safe: {security: encrypted, lsc: expired}}
  - reset: all
  - expect: {desk: {registered: cucm-pub, config: kept-old}, safe: {registered: false, reason: call-manager-expired}}
`)
}

// holds plays a scenario of one cell, which holds.
func holds(t *testing.T, text string) {
	t.Helper()
	s, err := scenarios.Load("twin.yaml", []byte(text))
	require.NoError(t, err)
	one, err := s.For(s.Cells()[0])
	require.NoError(t, err)
	require.Empty(t, failures(t, one))
}
