package trustlist

import (
	"crypto"
	_ "crypto/sha1"   // crypto.SHA1.New
	_ "crypto/sha256" // crypto.SHA256.New
	_ "crypto/sha512" // crypto.SHA512.New
	"fmt"
)

// Digest is the one-byte hash code of header tag 8, record tag 12 and content
// hash tag 26.
type Digest uint8

// The hash codes. 1 stands in published CUCM files, 3 in Cisco's .sha512
// files; 2 is reserved by usecallmanager.nz and valid in record tag 12 only.
const (
	DigestSHA1   Digest = 1
	DigestSHA256 Digest = 2
	DigestSHA512 Digest = 3
)

var digests = map[Digest]struct {
	hash crypto.Hash
	name string
}{
	DigestSHA1:   {crypto.SHA1, "SHA-1"},
	DigestSHA256: {crypto.SHA256, "SHA-256"},
	DigestSHA512: {crypto.SHA512, "SHA-512"},
}

// Hash returns the hash function, or 0 when the code is unknown.
func (d Digest) Hash() crypto.Hash { return digests[d].hash }

// String returns "SHA-1", "SHA-256", "SHA-512" or "unknown (n)".
func (d Digest) String() string {
	if known, ok := digests[d]; ok {
		return known.name
	}
	return fmt.Sprintf("unknown (%d)", uint8(d))
}

// signs reports whether the code may stand in header tag 8 or tag 26 (rules
// R9 and E3): only SHA-1 and SHA-512 do.
func (d Digest) signs() bool { return d == DigestSHA1 || d == DigestSHA512 }

// sum hashes the parts one after the other. The code must be known.
func (d Digest) sum(parts ...[]byte) []byte {
	h := d.Hash().New()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}
