package pki

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"

	"tvslab/sim/cucm"
)

// maxUploadBits is the longest key OS Administration takes (security guides 12.5 and 14).
const maxUploadBits = 4096

// maxChain bounds the walk to the root, against certificates that issued each other.
const maxChain = 8

// uploadChecks are what OS Administration asks of an identity certificate by itself, in this order; the first that
// fails is the one that is told.
var uploadChecks = []func(*Request, *Certificate) error{checkWildcard, checkUploadKey, checkUploadUsage, checkUploadNames}

// CheckUpload says why OS Administration refuses a certificate as the answer to a request, nil if it takes it. trusted
// are the certificates of the store's trust store on the node's disk.
func CheckUpload(r *Request, cert *Certificate, trusted []*Certificate, now time.Time) error {
	if err := ValidityOf(cert.X509).Check(now); err != nil {
		return err
	}
	for _, check := range uploadChecks {
		if err := check(r, cert); err != nil {
			return err
		}
	}
	return CheckChain(r.Store, cert, trusted, now)
}

func checkWildcard(_ *Request, cert *Certificate) error {
	names := append(slices.Clone(cert.X509.DNSNames), cert.X509.Subject.CommonName)
	for _, name := range names {
		if strings.Contains(name, "*") {
			return fmt.Errorf("wildcard name %q is not supported", name)
		}
	}
	return nil
}

func checkUploadKey(r *Request, cert *Certificate) error {
	if bits := cert.Bits(); bits > maxUploadBits {
		return fmt.Errorf("its key has %d bits, at most %d are supported", bits, maxUploadBits)
	}
	if !bytes.Equal(r.X509.RawSubjectPublicKeyInfo, cert.X509.RawSubjectPublicKeyInfo) {
		return fmt.Errorf("its key is not that of the pending CSR")
	}
	return nil
}

// checkUploadUsage wants a TLS server's certificate, and of CAPF one that may sign others.
func checkUploadUsage(r *Request, cert *Certificate) error {
	if len(cert.X509.ExtKeyUsage)+len(cert.X509.UnknownExtKeyUsage) > 0 &&
		!slices.Contains(cert.X509.ExtKeyUsage, x509.ExtKeyUsageServerAuth) {
		return fmt.Errorf("its extended key usage does not allow TLS servers")
	}
	if r.Store == cucm.CAPF && cert.X509.KeyUsage&x509.KeyUsageCertSign == 0 {
		return fmt.Errorf("its key usage does not allow to sign certificates, which CAPF does")
	}
	return nil
}

func checkUploadNames(r *Request, cert *Certificate) error {
	for _, name := range r.X509.DNSNames {
		if !slices.Contains(cert.X509.DNSNames, name) {
			return fmt.Errorf("CSR SAN and certificate SAN do not match: %q is missing", name)
		}
	}
	return nil
}

// CheckChain walks from a certificate for an identity store to its root through the trust store of the same unit; the
// error says what is missing there or has expired.
func CheckChain(s cucm.Store, cert *Certificate, trusted []*Certificate, now time.Time) error {
	for range maxChain {
		if cert.SelfSigned() {
			return nil
		}
		i := slices.IndexFunc(trusted, func(ca *Certificate) bool { return ca.Signed(cert) })
		if i < 0 {
			return fmt.Errorf("CA certificate %q is not in %s: upload the root, then the intermediate, then the identity certificate",
				cert.X509.Issuer.CommonName, s.TrustStore())
		}
		cert = trusted[i]
		if err := ValidityOf(cert.X509).Check(now); err != nil {
			return fmt.Errorf("CA certificate %s: %w", cert, err)
		}
	}
	return fmt.Errorf("its chain has more than %d CA certificates", maxChain)
}
