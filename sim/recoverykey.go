package sim

import (
	"crypto"
	"errors"
	"fmt"
	"math/rand/v2"

	"software.sslmate.com/src/go-pkcs12"

	"tvslab/sim/pki"
)

// recoveryPassword encrypts ITLRecovery.p12. With what a CUCM encrypts it is unknown: this is the lab's own.
const recoveryPassword = "tvslab"

// PKCS12 is the file ITLRecovery.p12: certificate and private key in a PKCS#12 (RFC 7292) with the password "tvslab". The same key gives the
// same bytes.
func (k *RecoveryKey) PKCS12() ([]byte, error) {
	salt := rand.NewChaCha8(k.Certificate.Sum)
	data, err := pkcs12.Modern2023.WithRand(salt).Encode(k.Certificate.Key, k.Certificate.X509, nil, recoveryPassword)
	if err != nil {
		return nil, fmt.Errorf("ITLRecovery.p12: %w", err)
	}
	return data, nil
}

// ParseRecoveryKey reads what PKCS12 writes.
func ParseRecoveryKey(data []byte) (*RecoveryKey, error) {
	key, cert, err := pkcs12.Decode(data, recoveryPassword)
	if err != nil {
		return nil, fmt.Errorf("ITLRecovery.p12: %w", err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, errors.New("ITLRecovery.p12: its key signs nothing")
	}
	with, err := pki.WithKey(cert.Raw, signer)
	if err != nil {
		return nil, fmt.Errorf("ITLRecovery.p12: %w", err)
	}
	return &RecoveryKey{Certificate: with}, nil
}
