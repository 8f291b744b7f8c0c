package inspect

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"tvslab/trustlist"
)

// ParseCertificate reads the first certificate of a PEM file, which may hold a key too and in any order, or DER.
func ParseCertificate(data []byte) (*x509.Certificate, error) {
	all, err := parseCertificates(data)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// parseCertificates reads all certificates of a PEM file, or the one of DER.
func parseCertificates(data []byte) ([]*x509.Certificate, error) {
	ders := pemBlocks(data, pemCertificate)
	switch {
	case len(ders) == 0 && pemKind(data) != "":
		return nil, errors.New("PEM without a certificate")
	case len(ders) == 0:
		ders = [][]byte{data}
	}
	var all []*x509.Certificate
	for _, der := range ders {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// ParseKey reads an RSA key as PEM or DER, in PKCS #8 or PKCS #1.
func ParseKey(data []byte) (*rsa.PrivateKey, error) {
	if keys := pemBlocks(data, "PRIVATE KEY", "RSA PRIVATE KEY"); len(keys) > 0 {
		data = keys[0]
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
	all, err := parseCertificates(data)
	if err != nil {
		return nil, &trustlist.Error{Rule: "R17", Tag: -1, Reason: "not an X.509 certificate: " + err.Error()}
	}
	c := all[0]
	f := &File{Kind: Certificate, Certificate: identityOf(c)}
	for _, other := range all[1:] {
		f.Chain = append(f.Chain, *identityOf(other))
	}
	f.print = f.writeCertificates
	switch {
	case o.Signer != nil:
		f.judge(checkIssued(c, o.Signer))
	case bytes.Equal(c.RawSubject, c.RawIssuer):
		f.judge(checkIssued(c, c))
	case issuerOf(c, all[1:]) != nil:
		f.judge(checkIssued(c, issuerOf(c, all[1:])))
	default:
		f.Problem = "signature not checked: name the issuer's certificate with --signer"
	}
	return f, nil
}

// issuerOf finds the certificate by whose subject c was issued, nil if it is not there.
func issuerOf(c *x509.Certificate, among []*x509.Certificate) *x509.Certificate {
	i := slices.IndexFunc(among, func(a *x509.Certificate) bool { return bytes.Equal(a.RawSubject, c.RawIssuer) })
	if i < 0 {
		return nil
	}
	return among[i]
}

func identityOf(c *x509.Certificate) *Identity {
	return &Identity{
		Subject: trustlist.Name(c.RawSubject), Issuer: trustlist.Name(c.RawIssuer), Serial: hexPairs(c.SerialNumber.Bytes()),
		NotBefore: c.NotBefore, NotAfter: c.NotAfter, Algorithm: c.SignatureAlgorithm.String(), SHA1: fingerprint(c.Raw),
	}
}

// writeCertificates prints all certificates of the file, a blank line between them.
func (f *File) writeCertificates(w io.Writer) error {
	err := f.Certificate.write(w)
	for i := range f.Chain {
		if err == nil {
			fmt.Fprintln(w)
			err = f.Chain[i].write(w)
		}
	}
	return err
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
