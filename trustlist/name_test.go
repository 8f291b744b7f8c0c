package trustlist

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"
)

// rdn makes a DER name from pairs of attribute type and value.
func rdn(t testing.TB, pairs ...string) []byte {
	t.Helper()
	oids := map[string]asn1.ObjectIdentifier{"CN": {2, 5, 4, 3}, "OU": {2, 5, 4, 11}, "O": {2, 5, 4, 10}, "L": {2, 5, 4, 7},
		"ST": {2, 5, 4, 8}, "C": {2, 5, 4, 6}, "DC": {0, 9, 2342, 19200300, 100, 1, 25}, "serialNumber": {2, 5, 4, 5}}
	var seq pkix.RDNSequence
	for i := 0; i < len(pairs); i += 2 {
		seq = append(seq, pkix.RelativeDistinguishedNameSET{{Type: oids[pairs[i]], Value: pairs[i+1]}})
	}
	der, err := asn1.Marshal(seq)
	require.NoError(t, err)
	return der
}

func TestCertificateNames(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	require.Len(t, vs.Certificates, 28)
	for name, want := range vs.Certificates {
		c := vs.cert(t, name)
		require.Equal(t, want.Subject, Name(c.RawSubject), name)
		require.Equal(t, want.Issuer, Name(c.RawIssuer), name)
		require.Equal(t, want.Reference, RFC4514Name(c.RawSubject), name)
		require.Equal(t, want.Serial, hex.EncodeToString(serialBytes(c)), name)
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		name             string
		pairs            []string
		cisco, reference string
	}{
		{"fixed order", []string{"C", "US", "O", "x", "OU", "u", "CN", "n", "ST", "s", "L", "l"}, "CN=n;OU=u;O=x;L=l;ST=s;C=US", "C=US,O=x,OU=u,CN=n,ST=s,L=l"},
		{"repeated unit", []string{"OU", "b", "CN", "n", "OU", "a"}, "CN=n;OU=b;OU=a", "OU=b,CN=n,OU=a"},
		{"domain components left out", []string{"DC", "lab", "DC", "corp", "CN", "CA"}, "CN=CA", "DC=lab,DC=corp,CN=CA"},
		{"serial number attribute", []string{"serialNumber", "1", "CN", "n"}, "CN=n", "2.5.4.5=1,CN=n"},
		{"UTF-8", []string{"CN", "Zürich"}, "CN=Zürich", "CN=Zürich"},
		{"special characters", []string{"O", `Acme, Inc. "A"`, "CN", " #x;y "}, `CN= #x;y ;O=Acme, Inc. "A"`, `O=Acme\, Inc. \"A\",CN=\ #x\;y\ `},
		{"hash sign", []string{"CN", "#1"}, "CN=#1", `CN=\#1`},
		{"empty", nil, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw := rdn(t, c.pairs...)
			require.Equal(t, c.cisco, Name(raw))
			require.Equal(t, c.reference, RFC4514Name(raw))
			require.True(t, sameName(c.cisco, raw))
			require.True(t, sameName(c.reference, raw))
		})
	}
	require.Empty(t, Name([]byte{0x30, 5, 1}))
	require.Empty(t, RFC4514Name(nil))
}

// Rule R18 accepts every spelling that a writer is known to use, and nothing
// with another value.
func TestSameName(t *testing.T) {
	raw := rdn(t, "C", "US", "O", "Cisco Systems", "OU", "IPCBU", "CN", "SAST-ADN0054f509        ")
	for name, want := range map[string]bool{
		`cn="SAST-ADN0054f509        ";ou=IPCBU;o="Cisco Systems;c=US`:       false, // inside the open quote
		`cn="SAST-ADN0054f509        ";ou=IPCBU;c=US;o="Cisco Systems`:       true,
		`CN=SAST-ADN0054f509        ;OU=IPCBU;O=Cisco Systems;C=US`:          true,
		`C=US,O=Cisco Systems,OU=IPCBU,CN=SAST-ADN0054f509       \ `:         true,
		`C=US+O=Cisco\20Systems,ou=IPCBU,cn=SAST-ADN0054f509       \20`:      true,
		`CN=SAST-ADN0054f509;OU=IPCBU;O=Cisco Systems;C=US`:                  false,
		`CN=SAST-ADN0054f509        ;OU=IPCBU;O=Cisco Systems`:               false,
		`CN=SAST-ADN0054f509        ;OU=IPCBU;OU=IPCBU;O=Cisco Systems;C=US`: false,
		``:   false,
		`\`:  false,
		`"`:  false,
		`=;`: false,
	} {
		require.Equal(t, want, sameName(name, raw), "%q", name)
	}
}
