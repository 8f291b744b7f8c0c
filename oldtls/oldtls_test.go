package oldtls_test

import (
	"crypto/tls"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/oldtls"
)

func TestAllow(t *testing.T) {
	var c tls.Config
	oldtls.Allow(&c)
	require.Equal(t, uint16(tls.VersionTLS10), c.MinVersion)
	require.Contains(t, c.CipherSuites, tls.TLS_RSA_WITH_AES_256_CBC_SHA, "AES256-SHA of tech note 213407")
	require.Contains(t, c.CipherSuites, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)
	for _, s := range tls.InsecureCipherSuites() {
		if s.ID != tls.TLS_RSA_WITH_AES_256_CBC_SHA && s.ID != tls.TLS_RSA_WITH_AES_128_CBC_SHA &&
			s.ID != tls.TLS_RSA_WITH_AES_128_GCM_SHA256 && s.ID != tls.TLS_RSA_WITH_AES_256_GCM_SHA384 {
			require.NotContains(t, c.CipherSuites, s.ID, s.Name)
		}
	}
}
