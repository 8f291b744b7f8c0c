// Package parsed keeps certificates that were parsed lately: phones by the thousand are shown the same few.
package parsed

import (
	"crypto/x509"

	"tvslab/lru"
)

// Certificates are what is kept, in bytes of memory; one takes about four times its DER.
const (
	most  = 8 << 20
	ratio = 4
)

type entry struct {
	cert *x509.Certificate
	size int
}

var kept = lru.New[string](most, func(e entry) int { return e.size })

// Certificate parses a DER certificate as x509.ParseCertificate does. The result is shared and must not be changed.
func Certificate(der []byte) (*x509.Certificate, error) {
	key := string(der)
	if known, ok := kept.Get(key); ok {
		return known.cert, nil
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	kept.Put(key, entry{cert, ratio * len(der)})
	return cert, nil
}
