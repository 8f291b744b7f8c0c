package trustlist

import (
	"crypto/x509"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func parseVector(t testing.TB, vs *vectors, name string, mode Mode) *List {
	t.Helper()
	l, err := Parse(vs.file(t, name), mode)
	require.NoError(t, err)
	return l
}

func TestFind(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	itl := parseVector(t, vs, itlHash, Lenient)
	ctl := parseVector(t, vs, "tlv-cucm-layout/CTLFile-etoken-nonsecure.tlv", Lenient)
	for _, c := range []struct {
		name  string
		list  *List
		cert  string
		roles []Role
		want  int // index of the record, -1 none
	}{
		{"any role, first record", itl, "cm2048-pub", nil, 0},
		{"TFTP", itl, "cm2048-pub", []Role{RoleCCMTFTP, RoleTFTP}, 2},
		{"TVS by hash", itl, "tvs2048-sub", []Role{RoleTVS}, 5},
		{"role not held", itl, "tvs2048-sub", []Role{RoleSAST}, -1},
		{"not listed", itl, "unlisted", nil, -1},
		{"other spelling of the names", ctl, "etoken1", nil, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			cert := vs.cert(t, c.cert)
			got := c.list.Find(Name(cert.RawIssuer), serialBytes(cert), c.roles...)
			if c.want < 0 {
				require.Nil(t, got)
				return
			}
			require.Same(t, &c.list.Records[c.want], got)
			require.True(t, got.Matches(cert.Raw))
			require.False(t, got.Matches(vs.cert(t, "unlisted").Raw))
		})
	}
	require.Nil(t, ctl.Find("", nil, RoleCCMTFTP), "a record without certificate is not found")
}

func TestBlank(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	want := map[string]bool{
		"tlv-cucm-layout/ITLFile-rollback-empty-sections.tlv":      true,
		"tlv-cucm-layout/CTLFile-etoken-nonsecure.tlv":             true,
		"tlv-cucm-layout/header-padding-0.tlv":                     true,
		"tlv-cucm-layout/header-padding-1.tlv":                     true,
		"tlv-cucm-layout/header-padding-2.tlv":                     true,
		"tlv-cucm-layout/header-padding-3.tlv":                     true,
		"tlv-reference-writer/ITLSEP0A1B2C3D4E5F.tlv":              true, // CCM only
		"tlv-reference-writer/ITLFile-sha1-rsa512-minimal.tlv":     true,
		"tlv-reference-writer/CTLFile-sha512-rsa4096-two-sast.tlv": true,
	}
	for name := range vs.TrustLists {
		l := parseVector(t, vs, name, Lenient)
		require.Equal(t, want[name], l.Blank(), name)
		require.True(t, l.HasRole(RoleSAST), name)
		require.False(t, l.HasRole(RoleSRST), name)
	}
}

func TestRecordWithoutRoleOrCertificate(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	d := takeApart(t, vs.file(t, ctl1024), true)
	d.records[0] = without(d.records[0], TagRole)
	l, err := Parse(d.bytes(), Lenient)
	require.NoError(t, err)
	require.False(t, l.Records[0].Is(RoleSAST), "an absent role is not role 0")
	require.False(t, l.Records[0].Is())
	empty := Record{}
	_, err = empty.X509()
	require.ErrorIs(t, err, ErrNoCertificate)
	require.False(t, empty.Matches(nil))
}

// The same certificate in two records is parsed once.
func TestCertificateShared(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	l := parseVector(t, vs, ctl1024, Strict)
	var certs []*x509.Certificate
	for i := range l.Records[:2] {
		c, err := l.Records[i].X509()
		require.NoError(t, err)
		certs = append(certs, c)
	}
	require.Same(t, certs[0], certs[1])
}

// A list does not change with the bytes it was parsed from, and may be used by
// many goroutines.
func TestListImmutable(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	data := vs.file(t, ctl1024)
	l, err := Parse(data, Strict)
	require.NoError(t, err)
	want := l.Marshal()
	clear(data)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := l.Verify(); err != nil {
				t.Error(err)
			}
			l.Find(l.Header.CAName, l.Header.Serial)
			if string(l.Marshal()) != string(want) {
				t.Error("list changed")
			}
		})
	}
	wg.Wait()
}

func TestVerifyWithOtherKeys(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	l := parseVector(t, vs, ctl1024, Strict)
	requireRule(t, "R20", l.VerifyWith(vs.cert(t, "cm2048-pub").PublicKey))
	requireRule(t, "R20", l.VerifyWith(vs.cert(t, "capf1024").PublicKey))
	err := l.VerifyWith(vs.cert(t, "ec256").PublicKey)
	requireRule(t, "R20", err)
	require.ErrorContains(t, err, "only RSA keys")
	requireRule(t, "R20", l.VerifyWith(nil))
}

func TestStrings(t *testing.T) {
	require.Equal(t, "System Administrator Security Token", RoleSAST.String())
	require.Equal(t, "unknown (9)", Role(9).String())
	require.Equal(t, "SHA-512", DigestSHA512.String())
	require.Equal(t, "unknown (4)", Digest(4).String())
	require.Zero(t, Digest(4).Hash())
	require.Equal(t, "1.2", Version{1, 2}.String())
}
