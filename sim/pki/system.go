package pki

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"time"
)

// systemYears is the validity of certificates of systems around a cluster: longer than that of CUCM's own, as many appliances
// have it. The number is made up.
const systemYears = 10

// System makes a certificate, valid from a time on, for a system around a cluster that is no CUCM: number n of those that it has
// had. issuer is who signs it, with its key; nil: itself.
func System(keys KeySource, name string, n uint64, issuer *Certificate, from time.Time) (*Certificate, error) {
	key, err := keys.RSA(2048, systemKey(name, n))
	if err != nil {
		return nil, fmt.Errorf("certificate of %q: %w", name, err)
	}
	recipe := fmt.Sprintf("system %q %d %x %d", name, n, publicKey(key.Public()), from.UnixNano())
	if issuer != nil {
		recipe += fmt.Sprintf(" %x", issuer.Sum)
	}
	return Keep(keys, recipe, func() (*Certificate, error) { return signSystem(name, n, key, issuer, from) })
}

func signSystem(name string, n uint64, key *rsa.PrivateKey, issuer *Certificate, from time.Time) (*Certificate, error) {
	usage, err := usage{0xa0, []asn1.ObjectIdentifier{oidServerAuth, oidClientAuth}}.extensions()
	if err != nil {
		return nil, fmt.Errorf("certificate of %q: %w", name, err)
	}
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(labSerial(fmt.Sprintf("system %s %d", name, n))),
		Subject:      pkix.Name{CommonName: name, OrganizationalUnit: []string{"LAB ONLY"}, Organization: []string{"tvslab"}},
		NotBefore:    from, NotAfter: from.AddDate(systemYears, 0, 0), SignatureAlgorithm: x509.SHA256WithRSA, ExtraExtensions: usage,
	}
	parent, signer := template, crypto.Signer(key)
	if issuer != nil {
		parent, signer = issuer.X509, issuer.Key
	}
	der, err := x509.CreateCertificate(nil, template, parent, key.Public(), signer)
	if err != nil {
		return nil, fmt.Errorf("certificate of %q: %w", name, err)
	}
	return newCertificate("", "", der, key)
}

// systemKeys is where the numbers of keys of systems begin: apart from those of clusters and of phones.
const systemKeys = 1 << 41

// systemKey is the number of a key: the name decides, so that another system does not change it.
func systemKey(name string, n uint64) uint64 {
	sum := labSerial("key of " + name)
	return systemKeys + uint64(sum[1])<<16 + uint64(sum[2])<<8 + n
}
