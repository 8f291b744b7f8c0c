package capf

import "crypto/tls"

// allowOld opens a configuration for TLS 1.0 and RSA key exchange: 7900 series phones know TLS 1.0 only, and
// AES256-SHA was seen with a soft phone (usecallmanager.nz, a public capture).
func allowOld(c *tls.Config) {
	c.MinVersion = tls.VersionTLS10
	for _, s := range tls.CipherSuites() {
		c.CipherSuites = append(c.CipherSuites, s.ID)
	}
	c.CipherSuites = append(c.CipherSuites, tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_256_GCM_SHA384,
		tls.TLS_RSA_WITH_AES_256_CBC_SHA, tls.TLS_RSA_WITH_AES_128_CBC_SHA)
}
