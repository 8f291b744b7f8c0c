package trustlist

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
)

// publicKeyBytes returns the key as record tag 7 holds it: the content of the
// certificate's subjectPublicKey, which is a DER RSAPublicKey or an
// uncompressed point.
func publicKeyBytes(cert *x509.Certificate) []byte {
	var info struct {
		Algorithm asn1.RawValue
		Key       asn1.BitString
	}
	if _, err := asn1.Unmarshal(cert.RawSubjectPublicKeyInfo, &info); err != nil {
		return nil
	}
	return info.Key.RightAlign()
}

// serialBytes returns a certificate's serial number as the files hold it:
// unsigned, big-endian, without sign byte, one zero byte for serial 0.
func serialBytes(cert *x509.Certificate) []byte {
	return cert.SerialNumber.FillBytes(make([]byte, max(1, (cert.SerialNumber.BitLen()+7)/8)))
}

// agreements says, for each field that repeats a part of the certificate,
// whether it agrees with it.
var agreements = []struct {
	tag    int
	what   string
	agrees func(*Record, *x509.Certificate) bool
}{
	{TagSubject, "subject", func(r *Record, c *x509.Certificate) bool { return sameName(r.Subject, c.RawSubject) }},
	{TagIssuer, "issuer", func(r *Record, c *x509.Certificate) bool { return sameName(r.Issuer, c.RawIssuer) }},
	{TagSerial, "serial number", func(r *Record, c *x509.Certificate) bool { return bytes.Equal(r.Serial, serialBytes(c)) }},
	{TagPublicKey, "public key", func(r *Record, c *x509.Certificate) bool { return bytes.Equal(r.PublicKey, publicKeyBytes(c)) }},
	{TagRecordSignature, "signature", func(r *Record, c *x509.Certificate) bool { return bytes.Equal(r.Signature, c.Signature) }},
}

// checkAgreement checks rule R18, strict only.
func (r *Record) checkAgreement(mode Mode) *Error {
	if mode != Strict || r.x509 == nil {
		return nil
	}
	for _, a := range agreements {
		if e, ok := find(r.Elements, uint8(a.tag)); ok && !a.agrees(r, r.x509) {
			return fault("R18", e.Offset, a.tag, "%s disagrees with the certificate", a.what)
		}
	}
	return nil
}
