package pki

import (
	"bytes"
	"crypto/x509"
	"slices"
	"time"

	"tvslab/outcome"
)

// JudgePhone decides about a phone's certificate, LSC or MIC: its issuer must be trusted, and both it and the issuer must
// be good now (tech note 117299: an LSC of an expired CAPF certificate is refused); at the zero time dates do not count.
// issuer is nil where none is known. Errors are outcome.UnknownCA or outcome.Expired.
func JudgePhone(trusted []*Certificate, issuer *x509.Certificate, valid Validity, now time.Time) error {
	known := slices.ContainsFunc(trusted, func(t *Certificate) bool { return issuer != nil && bytes.Equal(t.DER, issuer.Raw) })
	switch {
	case !known:
		return &outcome.Error{Outcome: outcome.UnknownCA, Words: "issuer of the phone's certificate is not trusted"}
	case ValidityOf(issuer).Check(now) != nil, valid.Check(now) != nil:
		return &outcome.Error{Outcome: outcome.Expired, Words: "phone's certificate or its issuer's has expired"}
	}
	return nil
}

// PhoneIssuer returns the trusted authority that signed a phone's certificate, nil if none of them did. Names do not
// decide, signatures do; SHA-1, which LSCs of old releases have, is good enough.
func PhoneIssuer(trusted []*Certificate, cert *x509.Certificate) *x509.Certificate {
	for _, t := range trusted {
		if bytes.Equal(t.X509.RawSubject, cert.RawIssuer) &&
			t.X509.CheckSignature(cert.SignatureAlgorithm, cert.RawTBSCertificate, cert.Signature) == nil {
			return t.X509
		}
	}
	return nil
}
