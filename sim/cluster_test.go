package sim_test

import (
	"crypto/rsa"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
	"tvslab/event"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

const (
	pub  = "cucm-pub"
	sub1 = "cucm-sub1"
)

// testConfig is a cluster of two nodes which both serve TFTP, call processing and TVS, with two USB tokens where the
// release knows them.
func testConfig(t testing.TB, name string, mode sim.Mode) sim.Config {
	t.Helper()
	return sim.Config{
		Release: release(t, name), Mode: mode, Settings: cucm.SettingRows().Defaults(), Keys: sharedKeys(t), Seed: 7,
		Org:    pki.Organization{Unit: "Lab", Name: "Example", Locality: "Ghent", State: "OVL", Country: "BE"},
		Start:  time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC),
		Tokens: []string{"SAST-A", "SAST-B", "SAST-C"},
		Nodes: []sim.NodeSpec{
			{Name: pub, Roles: []sim.Role{sim.Publisher, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS, sim.RoleCAPF}},
			{Name: sub1, Roles: []sim.Role{sim.Subscriber, sim.RoleCCM, sim.RoleTFTP, sim.RoleTVS}},
		},
	}
}

var pool *keypool.Pool // opened once: parsing keys is what costs

func sharedKeys(t testing.TB) *keypool.Pool {
	t.Helper()
	if pool == nil {
		pool = testKeys(t)
	}
	return pool
}

// fresh holds clusters as installed, since installing one takes a dozen signatures; tests get copies.
var fresh = map[string]*sim.Cluster{}

// newCluster is testConfig's cluster, or with edits a variant of it.
func newCluster(t testing.TB, name string, mode sim.Mode, edits ...func(*sim.Config)) *sim.Cluster {
	t.Helper()
	key := name + " " + string(mode)
	if len(edits) == 0 {
		if fresh[key] == nil {
			fresh[key] = install(t, name, mode)
		}
		return fresh[key].Clone()
	}
	return install(t, name, mode, edits...)
}

// settings edits the settings of a cluster to be installed.
func settings(edit func(*cucm.Settings)) func(*sim.Config) {
	return func(cfg *sim.Config) {
		if edit != nil {
			edit(&cfg.Settings)
		}
	}
}

func install(t testing.TB, name string, mode sim.Mode, edits ...func(*sim.Config)) *sim.Cluster {
	t.Helper()
	cfg := testConfig(t, name, mode)
	for _, edit := range edits {
		edit(&cfg)
	}
	c, err := sim.New(t.Context(), cfg)
	require.NoError(t, err)
	return c
}

// find resolves the name of a certificate.
func find(t testing.TB, c *sim.Cluster, name string) *pki.Certificate {
	t.Helper()
	cert, err := c.FindCertificate(name)
	require.NoError(t, err)
	return cert
}

// did requires that an operation worked and returns its events; use: did(t)(c.Do(sim.Restart(...))).
func did(t testing.TB) func([]event.Event, error) []event.Event {
	return func(events []event.Event, err error) []event.Event {
		t.Helper()
		require.NoError(t, err)
		return events
	}
}

// contents names the records of a list in file order: function, owner of the certificate, and "#" if it is there as
// a hash only.
func contents(c *sim.Cluster, l *trustlist.List) []string {
	var lines []string
	for i := range l.Records {
		r := &l.Records[i]
		role := r.Role.String()
		if r.Role == trustlist.RoleSAST {
			role = "SAST"
		}
		line := role + " " + ownerOf(c, r)
		if len(r.CertHash) > 0 && len(r.Certificate) == 0 {
			line += " #"
		}
		lines = append(lines, line)
	}
	return lines
}

func ownerOf(c *sim.Cluster, r *trustlist.Record) string {
	if !r.Usable() {
		return "-"
	}
	for _, n := range c.Nodes {
		for _, s := range cucm.Stores() {
			if cert := n.Certificate(s); cert != nil && r.Matches(cert.DER) {
				return fmt.Sprintf("%s/%s", n.Name, s)
			}
		}
	}
	for _, name := range []string{"SAST-A", "SAST-B", "SAST-C"} {
		if token := c.Token(name); token != nil && r.Matches(token.DER) {
			return name
		}
	}
	return "somebody else"
}

// roles asks the node's TVS for a certificate in both ways and returns the roles of the answer, nil if unknown.
func roles(t testing.TB, c *sim.Cluster, node string, cert *pki.Certificate) []trustlist.Role {
	t.Helper()
	authority, ok := c.TVS(node)
	require.True(t, ok, "TVS of %s", node)
	queried, known := authority.Query(cert.Subject, cert.Issuer, cert.Serial)
	verified, good := authority.Verify(cert.DER)
	require.Equal(t, known, good, "QUERY and VERIFY")
	require.Equal(t, queried, verified)
	if !known {
		return nil
	}
	require.Equal(t, cert.DER, queried.Certificate)
	require.Equal(t, 24*time.Hour, queried.TTL)
	return slices.Clone(queried.Roles)
}

// shortKey hands out a 1024-bit key for one certificate number, as an upgrade from an old release leaves one.
type shortKey struct {
	pki.KeySource
	number uint64
}

func (k shortKey) RSA(bits int, n uint64) (*rsa.PrivateKey, error) {
	if n == k.number {
		bits = 1024
	}
	return k.KeySource.RSA(bits, n)
}

// addPhone puts a phone with its own configuration and one on the default file into the database.
func addPhone(t testing.TB, c *sim.Cluster) {
	t.Helper()
	profile := &sim.Profile{Model: "8841", Protocol: "SIP", Load: "sip88xx.12-8-1", Group: []string{sub1, pub}}
	bare := &sim.Profile{Model: "7940", Protocol: "SCCP", Group: []string{pub}, Default: true}
	require.NoError(t, c.AddDevices(named(t, "SEP001122334455"), sim.Lines{First: 1001}, profile))
	require.NoError(t, c.AddDevices(named(t, "SEP00112233AAAA"), sim.Lines{First: 1002}, bare))
}

// named returns the set of these devices.
func named(t testing.TB, names ...string) devices.Set {
	t.Helper()
	set, err := devices.Named(names...)
	require.NoError(t, err)
	return set
}
