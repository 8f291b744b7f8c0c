// Package oldtls opens TLS configurations for the phones of the years before 2016. It is for servers and clients that play
// CUCM and its phones, and for nothing else: what it allows is not safe.
package oldtls

import "crypto/tls"

// exchanges with an RSA key: AES256-SHA was seen in tech note 213407 and with a soft phone; Go leaves them out by default.
var exchanges = []uint16{
	tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_256_GCM_SHA384,
	tls.TLS_RSA_WITH_AES_256_CBC_SHA, tls.TLS_RSA_WITH_AES_128_CBC_SHA,
}

// suites are Go's defaults and those; suites of TLS 1.3 are always there.
var suites = func() []uint16 {
	var all []uint16
	for _, s := range tls.CipherSuites() {
		all = append(all, s.ID)
	}
	return append(all, exchanges...)
}()

// Allow opens a configuration for TLS 1.0, the only one that 7900 series phones know (usecallmanager.nz), and for RSA key
// exchange.
func Allow(c *tls.Config) {
	c.MinVersion = tls.VersionTLS10
	c.CipherSuites = suites
}
