package phone

import (
	"crypto/rsa"
	"crypto/x509"
	"fmt"
)

// checkKey refuses an RSA key that is longer than the model can use, unless
// Settings.LongKeys lets every model use them.
func (b *boot) checkKey(cert *x509.Certificate) error {
	key, ok := cert.PublicKey.(*rsa.PublicKey)
	if !ok || b.settings().LongKeys == LongKeysAccept {
		return nil
	}
	limit := b.Model.MaxKeyBits
	if bits := key.N.BitLen(); limit > 0 && bits > limit {
		return fmt.Errorf("key of %d bits, the model can use %d", bits, limit)
	}
	return nil
}

// checkSignerKey is checkKey for the signer of a file, wherever it was found.
// What does not parse is left to the verification.
func (b *boot) checkSignerKey(f found) error {
	cert := f.certificate
	if cert == nil {
		var err error
		if cert, err = x509.ParseCertificate(f.der); err != nil {
			return nil
		}
	}
	return b.checkKey(cert)
}
