package sim

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
)

// Keeper is a KeySource that also keeps what was made with its keys. The same cluster is built again and again, for the
// cells of a matrix and for tests, and signing is most of that work: equal ingredients give an equal certificate or
// list, which never changes and can be shared.
type Keeper interface {
	KeySource
	// Keep returns what make returned for the same id before; else it calls make and may keep the result.
	Keep(id [sha256.Size]byte, make func() (any, error)) (any, error)
}

// keep makes something or takes what the key source kept. The recipe must name everything that decides the result.
func keep[T any](keys KeySource, recipe string, make func() (T, error)) (T, error) {
	keeper, ok := keys.(Keeper)
	if !ok {
		return make()
	}
	kept, err := keeper.Keep(sha256.Sum256([]byte(recipe)), func() (any, error) { return make() })
	if err != nil {
		var none T
		return none, err
	}
	return kept.(T), nil
}

// recipe names everything that decides the certificate.
func (s certificateSpec) recipe() string {
	return fmt.Sprintf("self-signed %q %q %q %q %x %d %d %q %q %x",
		s.store, s.node, s.commonName, s.org, s.serial, s.from.UnixNano(), s.years, s.hash, s.names, publicKey(s.key.Public()))
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
