package sim

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"

	"tvslab/sim/cucm"
)

// curveBits are the elliptic curves OS Administration offers (security guide 14).
var curveBits = []int{256, 384}

// newKey takes a key of that length for the next certificate.
func (c *Cluster) newKey(s cucm.Store, bits int) (crypto.Signer, error) {
	number := c.seed*131 + c.made
	switch {
	case s.Elliptic() && bits == 256:
		return c.keys.P256(number)
	case s.Elliptic():
		return c.keys.EC(number)
	}
	return c.keys.RSA(bits, number)
}

// keyBits is the key length a certificate gets if nobody chooses one: TVS has 2048 bits in every release (tech note
// 116232), ITLRecovery follows CallManager, a regeneration may keep the old length (row 22). ITLRecovery never stays
// at 1024 where lengths are kept: regenerating it is the documented way out of a key too short to recover with.
func (c *Cluster) keyBits(n *Node, s cucm.Store, again bool) int {
	old := n.identity[s]
	again = again && old != nil
	switch {
	case s.Elliptic() && again:
		return old.Bits()
	case s.Elliptic():
		return 384
	case !again:
		return c.installedBits(s)
	case c.rules.RegenBits == 0 && s == cucm.ITLRecovery:
		return max(old.Bits(), 2048)
	case c.rules.RegenBits == 0:
		return old.Bits()
	case s == cucm.TVS:
		return 2048
	}
	return c.rules.RegenBits
}

func (c *Cluster) installedBits(s cucm.Store) int {
	switch s {
	case cucm.TVS:
		return 2048
	case cucm.ITLRecovery:
		return c.rules.RecoveryBits
	}
	return c.rules.KeyBits
}

// chosenBits checks a key length that the administrator chose; 0 chooses what the release would.
func (c *Cluster) chosenBits(n *Node, s cucm.Store, bits int) (int, error) {
	allowed := c.rules.KeyLengths
	if s.Elliptic() {
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
func (c *Cluster) chosenHash(s cucm.Store, bits int, hash string, again bool) (string, error) {
	hash = strings.ToUpper(strings.ReplaceAll(hash, "-", ""))
	if hash == "" {
		return c.usualHash(s, bits, again), nil
	}
	h, known := hashes[hash]
	switch {
	case !known:
		return "", fmt.Errorf("hash %q is not one of SHA1, SHA256, SHA384, SHA512", hash)
	case s.Elliptic() && h.bits < bits:
		return "", fmt.Errorf("hash %q is weaker than the %d-bit curve", hash, bits)
	case !s.Elliptic() && !slices.Contains(c.rules.Hashes, hash):
		return "", fmt.Errorf("hash %q: a %s certificate on release %s can have %s", hash, s, c.Release, alternatives(c.rules.Hashes))
	}
	return hash, nil
}

// usualHash is the hash nobody chose: row 22, and for curves the one of the same strength.
func (c *Cluster) usualHash(s cucm.Store, bits int, again bool) string {
	r := c.rules
	switch {
	case s.Elliptic():
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
