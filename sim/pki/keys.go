package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"fmt"

	"tvslab/sim/cucm"
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
	// Curve returns key number n on the curve of that name: P-256, P-384 or P-521.
	Curve(name string, n uint64) (*ecdsa.PrivateKey, error)
}

// Keeper is a KeySource that also keeps what was made with its keys. The same cluster is built again and again, for the
// cells of a matrix and for tests, and signing is most of that work: equal ingredients give an equal certificate or
// list, which never changes and can be shared.
type Keeper interface {
	KeySource
	// Keep returns what make returned for the same id before; else it calls make and may keep the result.
	Keep(id [sha256.Size]byte, make func() (Kept, error)) (Kept, error)
}

// Kept is what a Keeper keeps. Footprint is how much memory it takes, in bytes, roughly.
type Kept = interface{ Footprint() int }

// Keep makes something or takes what the key source kept. The recipe must name everything that decides the result, so that
// what was forgotten is made again as it was: no signature has a random part here, ECDSA goes by RFC 6979.
func Keep[T Kept](keys KeySource, recipe string, make func() (T, error)) (T, error) {
	keeper, ok := keys.(Keeper)
	if !ok {
		return make()
	}
	kept, err := keeper.Keep(sha256.Sum256([]byte(recipe)), func() (Kept, error) { return make() })
	if err != nil {
		var none T
		return none, err
	}
	return kept.(T), nil
}

// NewKey takes a key of that length for a certificate of the store: key number n of its kind.
func NewKey(keys KeySource, s cucm.Store, bits int, n uint64) (crypto.Signer, error) {
	switch {
	case s.Elliptic() && bits == 256:
		return keys.P256(n)
	case s.Elliptic():
		return keys.EC(n)
	}
	return keys.RSA(bits, n)
}

// Bits returns the length of a public key: of the modulus or of the curve; 0 for other kinds.
func Bits(key crypto.PublicKey) int {
	switch k := key.(type) {
	case *rsa.PublicKey:
		return k.N.BitLen()
	case *ecdsa.PublicKey:
		return k.Curve.Params().BitSize
	}
	return 0
}

// publicKey identifies a public key.
func publicKey(key any) []byte {
	if k, ok := key.(*rsa.PublicKey); ok {
		return k.N.Bytes()
	}
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		panic(fmt.Sprintf("a lab key of a kind that certificates do not know: %v", err)) // key sources make RSA and EC keys
	}
	return der
}
