package pki

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"

	"tvslab/sim/cucm"
)

// Spec is what a new self-signed certificate shall look like.
type Spec struct {
	Store      cucm.Store
	Node       string // short name of the node it is for
	CommonName string
	Org        Organization
	Key        crypto.Signer
	Serial     []byte // unsigned big-endian magnitude
	From       time.Time
	Until      time.Time // the last second of its validity
	Hash       string    // SHA1, SHA256, SHA384 or SHA512
	Names      []string  // DNS names: of multi-server certificates only
}

// SelfSigned makes the certificate. The result depends on nothing but the specification, and a Keeper
// makes it once.
func SelfSigned(keys KeySource, spec Spec) (*Certificate, error) {
	return Keep(keys, spec.recipe(), spec.sign)
}

// recipe names everything that decides the certificate.
func (s Spec) recipe() string {
	return fmt.Sprintf("self-signed %q %q %q %q %x %d until %d %q %q %x",
		s.Store, s.Node, s.CommonName, s.Org, s.Serial, s.From.UnixNano(), s.Until.UnixNano(), s.Hash, s.Names, publicKey(s.Key.Public()))
}

func (s Spec) sign() (*Certificate, error) {
	subject, err := rawSubject(s.CommonName, s.Org)
	if err != nil {
		return nil, err
	}
	extensions, err := s.extensions()
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(s.Serial), RawSubject: subject,
		NotBefore: s.From, NotAfter: s.Until,
		SignatureAlgorithm: signatureAlgorithm(s.Key, s.Hash), ExtraExtensions: extensions, DNSNames: s.Names,
	}
	der, err := x509.CreateCertificate(nil, template, template, s.Key.Public(), s.Key)
	if err != nil {
		return nil, fmt.Errorf("certificate %s for %q: %w", s.Store, s.CommonName, err)
	}
	cert, err := newCertificate(s.Store, s.Node, der, s.Key)
	if err != nil {
		return nil, err
	}
	cert.MultiServer = len(s.Names) > 0
	return cert, nil
}

// extensions returns key usage, extended key usage and subject key identifier: the three that a CUCM self-signed
// certificate has ("Extensions: 3 present", tech note 118893).
func (s Spec) extensions() ([]pkix.Extension, error) {
	extensions, err := usageOf(s.Store).extensions()
	if err != nil {
		return nil, fmt.Errorf("certificate %s: %w", s.Store, err)
	}
	identifier, err := keyIdentifier(s.Key.Public())
	if err != nil {
		return nil, fmt.Errorf("certificate %s: %w", s.Store, err)
	}
	return append(extensions, identifier), nil
}
