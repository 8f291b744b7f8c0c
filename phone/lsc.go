package phone

import (
	"crypto"
	"math/big"

	"tvslab/capf"
)

// LSC is the Locally Significant Certificate that a phone stores, with its key.
type LSC struct {
	*capf.LSC
	Key func() (crypto.Signer, error)
}

// identity is the LSC as it is shown in TLS.
func (l *LSC) identity() Identity {
	return Identity{
		Kind: KindLSC, Issuer: l.Issuer, Serial: new(big.Int).SetBytes(l.Serial), NotBefore: l.NotBefore, NotAfter: l.NotAfter,
		Certificate: func() []byte { der, _ := l.DER(); return der },
		Key:         func() crypto.Signer { key, _ := l.Key(); return key },
	}
}
