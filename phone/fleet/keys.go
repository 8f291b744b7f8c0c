package fleet

import (
	"crypto"
	"crypto/x509"
	"fmt"

	"tvslab/phone"
)

// keyOf reads a stored key when it is asked for.
func keyOf(der []byte) func() (crypto.Signer, error) {
	return func() (crypto.Signer, error) {
		key, err := x509.ParsePKCS8PrivateKey(der)
		if err != nil {
			return nil, err
		}
		signer, ok := key.(crypto.Signer)
		if !ok {
			return nil, fmt.Errorf("key of type %T cannot sign", key)
		}
		return signer, nil
	}
}

// storedLSC is an LSC as it is kept in a file; a certificate that existed only as a promise is made now.
// The issuer is empty where it is not known.
func storedLSC(l *phone.LSC) (certificate, issuer, key []byte, err error) {
	if certificate, err = l.DER(); err != nil {
		return nil, nil, nil, err
	}
	signer, err := l.Key()
	if err != nil {
		return nil, nil, nil, err
	}
	key, err = x509.MarshalPKCS8PrivateKey(signer)
	if l.Issuer != nil {
		issuer = l.Issuer.Raw
	}
	return certificate, issuer, key, err
}
