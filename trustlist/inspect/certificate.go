package inspect

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"tvslab/trustlist"
)

// ParseCertificate reads the first certificate of a PEM file, or DER.
func ParseCertificate(data []byte) (*x509.Certificate, error) {
	if block, _ := pem.Decode(data); block != nil {
		data = block.Bytes
	}
	return x509.ParseCertificate(data)
}

// ParseKey reads an RSA key as PEM or DER, in PKCS #8 or PKCS #1.
func ParseKey(data []byte) (*rsa.PrivateKey, error) {
	if block, _ := pem.Decode(data); block != nil {
		data = block.Bytes
	}
	if key, err := x509.ParsePKCS1PrivateKey(data); err == nil {
		return key, nil
	}
	any, err := x509.ParsePKCS8PrivateKey(data)
	if err != nil {
		return nil, err
	}
	key, ok := any.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("a %T, and files are encrypted for RSA keys", any)
	}
	return key, nil
}

func examineCertificate(data []byte, o Options) (*File, error) {
	c, err := ParseCertificate(data)
	if err != nil {
		return nil, &trustlist.Error{Rule: "R17", Tag: -1, Reason: "not an X.509 certificate: " + err.Error()}
	}
	id := &Identity{
		Subject: trustlist.Name(c.RawSubject), Issuer: trustlist.Name(c.RawIssuer), Serial: hexPairs(c.SerialNumber.Bytes()),
		NotBefore: c.NotBefore, NotAfter: c.NotAfter, Algorithm: c.SignatureAlgorithm.String(), SHA1: fingerprint(c.Raw),
	}
	f := &File{Kind: Certificate, Certificate: id, print: id.write}
	switch {
	case o.Signer != nil:
		f.judge(checkIssued(c, o.Signer))
	case bytes.Equal(c.RawSubject, c.RawIssuer):
		f.judge(checkIssued(c, c))
	default:
		f.Problem = "signature not checked: name the issuer's certificate with --signer"
	}
	return f, nil
}

func (id *Identity) write(w io.Writer) error {
	_, err := fmt.Fprintf(w, "Subject:\t%s\nIssuer:\t\t%s\nSerial:\t\t%s\nValid:\t\t%s to %s\nSignature:\t%s\nSHA-1:\t\t%s\n",
		Clean(id.Subject), Clean(id.Issuer), id.Serial, id.NotBefore.Format(time.RFC1123), id.NotAfter.Format(time.RFC1123),
		id.Algorithm, id.SHA1)
	return err
}

// checkIssued verifies a certificate's signature, SHA-1 included, which crypto/x509 refuses.
func checkIssued(c, issuer *x509.Certificate) error {
	if c.SignatureAlgorithm == x509.SHA1WithRSA {
		return verifySHA1(c, issuer)
	}
	if err := issuer.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature); err != nil {
		return errors.New("the signature does not verify: " + err.Error())
	}
	return nil
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

// hexPairs prints bytes as the admin CLI prints serial numbers: upper case, colons between.
func hexPairs(b []byte) string {
	return strings.ReplaceAll(fmt.Sprintf("% X", b), " ", ":")
}

func fingerprint(der []byte) string {
	sum := sha1.Sum(der)
	return hexPairs(sum[:])
}
