package pki

import (
	"cmp"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"net"
	"time"

	"tvslab/sim/cucm"
)

// Spec is what a new certificate of a node shall look like.
type Spec struct {
	Store      cucm.Store
	Node       string // short name of the node it is for
	CommonName string
	Org        Organization
	Subject    []byte // DER of the whole name in place of CommonName and Org, nil for these
	Key        crypto.Signer
	Serial     []byte // unsigned big-endian magnitude
	From       time.Time
	Until      time.Time // the last second of its validity
	Hash       string    // SHA1, SHA256, SHA384 or SHA512
	Names      []string  // DNS names and IP addresses: of multi-server certificates and of those that a CA signed
	Comment    string    // for people who look at the certificate, "" for none

	// Rules give what a CA signs the key usages of the release's requests; nil: those of self-signed certificates.
	Rules *cucm.Rules
}

func (s Spec) usage() usage {
	if s.Rules != nil {
		return requestUsage(s.Store, s.Rules)
	}
	return usageOf(s.Store)
}

// SelfSigned makes the certificate. The result depends on nothing but the specification, and a Keeper
// makes it once.
func SelfSigned(keys KeySource, spec Spec) (*Certificate, error) {
	return Keep(keys, spec.recipe(), func() (*Certificate, error) { return spec.sign(nil) })
}

// SignedBy makes the certificate as a CA signs it. As SelfSigned, it is made once.
func SignedBy(ca *Certificate, keys KeySource, spec Spec) (*Certificate, error) {
	return Keep(keys, fmt.Sprintf("%s by %x", spec.recipe(), ca.Sum), func() (*Certificate, error) { return spec.sign(ca) })
}

// recipe names everything that decides the certificate.
func (s Spec) recipe() string {
	return fmt.Sprintf("certificate %q %q %q %q %x %x %d until %d %q %q %q %v %x", s.Store, s.Node, s.CommonName, s.Org, s.Subject, s.Serial,
		s.From.UnixNano(), s.Until.UnixNano(), s.Hash, s.Names, s.Comment, s.usage(), publicKey(s.Key.Public()))
}

// subject returns the name, DER encoded.
func (s Spec) subject() ([]byte, error) {
	if s.Subject != nil {
		return s.Subject, nil
	}
	return rawSubject(s.CommonName, s.Org)
}

// sign has the certificate signed by a CA, or by its own key where ca is nil.
func (s Spec) sign(ca *Certificate) (*Certificate, error) {
	subject, err := s.subject()
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
		ExtraExtensions: extensions,
	}
	template.DNSNames, template.IPAddresses = splitNames(s.Names)
	parent, signer := template, s.Key
	if ca != nil {
		parent, signer = ca.X509, ca.Key
		template.BasicConstraintsValid, template.IsCA = true, s.Store == cucm.CAPF
	}
	template.SignatureAlgorithm = signatureAlgorithm(signer, s.Hash)
	der, err := x509.CreateCertificate(nil, template, parent, s.Key.Public(), signer)
	if err != nil {
		return nil, fmt.Errorf("certificate %s for %q: %w", s.Store, cmp.Or(s.CommonName, nameText(subject)), err)
	}
	cert, err := newCertificate(s.Store, s.Node, der, s.Key)
	if err != nil {
		return nil, err
	}
	cert.MultiServer = len(s.Names) > 0
	return cert, nil
}

// splitNames tells IP addresses from DNS names.
func splitNames(names []string) (dns []string, ips []net.IP) {
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			ips = append(ips, ip)
		} else {
			dns = append(dns, name)
		}
	}
	return dns, ips
}

// extensions returns key usage, extended key usage and subject key identifier: the three that a CUCM self-signed
// certificate has ("Extensions: 3 present", tech note 118893); and the comment.
func (s Spec) extensions() ([]pkix.Extension, error) {
	extensions, err := s.usage().extensions()
	if err != nil {
		return nil, fmt.Errorf("certificate %s: %w", s.Store, err)
	}
	identifier, err := keyIdentifier(s.Key.Public())
	if err != nil {
		return nil, fmt.Errorf("certificate %s: %w", s.Store, err)
	}
	extensions = append(extensions, identifier)
	if s.Comment == "" {
		return extensions, nil
	}
	comment, err := asn1.MarshalWithParams(s.Comment, "ia5")
	if err != nil {
		return nil, fmt.Errorf("certificate %s: comment: %w", s.Store, err)
	}
	return append(extensions, pkix.Extension{Id: oidComment, Value: comment}), nil
}
