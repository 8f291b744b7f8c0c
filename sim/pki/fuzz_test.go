package pki_test

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// FuzzParse: a certificate that somebody uploads is refused, or can be looked at in every way that the administrator's commands
// look, and stays what it is.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("../../testdata/vectors/certs/*.pem")
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(f, err)
		if block, _ := pem.Decode(text); block != nil && block.Type == "CERTIFICATE" {
			f.Add(block.Bytes)
		}
	}
	f.Fuzz(func(t *testing.T, der []byte) {
		c, err := pki.Parse(der)
		if err != nil {
			return
		}
		require.Equal(t, der, c.DER)
		require.NotEmpty(t, c.Text(pki.Form{}))
		require.NotEmpty(t, c.SerialHex())
		_, _, _ = c.Bits(), c.SelfSigned(), c.String()
		_ = pki.CheckUpload(nil, c, []*pki.Certificate{c}, time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC))
		_ = pki.CheckChain(cucm.Tomcat, c, []*pki.Certificate{c}, time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC))
		block, rest := pem.Decode(c.PEM())
		require.NotNil(t, block)
		require.Empty(t, rest)
		require.Equal(t, der, block.Bytes)
	})
}

// FuzzParseName: a distinguished name in text is refused, or becomes a name that certificates can have and that is read back from how
// RFC 4514 writes it.
func FuzzParseName(f *testing.F) {
	for _, text := range []string{"CN=cucm-pub,OU=Voice,O=Example,L=Ghent,ST=OVL,C=BE", `O="Acme, Inc"; CN=a\2Cb\ `, "DC=example+UID=x, E=a@b",
		"OID.1.2.3=#0c0161", "CN=", "x", `CN="`, "CN=a,,O=b"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		der, err := pki.ParseName(text)
		if err != nil {
			return
		}
		var names pkix.RDNSequence
		rest, err := asn1.Unmarshal(der, &names)
		require.NoError(t, err)
		require.Empty(t, rest)
		again, err := pki.ParseName(names.String())
		require.NoError(t, err, names.String())
		var same pkix.RDNSequence
		_, err = asn1.Unmarshal(again, &same)
		require.NoError(t, err)
		require.Equal(t, names.String(), same.String())
	})
}
