package store_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/pki"
	"tvslab/sim/store"
	"tvslab/trustlist"
)

// certificate makes one with this common name and serial number.
func certificate(t require.TestingT, name string, serial byte) *pki.Certificate {
	pool, err := keypool.Open(filepath.Join("..", "..", "testdata", "keys"), nil)
	require.NoError(t, err)
	key, err := pool.RSA(2048, 1)
	require.NoError(t, err)
	cert, err := pki.SelfSigned(pool, pki.Spec{CommonName: name, Key: key, Serial: []byte{0x6a, serial}, Hash: "SHA256",
		From: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	return cert
}

func TestFiles(t *testing.T) {
	a, b := certificate(t, "a", 1), certificate(t, "b", 2)
	var none store.Files
	one := none.With(store.File{Store: cucm.TomcatTrust, Slot: "b", Cert: b})
	two := one.With(store.File{Store: cucm.TomcatTrust, Slot: "a", Cert: a}).With(store.File{Store: cucm.CAPFTrust, Slot: "a", Cert: a})
	require.Empty(t, none.All())
	require.Len(t, one.All(), 1, "a value that another was made from stays")
	require.Len(t, two.All(), 3)
	require.Equal(t, []*pki.Certificate{a, b}, two.Trusted(cucm.TomcatTrust))
	require.Equal(t, []*pki.Certificate{a}, two.Trusted(cucm.CAPFTrust))
	require.Empty(t, two.Trusted(cucm.CallManagerTrust))
	require.True(t, two.Holds(cucm.TomcatTrust, "a", a))
	require.False(t, two.Holds(cucm.TomcatTrust, "a", b))
	require.Len(t, two.Without(cucm.TomcatTrust, "a").All(), 2)
	require.Equal(t, two, two.Without(cucm.TomcatTrust, "nothing"))

	marked := two.With(store.File{Store: cucm.TomcatTrust, Slot: "a", Cert: a, Deleted: true})
	require.False(t, marked.Holds(cucm.TomcatTrust, "a", a))
	require.Equal(t, []*pki.Certificate{b}, marked.Trusted(cucm.TomcatTrust))
	_, ok := marked.Named(cucm.TomcatTrust, "a")
	require.False(t, ok)
	for _, name := range []string{"b", "B.pem", "6a02", "6A:02", "b_6a02.pem"} {
		f, ok := marked.Named(cucm.TomcatTrust, name)
		require.True(t, ok, name)
		require.Equal(t, b, f.Cert)
	}
}

func TestNames(t *testing.T) {
	cert := certificate(t, "my ca", 7)
	old, err := cucm.ParseRelease("9.1")
	require.NoError(t, err)
	later, err := cucm.ParseRelease("12.5")
	require.NoError(t, err)
	require.Equal(t, "my_ca.pem", store.FileName(cert, old.Rules()))
	require.Equal(t, "my_ca_6a07.pem", store.FileName(cert, later.Rules()))
	require.Equal(t, "CN=my ca", store.Slot(cert, false))
	require.Equal(t, "CN=my ca|6A:07", store.Slot(cert, true))
}

// TestTable: rows replace each other by their keys, deleted ones are as good as none, roles of all rows add up.
func TestTable(t *testing.T) {
	a, b := certificate(t, "a", 1), certificate(t, "b", 2)
	row := func(s cucm.Store, server string, cert *pki.Certificate) store.Row {
		return store.Row{Store: s, Server: server, Slot: cert.Subject, Cert: cert, Roles: s.Rule().Roles}
	}
	var none store.Table
	table := none.With(row(cucm.TVS, "pub", a)).With(row(cucm.TVS, "sub", b)).With(row(cucm.TomcatTrust, "", a))
	require.Empty(t, none.All())
	require.Equal(t, a, table.Identity(cucm.TVS, "pub"))
	require.Equal(t, b, table.Identity(cucm.TVS, "sub"))
	require.Nil(t, table.Identity(cucm.CAPF, "pub"))
	require.Equal(t, b, table.With(row(cucm.TVS, "pub", b)).Identity(cucm.TVS, "pub"))
	require.Len(t, table.With(row(cucm.TomcatTrust, "other", a)).Rows(), 3, "a -trust store has one row per slot")

	found, roles := table.Lookup(func(c *pki.Certificate) bool { return c == a })
	require.Equal(t, a, found)
	require.Equal(t, []trustlist.Role{trustlist.RoleAppServer, trustlist.RoleTVS}, sorted(roles))
	gone := row(cucm.TVS, "pub", a)
	gone.Deleted = true
	deleted := table.With(gone)
	require.Nil(t, deleted.Identity(cucm.TVS, "pub"))
	require.Len(t, deleted.Rows(), 2)
	require.Len(t, deleted.All(), 3)
	_, roles = deleted.Lookup(func(c *pki.Certificate) bool { return c == a })
	require.Equal(t, []trustlist.Role{trustlist.RoleAppServer}, roles)
	found, _ = none.Lookup(func(*pki.Certificate) bool { return true })
	require.Nil(t, found)
}

func sorted(roles []trustlist.Role) []trustlist.Role {
	slices.Sort(roles)
	return slices.Compact(roles)
}

// TestMerge: copies of the table that went apart come together as a map would have them, whichever is asked.
func TestMerge(t *testing.T) {
	certs := []*pki.Certificate{certificate(t, "a", 1), certificate(t, "b", 2), certificate(t, "c", 3)}
	rapid.Check(t, func(t *rapid.T) {
		var copies [2]store.Table
		newest := map[string]store.Row{}
		for written := range rapid.Uint64Range(0, 30).Draw(t, "writes") {
			r := store.Row{Store: rapid.SampledFrom(cucm.Stores()).Draw(t, "store"), Server: rapid.SampledFrom([]string{"pub", "sub"}).Draw(t, "server"),
				Slot: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "slot"), Cert: rapid.SampledFrom(certs).Draw(t, "certificate"),
				Written: written + 1, Deleted: rapid.Bool().Draw(t, "deleted")}
			one := rapid.IntRange(0, 1).Draw(t, "copy")
			copies[one] = copies[one].With(r)
			newest[r.Key()] = r
		}
		merged := copies[0].Merge(copies[1])
		require.Equal(t, merged, copies[1].Merge(copies[0]))
		require.Equal(t, merged, merged.Merge(copies[0]))
		require.Len(t, merged.All(), len(newest))
		last := ""
		for _, r := range merged.All() {
			require.Equal(t, newest[r.Key()], r)
			require.Less(t, last, r.Key())
			last = r.Key()
		}
	})
}

// TestFollow: what Certificate Change Notification makes of a row on a node's disk.
func TestFollow(t *testing.T) {
	a, b := certificate(t, "a", 1), certificate(t, "a", 2)
	everywhere := func(cucm.Store) bool { return true }
	here := func(cucm.Store) bool { return false }
	file := func(s cucm.Store, cert *pki.Certificate, deleted bool) store.Files {
		return store.Files{}.With(store.File{Store: s, Slot: "slot", Cert: cert, Deleted: deleted})
	}
	for _, row := range []struct {
		name       string
		have       store.Files
		store      cucm.Store
		cert       *pki.Certificate
		deleted    bool
		everywhere func(cucm.Store) bool
		want       store.Files
	}{
		{"written", store.Files{}, cucm.TomcatTrust, a, false, here, file(cucm.TomcatTrust, a, false)},
		{"replaced", file(cucm.TomcatTrust, b, false), cucm.TomcatTrust, a, false, here, file(cucm.TomcatTrust, a, false)},
		{"there already", file(cucm.TomcatTrust, a, false), cucm.TomcatTrust, a, false, here, file(cucm.TomcatTrust, a, false)},
		{"not brought back", file(cucm.TomcatTrust, a, true), cucm.TomcatTrust, a, false, here, file(cucm.TomcatTrust, a, true)},
		{"not notified", store.Files{}, cucm.CAPFTrust, a, false, here, store.Files{}},
		{"identity", store.Files{}, cucm.TVS, a, false, everywhere, store.Files{}},
		{"deleted everywhere", file(cucm.CAPFTrust, a, false), cucm.CAPFTrust, a, true, everywhere, store.Files{}},
		{"deleted elsewhere", file(cucm.CAPFTrust, a, false), cucm.CAPFTrust, a, true, here, file(cucm.CAPFTrust, a, false)},
		{"another deleted", file(cucm.TomcatTrust, b, false), cucm.TomcatTrust, a, true, everywhere, file(cucm.TomcatTrust, b, false)},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := store.Row{Store: row.store, Slot: "slot", Cert: row.cert, Deleted: row.deleted}
			got, changed := row.have.Follow(r, row.everywhere)
			require.Equal(t, len(row.want.All()), len(got.All()))
			require.ElementsMatch(t, row.want.All(), got.All())
			outdated := row.have.Outdated(store.Table{}.With(r), row.everywhere)
			require.Equal(t, changed, len(outdated) == 1)
			_, again := got.Follow(r, row.everywhere)
			require.False(t, again, "once is enough")
		})
	}
}
