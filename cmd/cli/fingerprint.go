package cli

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
)

// hexPairs prints bytes as the admin CLI prints serial numbers: upper case, colons between.
func hexPairs(b []byte) string {
	return strings.ReplaceAll(fmt.Sprintf("% X", b), " ", ":")
}

func fingerprint(der []byte) string {
	sum := sha1.Sum(der)
	return hexPairs(sum[:])
}

// verifySHA1 checks a SHA-1 signature, which old CUCM certificates and USB tokens carry.
func verifySHA1(c, issuer *x509.Certificate) error {
	key, ok := issuer.PublicKey.(*rsa.PublicKey)
	if !ok {
		return errors.New("the signature does not verify: the issuer has no RSA key")
	}
	sum := sha1.Sum(c.RawTBSCertificate)
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA1, sum[:], c.Signature); err != nil {
		return errors.New("the signature does not verify with the issuer's key")
	}
	return nil
}
