package pki

import (
	"bytes"
	"cmp"
	"crypto"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net"
	"regexp"
	"slices"
	"time"

	"tvslab/sim/cucm"
)

// Facts are what is known of a certificate of a real cluster. What is not known is as the release makes it.
type Facts struct {
	Subject     string    // distinguished name, see ParseName
	Issuer      string    // likewise, of the CA that signed it; "" or the subject: itself
	Serial      []byte    // unsigned big-endian magnitude, at most 20 bytes; nil = a new one
	From, Until time.Time // its validity
	Bits        int       // of its key
	Hash        string    // SHA1, SHA256, SHA384 or SHA512
	Names       []string  // DNS names and IP addresses
}

// FactsComment stands in certificates whose names are those of a real cluster: nothing else in them says that the key is a lab's.
const FactsComment = "Made by tvslab. The private key is a lab key that anybody may have."

// factsKeys is where the numbers of keys of certificates of known facts begin: apart from those of everything else.
const factsKeys = 1 << 43

// maxSerial is the longest serial number that a certificate may have, bytes (RFC 5280, section 4.1.2.2).
const maxSerial = 20

// serverName is a DNS name, which may begin with an asterisk.
var serverName = regexp.MustCompile(`^(\*\.)?[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$`)

// Check says what no certificate of a store can be, "" for the CA and other certificates of a -trust store.
func (f Facts) Check(s cucm.Store) error {
	for _, name := range []string{f.Subject, f.Issuer} {
		if _, err := ParseName(name); name != "" && err != nil {
			return err
		}
	}
	if err := f.checkKey(s); err != nil {
		return err
	}
	magnitude := bytes.TrimLeft(f.Serial, "\x00")
	switch {
	case f.Serial != nil && len(magnitude) == 0:
		return fmt.Errorf("serial number 0: it must be positive")
	case len(magnitude) > maxSerial || len(magnitude) == maxSerial && magnitude[0] >= 0x80:
		return fmt.Errorf("serial number %x has more than %d bytes", f.Serial, maxSerial)
	case !f.Until.IsZero() && !f.From.IsZero() && !f.Until.After(f.From):
		return fmt.Errorf("it ends %s, before it begins", f.Until.Format(time.RFC3339))
	case f.Hash != "" && hashes[f.Hash].bits == 0:
		return fmt.Errorf("hash %q is not one of SHA1, SHA256, SHA384, SHA512", f.Hash)
	}
	for _, name := range f.Names {
		if net.ParseIP(name) == nil && (!serverName.MatchString(name) || len(name) > 253) {
			return fmt.Errorf("subject alternative name %q is no host name and no IP address", name)
		}
	}
	return nil
}

// rsaBits are the lengths of keys that certificates of known facts may have: those that there are lab keys of.
var rsaBits = []int{512, 1024, 2048, 3072, 4096}

func (f Facts) checkKey(s cucm.Store) error {
	allowed := rsaBits
	switch {
	case s == "":
		allowed = slices.Concat(curveBits, rsaBits)
	case s.Elliptic():
		allowed = curveBits
	}
	if f.Bits != 0 && !slices.Contains(allowed, f.Bits) {
		return fmt.Errorf("key length %d: the lab has keys of %s bits for it", f.Bits, alternatives(allowed))
	}
	return nil
}

// SelfSigned reports whether the certificate is its own issuer.
func (f Facts) SelfSigned() bool { return f.Issuer == "" || SameName(f.Issuer, f.Subject) }

// SameName reports whether two texts are the same distinguished name.
func SameName(a, b string) bool { return a == b || nameKey(a) == nameKey(b) }

// nameKey is equal for texts of one name; of what is no name it is the text.
func nameKey(text string) string {
	der, err := ParseName(text)
	if err != nil {
		return text
	}
	return string(der)
}

// keyNumber is the number of the key of a certificate: that of one certificate is the same wherever it lies.
func (f Facts) keyNumber(serial []byte) uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %x", nameKey(f.Subject), nameKey(f.Issuer), bytes.TrimLeft(serial, "\x00")))
	return factsKeys + uint64(binary.BigEndian.Uint32(sum[:]))
}

// Same reports whether both tell of one certificate, by names and serial number.
func (f Facts) Same(other Facts) bool {
	return f.Subject != "" && SameName(f.Subject, other.Subject) && SameName(f.Issuer, other.Issuer) && f.Serial != nil && bytes.Equal(f.Serial, other.Serial)
}

// Of reports whether a certificate is the one that these facts tell of, by its subject and serial number.
func (f Facts) Of(c *Certificate) bool {
	return f.Subject != "" && f.Serial != nil && nameKey(f.Subject) == string(c.X509.RawSubject) &&
		bytes.Equal(bytes.TrimLeft(f.Serial, "\x00"), c.Serial)
}

// Apply puts the facts in the place of what the release would choose, the length of the key among it. A validity of which one end is
// known is as long as it would have been.
func (f Facts) Apply(keys KeySource, spec Spec, bits int) (Spec, error) {
	if f.Subject != "" {
		der, err := ParseName(f.Subject)
		if err != nil {
			return spec, err
		}
		spec.Subject, spec.CommonName, spec.Org = der, "", Organization{}
	}
	lasts := spec.Until.Sub(spec.From)
	switch {
	case !f.From.IsZero():
		spec.From = f.From
		spec.Until = f.From.Add(lasts)
	case !f.Until.IsZero():
		spec.From = f.Until.Add(-lasts)
	}
	if !f.Until.IsZero() {
		spec.Until = f.Until
	}
	if f.Serial != nil {
		spec.Serial = f.Serial
	}
	if f.Hash != "" {
		spec.Hash = f.Hash
	}
	spec.Names, spec.Comment = f.Names, FactsComment
	if f.SelfSigned() {
		spec.Rules = nil
	}
	var err error
	spec.Key, err = keyOf(keys, cmp.Or(f.Bits, bits), f.keyNumber(spec.Serial))
	return spec, err
}

// keyOf takes key number n of that many bits: lengths of curves are none of RSA keys.
func keyOf(keys KeySource, bits int, n uint64) (crypto.Signer, error) {
	s := cucm.CallManager
	if slices.Contains(curveBits, bits) {
		s = cucm.CallManagerECDSA
	}
	return NewKey(keys, s, bits, n)
}
