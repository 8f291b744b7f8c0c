package sim

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

// uploadIdentity puts a CA-signed certificate into an identity store of a node, or from there on all nodes if it
// answers a multi-server request. The node must have a request with the same key, and the store's trust store the
// chain up to the root. What follows is what follows a regeneration.
func (c *Cluster) uploadIdentity(s cucm.Store, cert *Certificate, node string) error {
	n, err := c.csrNode(s, node)
	if err != nil {
		return err
	}
	request := n.requests[s]
	if request == nil {
		return fmt.Errorf("certificate %s: %w", cert, noRequest(s, n))
	}
	for _, check := range uploadChecks {
		if err := check(c, n, request, cert); err != nil {
			return fmt.Errorf("certificate %s for %q on %q: %w", cert, s, n.Name, err)
		}
	}
	own := *cert
	own.Store, own.Node, own.Key, own.MultiServer = s, request.Node, request.key, request.MultiServer
	c.dropRequest(request)
	return c.replace(n, s, &own, "uploaded")
}

// uploadChecks are what OS Administration asks of an identity certificate, in this order; the first that fails is
// the one that is told.
var uploadChecks = []func(*Cluster, *Node, *Request, *Certificate) error{
	checkUploadDates, checkWildcard, checkUploadKey, checkUploadUsage, checkUploadNames, (*Cluster).checkChain,
}

func checkUploadDates(c *Cluster, _ *Node, _ *Request, cert *Certificate) error {
	return c.checkDates(cert)
}

func (c *Cluster) checkDates(cert *Certificate) error {
	switch {
	case c.Now.After(cert.X509.NotAfter):
		return fmt.Errorf("it has expired on %s", cert.X509.NotAfter.Format(time.DateOnly))
	case c.Now.Truncate(time.Second).Before(cert.X509.NotBefore):
		return fmt.Errorf("it is not valid before %s", cert.X509.NotBefore.Format(time.DateOnly))
	}
	return nil
}

func checkWildcard(_ *Cluster, _ *Node, _ *Request, cert *Certificate) error {
	names := append(slices.Clone(cert.X509.DNSNames), cert.X509.Subject.CommonName)
	for _, name := range names {
		if strings.Contains(name, "*") {
			return fmt.Errorf("wildcard name %q is not supported", name)
		}
	}
	return nil
}

func checkUploadKey(_ *Cluster, _ *Node, r *Request, cert *Certificate) error {
	if bits := cert.Bits(); bits > maxUploadBits {
		return fmt.Errorf("its key has %d bits, at most %d are supported", bits, maxUploadBits)
	}
	if !bytes.Equal(r.X509.RawSubjectPublicKeyInfo, cert.X509.RawSubjectPublicKeyInfo) {
		return fmt.Errorf("its key is not that of the pending CSR")
	}
	return nil
}

// checkUploadUsage wants a TLS server's certificate, and of CAPF one that may sign others.
func checkUploadUsage(_ *Cluster, _ *Node, r *Request, cert *Certificate) error {
	if len(cert.X509.ExtKeyUsage)+len(cert.X509.UnknownExtKeyUsage) > 0 &&
		!slices.Contains(cert.X509.ExtKeyUsage, x509.ExtKeyUsageServerAuth) {
		return fmt.Errorf("its extended key usage does not allow TLS servers")
	}
	if r.Store == cucm.CAPF && cert.X509.KeyUsage&x509.KeyUsageCertSign == 0 {
		return fmt.Errorf("its key usage does not allow to sign certificates, which CAPF does")
	}
	return nil
}

func checkUploadNames(_ *Cluster, _ *Node, r *Request, cert *Certificate) error {
	for _, name := range r.X509.DNSNames {
		if !slices.Contains(cert.X509.DNSNames, name) {
			return fmt.Errorf("CSR SAN and certificate SAN do not match: %q is missing", name)
		}
	}
	return nil
}

// checkChain walks from the certificate to its root through the trust store of the request's unit.
func (c *Cluster) checkChain(n *Node, r *Request, cert *Certificate) error {
	trust := r.Store.TrustStore()
	for range maxChain {
		if cert.SelfSigned() {
			return nil
		}
		issuer := n.issuerIn(trust, cert)
		if issuer == nil {
			return fmt.Errorf("CA certificate %q is not in %s: upload the root, then the intermediate, then the identity certificate",
				cert.X509.Issuer.CommonName, trust)
		}
		if err := c.checkDates(issuer); err != nil {
			return fmt.Errorf("CA certificate %s: %w", issuer, err)
		}
		cert = issuer
	}
	return fmt.Errorf("its chain has more than %d CA certificates", maxChain)
}

// issuerIn returns the certificate of a trust store on the node's disk that signed cert, nil if there is none.
func (n *Node) issuerIn(trust cucm.Store, cert *Certificate) *Certificate {
	for _, ca := range n.Trusted(trust) {
		if ca.signed(cert) {
			return ca
		}
	}
	return nil
}

// signed reports whether c is the CA that signed other. SHA-1 is good enough, as it is for CUCM.
func (c *Certificate) signed(other *Certificate) bool {
	x := other.X509
	return c.X509.IsCA && bytes.Equal(c.X509.RawSubject, x.RawIssuer) &&
		c.X509.CheckSignature(x.SignatureAlgorithm, x.RawTBSCertificate, x.Signature) == nil
}
