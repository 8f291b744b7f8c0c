package phone

import (
	"crypto"
	"crypto/x509"
	"math/big"

	"tvslab/capf"
)

// LSC is the Locally Significant Certificate that a phone stores, with its key.
type LSC struct {
	*capf.LSC
	Key func() (crypto.Signer, error) `keep:"-"`
}

// hashes are the hashes of signatures, as CUCM calls them.
var hashes = map[x509.SignatureAlgorithm]string{
	x509.SHA1WithRSA: "SHA-1", x509.SHA256WithRSA: "SHA-256", x509.SHA384WithRSA: "SHA-384", x509.SHA512WithRSA: "SHA-512",
	x509.ECDSAWithSHA1: "SHA-1", x509.ECDSAWithSHA256: "SHA-256", x509.ECDSAWithSHA384: "SHA-384", x509.ECDSAWithSHA512: "SHA-512",
}

// LSCHashes are the values of [LSC.Hash], "" for none left out.
func LSCHashes() []string { return []string{"SHA-1", "SHA-256", "SHA-384", "SHA-512"} }

// Hash returns the hash with which the LSC is signed, for example SHA-256; "" of no LSC, and of one that cannot be read.
func (l *LSC) Hash() string {
	if l == nil {
		return ""
	}
	algorithm, err := l.Algorithm()
	if err != nil {
		return ""
	}
	return hashes[algorithm]
}

// identity is the LSC as it is shown in TLS.
func (l *LSC) identity() Identity {
	return Identity{
		Kind: KindLSC, Issuer: l.Issuer, Serial: new(big.Int).SetBytes(l.Serial), NotBefore: l.NotBefore, NotAfter: l.NotAfter,
		Certificate: func() []byte { der, _ := l.DER(); return der },
		Key:         func() crypto.Signer { key, _ := l.Key(); return key },
	}
}
