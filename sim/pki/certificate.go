package pki

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tvslab/sim/cucm"
	"tvslab/trustlist"
)

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

// WithKey is a recovery certificate with its key that come back from outside. It belongs to no node.
func WithKey(der []byte, key crypto.Signer) (*Certificate, error) {
	c, err := newCertificate(cucm.ITLRecovery, "", der, key)
	if err != nil {
		return nil, err
	}
	if public, ok := c.X509.PublicKey.(interface{ Equal(crypto.PublicKey) bool }); !ok || !public.Equal(key.Public()) {
		return nil, errors.New("the key is not that of the certificate")
	}
	return c, nil
}

// newCertificate wraps a DER certificate and its key, nil if unknown.
func newCertificate(store cucm.Store, node string, der []byte, key crypto.Signer) (*Certificate, error) {
	parsed, err := x509.ParseCertificate(der)
	switch {
	case err != nil && store == "":
		return nil, fmt.Errorf("certificate: %w", err)
	case err != nil:
		return nil, fmt.Errorf("certificate for %s on %q: %w", store, node, err)
	}
	return &Certificate{
		Store: store, Node: node, DER: der, X509: parsed, Key: key, Sum: sha256.Sum256(der),
		Subject: trustlist.Name(parsed.RawSubject), Issuer: trustlist.Name(parsed.RawIssuer),
		Serial: parsed.SerialNumber.Bytes(),
	}, nil
}

// parsedCertificate is what the parsed form of a certificate takes beside its DER, bytes: measured with keys of 2048 and
// 384 bits.
const parsedCertificate = 4 << 10

// Footprint returns about how much memory the certificate takes, without its key: bytes.
func (c *Certificate) Footprint() int { return len(c.DER) + parsedCertificate }

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

// Parse reads a certificate that was not made here, DER encoded, such as one pasted by an administrator. Its
// private key is not known.
func Parse(der []byte) (*Certificate, error) { return newCertificate("", "", der, nil) }

// PEMBegin is how a certificate begins that is written as PEM.
const PEMBegin = "-----BEGIN CERTIFICATE-----"

// ParsePEM reads the first certificate of a text, as Parse does.
func ParsePEM(text string) (*Certificate, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, errors.New("certificate: not a PEM block of type CERTIFICATE")
	}
	return Parse(block.Bytes)
}

// PEM returns the certificate as the page "Download .PEM File" gives it.
func (c *Certificate) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.DER})
}

// SelfSigned reports whether the certificate names itself as its issuer.
func (c *Certificate) SelfSigned() bool { return string(c.X509.RawSubject) == string(c.X509.RawIssuer) }

// Bits returns the length of the certificate's key: of the modulus or of the curve; 0 for other kinds.
func (c *Certificate) Bits() int { return Bits(c.X509.PublicKey) }

// Signed reports whether c is the CA that signed other. SHA-1 is good enough, as it is for CUCM.
func (c *Certificate) Signed(other *Certificate) bool {
	x := other.X509
	return c.X509.IsCA && bytes.Equal(c.X509.RawSubject, x.RawIssuer) &&
		c.X509.CheckSignature(x.SignatureAlgorithm, x.RawTBSCertificate, x.Signature) == nil
}

// FileStem returns the common name as files are called by it: underscores for blanks. Those with which a token's name is padded
// are left out, which is a guess.
func (c *Certificate) FileStem() string {
	return strings.ReplaceAll(strings.TrimSpace(c.X509.Subject.CommonName), " ", "_")
}

// Named reports whether a certificate is meant by its common name, its serial number in hex with or without colons, or
// its file name of any release.
func (c *Certificate) Named(name string) bool {
	name = strings.ReplaceAll(strings.TrimSpace(strings.TrimSuffix(name, ".pem")), " ", "_")
	common := c.FileStem()
	serial := hex.EncodeToString(c.Serial)
	return slices.ContainsFunc([]string{common, serial, common + "_" + serial, c.SerialHex(), common + "_" + c.SerialHex()},
		func(spelling string) bool { return strings.EqualFold(spelling, name) })
}
