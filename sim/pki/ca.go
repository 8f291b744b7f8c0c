package pki

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"
)

// Names of the certification authorities of the lab. They are the same in every cluster with the same keys, as the CA
// of a company would be.
const (
	RootCA         = "lab-root-ca"
	IntermediateCA = "lab-intermediate-ca" // issued by RootCA
	OtherRootCA    = "other-root-ca"       // has nothing to do with the others
)

// labCA is one authority: who issued it (itself or another) and which key of the pool it has.
type labCA struct {
	issuer string
	key    uint64
}

var labCAs = map[string]labCA{
	RootCA: {RootCA, 1<<32 + 1}, IntermediateCA: {RootCA, 1<<32 + 2}, OtherRootCA: {OtherRootCA, 1<<32 + 3},
}

// The lab CAs are valid for the whole time a lab can be set to.
var caFrom, caTo = time.Date(2005, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2045, 1, 1, 0, 0, 0, 0, time.UTC)

// CANames returns the names of the certification authorities of the lab.
func CANames() []string { return []string{RootCA, IntermediateCA, OtherRootCA} }

// CA returns the certificate of a certification authority of the lab, with its key: RootCA, IntermediateCA or
// OtherRootCA. The same keys give the same certificate.
func CA(keys KeySource, name string) (*Certificate, error) {
	ca, ok := labCAs[name]
	if !ok {
		return nil, fmt.Errorf("CA %q: the lab has %q", name, CANames())
	}
	key, err := keys.RSA(2048, ca.key)
	if err != nil {
		return nil, fmt.Errorf("CA %q: %w", name, err)
	}
	signer, err := keys.RSA(2048, labCAs[ca.issuer].key)
	if err != nil {
		return nil, fmt.Errorf("CA %q: %w", name, err)
	}
	recipe := fmt.Sprintf("CA %q %x %x", name, publicKey(key.Public()), publicKey(signer.Public()))
	return Keep(keys, recipe, func() (*Certificate, error) { return signCA(name, key, signer) })
}

func signCA(name string, key, signer *rsa.PrivateKey) (*Certificate, error) {
	template, err := caTemplate(name, key)
	if err != nil {
		return nil, fmt.Errorf("CA %q: %w", name, err)
	}
	parent, err := caTemplate(labCAs[name].issuer, signer)
	if err != nil {
		return nil, fmt.Errorf("CA %q: %w", name, err)
	}
	der, err := x509.CreateCertificate(nil, template, parent, key.Public(), signer)
	if err != nil {
		return nil, fmt.Errorf("CA %q: %w", name, err)
	}
	return newCertificate("", "", der, key)
}

// caTemplate says what an authority's certificate holds. The organization marks it as belonging to a lab.
func caTemplate(name string, key *rsa.PrivateKey) (*x509.Certificate, error) {
	identifier, err := keyIdentifierBytes(key.Public())
	if err != nil {
		return nil, err
	}
	return &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(labSerial(name)),
		Subject: pkix.Name{
			CommonName: name, OrganizationalUnit: []string{"LAB ONLY"}, Organization: []string{"tvslab"},
		},
		NotBefore: caFrom, NotAfter: caTo, SignatureAlgorithm: x509.SHA256WithRSA,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature,
		BasicConstraintsValid: true, IsCA: true, SubjectKeyId: identifier,
	}, nil
}

// labSerial is a serial number that depends on nothing but what it is for.
func labSerial(of string) []byte {
	sum := sha256.Sum256([]byte("tvslab " + of))
	sum[0] = sum[0]&0x3f | 0x40
	return sum[:16]
}
