package trust

import (
	"crypto/x509"
	"fmt"
	"time"

	"tvslab/parsed"
)

// Validity says of whom a phone looks at the validity dates: a certificate that has expired, or is not valid yet, is not
// believed then (tech notes 117299 and 214231: effects of invalid or expired certificates).
type Validity struct {
	Signers      bool // of lists and configurations
	CallManagers bool // over TLS, and SRST gateways
	TVS          bool
	CAPF         bool
	HTTPS        bool // services of Cisco Tomcat, configurations over HTTPS, and any other
}

func datedCallManagers(v Validity) bool { return v.CallManagers }
func datedTVS(v Validity) bool          { return v.TVS }
func datedCAPF(v Validity) bool         { return v.CAPF }
func datedHTTPS(v Validity) bool        { return v.HTTPS }

// DateError is that a certificate was met outside its validity.
type DateError struct{ NotBefore, NotAfter, Now time.Time }

// Error says all three times.
func (e *DateError) Error() string {
	return fmt.Sprintf("certificate is valid from %s to %s, now is %s",
		e.NotBefore.Format(time.RFC3339), e.NotAfter.Format(time.RFC3339), e.Now.Format(time.RFC3339))
}

// checkDates returns a *DateError for a certificate outside its validity.
func (j *Judge) checkDates(cert *x509.Certificate) error {
	if !j.Now.IsZero() && (j.Now.Before(cert.NotBefore) || j.Now.After(cert.NotAfter)) {
		return &DateError{cert.NotBefore, cert.NotAfter, j.Now}
	}
	return nil
}

// TVSServer judges the certificate (DER) of a TVS server: Held.CheckTVSServer, and its dates. A certificate that is known
// and outside its validity gives a *DateError.
func (j *Judge) TVSServer(certificate []byte) error {
	if err := j.Held.CheckTVSServer(certificate); err != nil || !j.Rules.Validity.TVS {
		return err
	}
	cert, err := parsed.Certificate(certificate)
	if err != nil {
		return fmt.Errorf("certificate of the TVS server: %w", err)
	}
	return j.checkDates(cert)
}
