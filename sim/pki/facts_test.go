package pki_test

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim/keypool"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// TestParseName: names as show cert, trust lists and OpenSSL print them, as certificates have them, and as trust lists spell them again.
func TestParseName(t *testing.T) {
	for _, row := range []struct{ text, certificate, list string }{
		{"L=Ghent, ST=OVL, CN=cucm-pub, OU=Voice, O=Example, C=BE", "C=BE,O=Example,OU=Voice,CN=cucm-pub,ST=OVL,L=Ghent",
			"CN=cucm-pub;OU=Voice;O=Example;L=Ghent;ST=OVL;C=BE"},
		{"CN=cucm-pub;OU=Voice;O=Example", "O=Example,OU=Voice,CN=cucm-pub", "CN=cucm-pub;OU=Voice;O=Example"},
		{`cn=a, o="Acme, Inc"`, `O=Acme\, Inc,CN=a`, "CN=a;O=Acme, Inc"},
		{`CN=a\,b\2Bc,O=Zürich\ `, `O=Zürich\ ,CN=a\,b\+c`, "CN=a,b+c;O=Zürich "},
		{"CN=a+OU=b,DC=example,DC=org", "DC=org,DC=example,OU=b+CN=a", "CN=a;OU=b"},
		{"OID.1.2.3=x, CN=a", "CN=a,1.2.3=x", "CN=a"},
		{"1.2.3=#0c0178, CN=a", "CN=a,1.2.3=x", "CN=a"},
	} {
		t.Run(row.text, func(t *testing.T) {
			der, err := pki.ParseName(row.text)
			require.NoError(t, err)
			require.Equal(t, row.list, trustlist.Name(der))
			require.ElementsMatch(t, strings.FieldsFunc(row.certificate, plus), strings.FieldsFunc(trustlist.RFC4514Name(der), plus))
			require.True(t, pki.SameName(row.text, row.text+" "))
		})
	}
	for text, says := range map[string]string{
		"":                                 `"" is no attribute`,
		"cucm-pub":                         "write for example CN=cucm-pub",
		"CN=a,,O=b":                        `"" is no attribute`,
		"CN=":                              "CN: it is empty",
		`CN="a`:                            `the quote in "\"a" is not closed`,
		"XY=a":                             `attribute "XY" is not known`,
		"9.1=a":                            "is no object identifier",
		"CN=#zz":                           "invalid byte",
		"CN=#0c0161ff":                     "is not the DER of one string",
		"CN=a\x01":                         "cannot stand in a certificate",
		"CN=" + strings.Repeat("a", 129):   "has 129 characters, at most 128",
		strings.Repeat("CN=a,", 30) + "C=": "31 parts, at most 30",
		"CN=" + strings.Repeat("a", 2046):  "name has 2049 bytes, at most 2048",
	} {
		_, err := pki.ParseName(text)
		require.ErrorContains(t, err, says, text)
	}
}

func plus(r rune) bool { return r == ',' || r == '+' }

// TestAuthorities: a CA is what is known of it, its chain ends at a root, and one name is one CA.
func TestAuthorities(t *testing.T) {
	keys, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	serial, err := hex.DecodeString("3e9a")
	require.NoError(t, err)
	until := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	issuing := pki.Facts{Subject: "CN=Issuing CA,O=Acme", Issuer: "CN=Root,O=Acme", Serial: serial, Until: until, Bits: 4096, Hash: "SHA384"}
	a := pki.NewAuthorities(keys, []pki.Facts{issuing, {Subject: issuing.Subject, Bits: 1024}})
	require.NoError(t, a.Check(issuing.Subject))
	require.Nil(t, a.Made(issuing))
	chain, err := a.Chain("CN=Issuing CA; O=Acme")
	require.NoError(t, err)
	require.Len(t, chain, 2)
	require.True(t, chain[1].SelfSigned())
	require.True(t, chain[1].Signed(chain[0]))
	require.Equal(t, 4096, chain[0].Bits())
	require.Equal(t, serial, chain[0].Serial)
	require.Equal(t, until, chain[0].X509.NotAfter)
	require.Same(t, chain[0], a.Made(issuing))
	again, err := a.Chain("CN=Root,O=Acme")
	require.NoError(t, err)
	require.Equal(t, chain[1:], again)

	var names pkix.RDNSequence
	_, err = asn1.Unmarshal(chain[0].X509.RawSubject, &names)
	require.NoError(t, err)
	require.Equal(t, issuing.Subject, names.String())
}
