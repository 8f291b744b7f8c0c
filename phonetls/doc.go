// Package phonetls is TLS as phones and the services of CUCM speak it: no names, no chains, one certificate that the other
// side judges itself, old versions and suites where old phones need them, and alerts that say what was wrong with a phone's
// certificate. It is for servers and clients that play CUCM and its phones, and for nothing else: what it allows is not
// safe.
package phonetls

import "crypto/tls"

// exchanges with an RSA key: AES256-SHA was seen in tech note 213407, with a soft phone, and in consoles of 7900 series
// phones; Go leaves them out by default. The authenticated mode's NULL-SHA is not among them: the standard library does
// not have it.
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

// allowOld opens a configuration for TLS 1.0, the only one that 7900 series phones know (usecallmanager.nz), and for RSA
// key exchange, for the phones of the years before 2016.
func allowOld(c *tls.Config) {
	c.MinVersion = tls.VersionTLS10
	c.CipherSuites = suites
}
