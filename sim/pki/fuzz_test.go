package pki_test

import (
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
