package pki

import (
	"crypto"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/bits"

	"tvslab/sim/cucm"
)

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

// Bits of the key usage byte.
const (
	digitalSignature = 0x80
	keyEncipherment  = 0x20
	dataEncipherment = 0x10
)

// requestUsage is what a request asks for (the tables "CSR Key Usage Extensions" of security guides 12.5 and 14).
func requestUsage(s cucm.Store, rules *cucm.Rules) usage {
	server := usage{digitalSignature | keyEncipherment | dataEncipherment, []asn1.ObjectIdentifier{oidServerAuth, oidClientAuth}}
	switch s {
	case cucm.CAPF:
		if rules.CAPFCSRClient {
			return usage{digitalSignature | keyCertSign, server.extended}
		}
		return usage{digitalSignature | keyCertSign, server.extended[:1]}
	case cucm.IPsec:
		server.extended = append(server.extended, oidIPsecEnd)
	case cucm.TVS, cucm.ITLRecovery:
	default:
		if !rules.ServerCSREnciphers {
			server.bits &^= keyEncipherment
		}
	}
	return server
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

func keyIdentifierBytes(key crypto.PublicKey) ([]byte, error) {
	extension, err := keyIdentifier(key)
	if err != nil {
		return nil, err
	}
	return extension.Value[2:], nil // without the octet string's tag and length
}
