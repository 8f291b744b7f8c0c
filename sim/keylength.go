package sim

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
)

// curveBits are the elliptic curves OS Administration offers (security guide 14).
var curveBits = []int{256, 384}

// newKey takes a key of that length for the next certificate.
func (c *Cluster) newKey(s Store, bits int) (crypto.Signer, error) {
	number := c.seed*131 + c.made
	switch {
	case s.elliptic() && bits == 256:
		return c.keys.P256(number)
	case s.elliptic():
		return c.keys.EC(number)
	}
	return c.keys.RSA(bits, number)
}

// keyBits is the key length a certificate gets if nobody chooses one: TVS has 2048 bits in every release (tech note
// 116232), ITLRecovery follows CallManager, a regeneration may keep the old length (row 22). ITLRecovery never stays
// at 1024 where lengths are kept: regenerating it is the documented way out of a key too short to recover with.
func (c *Cluster) keyBits(n *Node, s Store, again bool) int {
	old := n.identity[s]
	again = again && old != nil
	switch {
	case s.elliptic() && again:
		return old.Bits()
	case s.elliptic():
		return 384
	case !again:
		return c.installedBits(s)
	case c.regenBits() == 0 && s == ITLRecovery:
		return max(old.Bits(), 2048)
	case c.regenBits() == 0:
		return old.Bits()
	case s == TVS:
		return 2048
	}
	return c.regenBits()
}

func (c *Cluster) installedBits(s Store) int {
	switch {
	case s == TVS, s == ITLRecovery && c.Settings.RecoveryKeyBits == "2048":
		return 2048
	case s == ITLRecovery && c.Settings.RecoveryKeyBits == "1024":
		return 1024
	}
	return c.Release.rules.KeyBits
}

// regenBits is the RSA length of regenerated certificates, 0 = the old one's.
func (c *Cluster) regenBits() int {
	switch c.Settings.RegenKeyLength {
	case "keep":
		return 0
	case "2048":
		return 2048
	}
	return c.Release.rules.RegenBits
}

// chosenBits checks a key length that the administrator chose; 0 chooses what the release would.
func (c *Cluster) chosenBits(n *Node, s Store, bits int) (int, error) {
	allowed := c.Release.rules.KeyLengths
	if s.elliptic() {
		allowed = curveBits
	}
	if bits == 0 {
		bits = c.keyBits(n, s, false)
		return max(bits, allowed[0]), nil
	}
	if !slices.Contains(allowed, bits) {
		return 0, fmt.Errorf("key length %d: a %s key on release %s can have %s bits", bits, s, c.Release, alternatives(allowed))
	}
	return bits, nil
}

// alternatives lists what may be chosen, "2048, 3072, 4096".
func alternatives[T any](list []T) string {
	return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(list)), ", "), "[]")
}

// hashes by the names the pages of OS Administration use, with what they are called for RSA and for EC keys.
var hashes = map[string]struct {
	rsa, ec x509.SignatureAlgorithm
	bits    int
}{
	"SHA1":   {x509.SHA1WithRSA, x509.ECDSAWithSHA1, 160},
	"SHA256": {x509.SHA256WithRSA, x509.ECDSAWithSHA256, 256},
	"SHA384": {x509.SHA384WithRSA, x509.ECDSAWithSHA384, 384},
	"SHA512": {x509.SHA512WithRSA, x509.ECDSAWithSHA512, 512},
}

func signatureAlgorithm(key crypto.Signer, hash string) x509.SignatureAlgorithm {
	if _, ec := key.(*ecdsa.PrivateKey); ec {
		return hashes[hash].ec
	}
	return hashes[hash].rsa
}

// chosenHash checks a hash that the administrator chose; "" chooses the release's. For an elliptic curve key it must
// be as strong as the curve (security guide 14).
func (c *Cluster) chosenHash(s Store, bits int, hash string, again bool) (string, error) {
	hash = strings.ToUpper(strings.ReplaceAll(hash, "-", ""))
	if hash == "" {
		return c.usualHash(s, bits, again), nil
	}
	h, known := hashes[hash]
	switch {
	case !known:
		return "", fmt.Errorf("hash %q is not one of SHA1, SHA256, SHA384, SHA512", hash)
	case s.elliptic() && h.bits < bits:
		return "", fmt.Errorf("hash %q is weaker than the %d-bit curve", hash, bits)
	case !s.elliptic() && !slices.Contains(c.Release.rules.Hashes, hash):
		return "", fmt.Errorf("hash %q: a %s certificate on release %s can have %s", hash, s, c.Release, alternatives(c.Release.rules.Hashes))
	}
	return hash, nil
}

// usualHash is the hash nobody chose: row 22, and for curves the one of the same strength.
func (c *Cluster) usualHash(s Store, bits int, again bool) string {
	r := c.Release.rules
	switch {
	case s.elliptic():
		return fmt.Sprintf("SHA%d", bits)
	case again && r.RegenSHA256, !again && r.SHA256:
		return "SHA256"
	}
	return "SHA1"
}

// Bits returns the length of the certificate's key: of the modulus or of the curve; 0 for other kinds.
func (c *Certificate) Bits() int { return keyLength(c.X509.PublicKey) }

func keyLength(key crypto.PublicKey) int {
	switch k := key.(type) {
	case *rsa.PublicKey:
		return k.N.BitLen()
	case *ecdsa.PublicKey:
		return k.Curve.Params().BitSize
	}
	return 0
}
