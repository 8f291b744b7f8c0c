package sim

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"math/big"
	"math/bits"
	"strings"
	"time"

	"tvslab/sim/cucm"
	"tvslab/trustlist"
)

// KeySource hands out ready-made lab keys: RSA generation must not dominate a scenario. The same arguments give
// the same key as long as the source is the same.
type KeySource interface {
	// RSA returns key number n of that many bits: 1024, 2048, 3072 or 4096.
	RSA(bits int, n uint64) (*rsa.PrivateKey, error)
	// EC returns P-384 key number n.
	EC(n uint64) (*ecdsa.PrivateKey, error)
	// P256 returns P-256 key number n.
	P256(n uint64) (*ecdsa.PrivateKey, error)
}

// Certificate is one certificate of the lab with its private key. It never changes after it was made and is
// shared by all copies of a cluster.
type Certificate struct {
	Store   cucm.Store        // identity store it was made for; "" for a foreign one
	Node    string            // short name of the node it belongs to; "" for tokens and foreign ones
	DER     []byte            // X.509, DER
	X509    *x509.Certificate // DER parsed
	Key     crypto.Signer     // nil for certificates of others
	Subject string            // as trust lists spell it: CN=..;OU=..;O=..
	Issuer  string            // likewise
	Serial  []byte            // unsigned big-endian magnitude
	Sum     [sha256.Size]byte // SHA-256 of DER

	MultiServer bool // one certificate and key for all nodes
}

// newCertificate wraps a DER certificate and its key, nil if unknown.
func newCertificate(store cucm.Store, node string, der []byte, key crypto.Signer) (*Certificate, error) {
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("certificate for %s on %q: %w", store, node, err)
	}
	return &Certificate{
		Store: store, Node: node, DER: der, X509: parsed, Key: key, Sum: sha256.Sum256(der),
		Subject: trustlist.Name(parsed.RawSubject), Issuer: trustlist.Name(parsed.RawIssuer),
		Serial: parsed.SerialNumber.Bytes(),
	}, nil
}

// SerialHex returns the serial as the admin CLI prints it in lists, "70:CA:F6:...".
func (c *Certificate) SerialHex() string {
	parts := make([]string, len(c.Serial))
	for i, b := range c.Serial {
		parts[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(parts, ":")
}

// String names the certificate for people: common name and the start of its serial.
func (c *Certificate) String() string {
	if c == nil {
		return "no certificate"
	}
	serial := strings.ToUpper(hex.EncodeToString(c.Serial))
	if len(serial) > 8 {
		serial = serial[:8]
	}
	return fmt.Sprintf("%s (serial %s…)", c.X509.Subject.CommonName, serial)
}

// Organization is the part of a certificate's subject that all nodes of a cluster share.
type Organization struct {
	Unit, Name, Locality, State, Country string
}

// certificateSpec is what one new self-signed certificate shall look like.
type certificateSpec struct {
	store      cucm.Store
	node       string
	commonName string
	org        Organization
	key        crypto.Signer
	serial     []byte
	from       time.Time
	years      int
	hash       string   // SHA1, SHA256, SHA384 or SHA512
	names      []string // DNS names: of multi-server certificates only
}

var (
	oidKeyUsage    = asn1.ObjectIdentifier{2, 5, 29, 15}
	oidExtKeyUsage = asn1.ObjectIdentifier{2, 5, 29, 37}
	oidSubjectKey  = asn1.ObjectIdentifier{2, 5, 29, 14}
	oidServerAuth  = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 1}
	oidClientAuth  = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 2}
	oidCodeSigning = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 3}
	oidIPsecEnd    = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 5}
)

// keyCertSign is the bit of the key usage byte that allows to sign certificates.
const keyCertSign = 0x04

// usage is the key usage byte and the extended key usages of a store's certificates, read in the certificates of
// a CTL file made by a CUCM cluster in 2015; stores not in that file are given CallManager's.
type usage struct {
	bits     byte
	extended []asn1.ObjectIdentifier
}

var usages = map[cucm.Store]usage{
	cucm.CAPF:        {0xa4, []asn1.ObjectIdentifier{oidServerAuth, oidIPsecEnd}},
	cucm.ITLRecovery: {0xb8, []asn1.ObjectIdentifier{oidServerAuth, oidClientAuth}},
}

func usageOf(s cucm.Store) usage {
	if u, ok := usages[s]; ok {
		return u
	}
	return usage{0xbc, []asn1.ObjectIdentifier{oidServerAuth, oidClientAuth, oidIPsecEnd}}
}

// selfSigned makes the certificate. With an RSA key the result depends on nothing but the spec.
func selfSigned(spec certificateSpec) (*Certificate, error) {
	subject, err := rawSubject(spec.commonName, spec.org)
	if err != nil {
		return nil, err
	}
	extensions, err := certificateExtensions(spec)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(spec.serial), RawSubject: subject,
		NotBefore: spec.from, NotAfter: spec.from.AddDate(spec.years, 0, -1), // 5 years less a day, as in the 2015 file
		SignatureAlgorithm: signatureAlgorithm(spec.key, spec.hash), ExtraExtensions: extensions, DNSNames: spec.names,
	}
	der, err := x509.CreateCertificate(nil, template, template, spec.key.Public(), spec.key)
	if err != nil {
		return nil, fmt.Errorf("certificate %s for %q: %w", spec.store, spec.commonName, err)
	}
	cert, err := newCertificate(spec.store, spec.node, der, spec.key)
	if err != nil {
		return nil, err
	}
	cert.MultiServer = len(spec.names) > 0
	return cert, nil
}

// rawSubject encodes the name in the order CUCM nodes use: C, O, OU, CN, ST, L.
func rawSubject(commonName string, o Organization) ([]byte, error) {
	attributes := []struct {
		oid   asn1.ObjectIdentifier
		value string
	}{
		{asn1.ObjectIdentifier{2, 5, 4, 6}, o.Country}, {asn1.ObjectIdentifier{2, 5, 4, 10}, o.Name},
		{asn1.ObjectIdentifier{2, 5, 4, 11}, o.Unit}, {asn1.ObjectIdentifier{2, 5, 4, 3}, commonName},
		{asn1.ObjectIdentifier{2, 5, 4, 8}, o.State}, {asn1.ObjectIdentifier{2, 5, 4, 7}, o.Locality},
	}
	var names pkix.RDNSequence
	for _, a := range attributes {
		if a.value != "" {
			names = append(names, pkix.RelativeDistinguishedNameSET{{Type: a.oid, Value: a.value}})
		}
	}
	der, err := asn1.Marshal(names)
	if err != nil {
		return nil, fmt.Errorf("certificate name %q: %w", commonName, err)
	}
	return der, nil
}

// certificateExtensions returns key usage, extended key usage and subject key identifier: the three that a
// CUCM self-signed certificate has ("Extensions: 3 present", tech note 118893).
func certificateExtensions(spec certificateSpec) ([]pkix.Extension, error) {
	extensions, err := usageOf(spec.store).extensions()
	if err != nil {
		return nil, fmt.Errorf("certificate %s: %w", spec.store, err)
	}
	identifier, err := keyIdentifier(spec.key.Public())
	if err != nil {
		return nil, fmt.Errorf("certificate %s: %w", spec.store, err)
	}
	return append(extensions, identifier), nil
}

// extensions encodes the key usage and the extended key usage.
func (u usage) extensions() ([]pkix.Extension, error) {
	extended, err := asn1.Marshal(u.extended)
	if err != nil {
		return nil, fmt.Errorf("extended key usage: %w", err)
	}
	return []pkix.Extension{
		{Id: oidKeyUsage, Value: []byte{3, 2, byte(bits.TrailingZeros8(u.bits)), u.bits}},
		{Id: oidExtKeyUsage, Value: extended},
	}, nil
}

// keyIdentifier is the subject key identifier: SHA-1 of the public key.
func keyIdentifier(key crypto.PublicKey) (pkix.Extension, error) {
	public, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return pkix.Extension{}, fmt.Errorf("public key: %w", err)
	}
	id := sha1.Sum(public)
	value, err := asn1.Marshal(id[:])
	if err != nil {
		return pkix.Extension{}, fmt.Errorf("key identifier: %w", err)
	}
	return pkix.Extension{Id: oidSubjectKey, Value: value}, nil
}
