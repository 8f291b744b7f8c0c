package sim

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"fmt"
	"math/big"
	"time"
)

// manufacturingName is the subject of the lab's manufacturing CA; nothing of it can be taken for Cisco's.
var manufacturingName = pkix.Name{CommonName: "Lab Manufacturing CA", Organization: []string{"tvslab"}}

// ManufacturingCA returns the CA that signs phones' MICs and the certificates of USB tokens, with its key. It is in
// CAPF-trust and CallManager-trust of every node from the installation on, and is valid far longer than anything that
// a cluster makes itself (Cisco doc 117299: pre-loaded CAs). Clusters with the same keys have the same CA.
func (c *Cluster) ManufacturingCA() *Certificate { return c.manufacturing }

// manufacturingCA makes the CA from key number 0 of the source and from nothing else.
func manufacturingCA(keys KeySource) (*Certificate, error) {
	key, err := keys.RSA(2048, 0)
	if err != nil {
		return nil, err
	}
	serial, err := hex.DecodeString("4c6162204d616e7566616374757265")
	if err != nil {
		return nil, fmt.Errorf("manufacturing CA: serial number: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(serial), Subject: manufacturingName,
		NotBefore: time.Date(2005, 6, 10, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2065, 6, 10, 0, 0, 0, 0, time.UTC),
		SignatureAlgorithm: x509.SHA256WithRSA, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true, IsCA: true,
	}
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("manufacturing CA: %w", err)
	}
	return newCertificate("", "", der, key)
}
