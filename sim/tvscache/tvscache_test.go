package tvscache_test

import (
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim/cucm"
	"tvslab/sim/keypool"
	"tvslab/sim/list"
	"tvslab/sim/pki"
	"tvslab/sim/store"
	"tvslab/sim/tvscache"
	"tvslab/trustlist"
	"tvslab/tvs"
)

var now = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

func testKeys(t testing.TB) *keypool.Pool {
	t.Helper()
	pool, err := keypool.Open(filepath.Join("..", "..", "testdata", "keys"), nil)
	require.NoError(t, err)
	return pool
}

func certificate(t testing.TB, serial byte) *pki.Certificate {
	t.Helper()
	key, err := testKeys(t).RSA(2048, 1)
	require.NoError(t, err)
	cert, err := pki.SelfSigned(testKeys(t), pki.Spec{Store: cucm.CallManager, CommonName: "cucm-pub", Key: key, Serial: []byte{0x6a, serial},
		From: now, Until: now.AddDate(5, 0, 0), Hash: "SHA256"})
	require.NoError(t, err)
	return cert
}

func table(certs ...*pki.Certificate) (t store.Table) {
	for _, c := range certs {
		t = t.With(store.Row{Store: cucm.CallManager, Server: c.SerialHex(), Cert: c, Roles: cucm.CallManager.Rule().Roles})
	}
	return t
}

// TestAnswers: from the table, else from the CTL; by issuer and serial number, or by the whole certificate.
func TestAnswers(t *testing.T) {
	inTable, inCTL, stranger := certificate(t, 1), certificate(t, 2), certificate(t, 3)
	file, err := list.Build(testKeys(t), list.Plan{Name: list.CTLName, Signer: inTable, Algorithm: "SHA-1",
		Records: []list.Record{{Role: trustlist.RoleSAST, Cert: inCTL}, {Role: trustlist.RoleCAPF, Cert: inCTL}, {Role: trustlist.RoleCCMTFTP}}}, now)
	require.NoError(t, err)
	s := tvscache.Start(inTable, table(inTable), file)
	var _ tvs.Source = s
	for _, row := range []struct {
		name  string
		cert  *pki.Certificate
		roles []trustlist.Role
	}{
		{"table", inTable, []trustlist.Role{trustlist.RoleSAST, trustlist.RoleCCMTFTP}},
		{"CTL", inCTL, []trustlist.Role{trustlist.RoleSAST, trustlist.RoleCAPF}},
		{"nowhere", stranger, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			queried, ok := s.Query("", row.cert.Issuer, row.cert.Serial)
			require.Equal(t, row.roles != nil, ok)
			require.Equal(t, row.roles, queried.Roles)
			verified, ok := s.Verify(row.cert.DER)
			require.Equal(t, row.roles != nil, ok)
			require.Equal(t, queried, verified)
			require.Equal(t, row.name == "table", s.InDatabase(row.cert.Issuer, row.cert.Serial))
		})
	}
	_, ok := tvscache.Start(inTable, store.Table{}, nil).Query("", inTable.Issuer, inTable.Serial)
	require.False(t, ok)
}

// TestTokens: an eToken is known by the CTL or by an upload, and never said to be in the cache of the table (trace in tech note
// 118893).
func TestTokens(t *testing.T) {
	makers, err := pki.NewManufacturers(testKeys(t))
	require.NoError(t, err)
	key, err := testKeys(t).RSA(1024, 1)
	require.NoError(t, err)
	token, err := pki.NewToken("SAST-ADN008580ef", key, makers, []byte{1, 2, 3}, now)
	require.NoError(t, err)
	uploaded := store.Table{}.With(store.Row{Store: cucm.PhoneSASTTrust, Server: "pub", Cert: token, Roles: cucm.PhoneSASTTrust.Rule().Roles})
	file, err := list.Build(testKeys(t), list.Plan{Name: list.CTLName, Signer: token, Algorithm: "SHA-1",
		Records: []list.Record{{Role: trustlist.RoleSAST, Cert: token}}}, now)
	require.NoError(t, err)
	for name, row := range map[string]struct {
		table store.Table
		ctl   *list.File
		known bool
	}{
		"uploaded and listed": {uploaded, file, true},
		"listed":              {store.Table{}, file, true},
		"uploaded":            {uploaded, nil, true},
		"neither":             {store.Table{}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := tvscache.Start(token, row.table, row.ctl)
			answer, known := s.Query(token.Subject, token.Issuer, token.Serial)
			require.Equal(t, row.known, known)
			require.False(t, s.InDatabase(token.Issuer, token.Serial))
			if known {
				require.Equal(t, []trustlist.Role{trustlist.RoleSAST}, answer.Roles)
			}
		})
	}
}

// TestSettle: the first change sets the time, what the node holds then is what the caches take, each by itself.
func TestSettle(t *testing.T) {
	a, b := certificate(t, 1), certificate(t, 2)
	s := tvscache.Start(a, table(a), nil)
	for _, due := range func() []time.Time { x, y := s.Due(); return []time.Time{x, y} }() {
		require.True(t, due.IsZero())
	}
	s = s.TableChanged(now.Add(8 * time.Second)).TableChanged(now.Add(time.Hour)).CTLChanged(now.Add(3 * time.Minute))
	early, noticed := s.Settle(now.Add(7*time.Second), table(a, b), nil)
	require.Empty(t, noticed)
	require.Equal(t, s, early)
	require.False(t, early.InDatabase(b.Issuer, b.Serial))

	settled, noticed := s.Settle(now.Add(8*time.Second), table(a, b), nil)
	require.Equal(t, [][]string{{tvs.CacheRefreshed}}, noticed)
	require.True(t, settled.InDatabase(b.Issuer, b.Serial))
	require.False(t, s.InDatabase(b.Issuer, b.Serial), "a value stays what it was")
	file, err := list.Build(testKeys(t), list.Plan{Name: list.CTLName, Signer: a, Algorithm: "SHA-1",
		Records: []list.Record{{Role: trustlist.RoleSAST, Cert: a}, {Role: trustlist.RoleCCMTFTP}, {Role: trustlist.RoleCAPF, Cert: b}}}, now)
	require.NoError(t, err)
	_, noticed = settled.Settle(now.Add(3*time.Minute), table(a), file)
	require.Equal(t, [][]string{{tvs.CTLModified, "updateLocalCTLCache : Refreshing the local CTL certificate cache",
		"tvs_sql_get_all_CTL_certificate - Unique Key used for Caching :: 6A01" + a.Issuer + ", length : " + strconv.Itoa(4+len(a.Issuer)),
		"tvs_sql_get_all_CTL_certificate - Unique Key used for Caching :: 6A02" + b.Issuer + ", length : " + strconv.Itoa(4+len(b.Issuer))}}, noticed)
}
