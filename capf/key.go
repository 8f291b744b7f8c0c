package capf

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"math/big"
	"slices"
)

// curves in the order of their numbers in element 18.
var curves = []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()}

const (
	keyRSA = 0
	keyEC  = 1
)

// ask puts the wanted key into a KEYGEN request.
func (k KeySpec) ask(m *Message) *Message {
	if k.Curve == "" {
		return m.with(TagKeySize, binary.BigEndian.AppendUint16(nil, uint16(k.Bits))...).with(TagKeyType, keyRSA)
	}
	i := slices.IndexFunc(curves, func(c elliptic.Curve) bool { return c.Params().Name == k.Curve })
	return m.with(TagKeyType, keyEC).with(TagCurve, byte(max(i, 0)))
}

// asked reads the wanted key from a KEYGEN request.
func asked(m *Message) (KeySpec, error) {
	if m.number(TagKeyType) == keyRSA {
		return KeySpec{Bits: m.number(TagKeySize)}, nil
	}
	if i := m.number(TagCurve); i < len(curves) {
		return KeySpec{Curve: curves[i].Params().Name}, nil
	}
	return KeySpec{}, TagCurve.fault(RuleKey, -1, "curve %d is not known", m.number(TagCurve))
}

// parseKey is C8: the public key of a KEYGEN response must be of the kind that was asked for.
func parseKey(der []byte, want KeySpec) (crypto.PublicKey, error) {
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, TagPublicKey.fault(RuleKey, -1, "%v", err)
	}
	if got := specOf(key); got != want {
		return nil, TagPublicKey.fault(RuleKey, -1, "key is %v, not %v", got, want)
	}
	if weak := weakness(key); weak != "" {
		return nil, TagPublicKey.fault(RuleKey, -1, "key is none: %s", weak)
	}
	return key, nil
}

// weakness says why a key is no key although it has the form of one; "" if nothing is wrong. It is what can be seen of an RSA
// key without its factors (NIST SP 800-89, 5.3.3); small exponents are allowed, as phones of their time had them. Points that are not
// on their curve were refused by the parser.
func weakness(key crypto.PublicKey) string {
	k, ok := key.(*rsa.PublicKey)
	switch {
	case !ok:
		return ""
	case k.E < 3 || k.E%2 == 0:
		return fmt.Sprintf("exponent %d", k.E)
	case k.N.Bit(0) == 0:
		return "modulus is even"
	}
	rest := new(big.Int)
	for d := int64(3); d < 752; d += 2 {
		if rest.Mod(k.N, big.NewInt(d)).Sign() == 0 {
			return fmt.Sprintf("modulus is a multiple of %d", d)
		}
	}
	return ""
}

func specOf(key crypto.PublicKey) KeySpec {
	switch k := key.(type) {
	case *rsa.PublicKey:
		return KeySpec{Bits: k.N.BitLen()}
	case *ecdsa.PublicKey:
		return KeySpec{Curve: k.Curve.Params().Name}
	}
	return KeySpec{}
}

// String returns "RSA 2048" or "EC P-256".
func (k KeySpec) String() string {
	if k.Curve != "" {
		return "EC " + k.Curve
	}
	return fmt.Sprintf("RSA %d", k.Bits)
}
