package pki

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"time"

	"tvslab/sim/cucm"
)

// RequestSpec is what a new certificate signing request shall ask for.
type RequestSpec struct {
	Store       cucm.Store
	Node        string // short name of the node where it is made
	MultiServer bool   // one certificate for all nodes
	CommonName  string
	Org         Organization
	Key         crypto.Signer
	Hash        string   // SHA1, SHA256, SHA384 or SHA512
	Names       []string // DNS names
	Time        time.Time
	Rules       *cucm.Rules // of the release, which decide about key usages
}

// Request is a certificate signing request that waits on a node for its certificate. It never changes.
type Request struct {
	Store       cucm.Store
	Node        string // where it was made
	MultiServer bool
	DER         []byte                   // PKCS #10
	X509        *x509.CertificateRequest // DER parsed
	Time        time.Time                // when it was made
	Sum         [sha256.Size]byte        // SHA-256 of DER

	key   crypto.Signer
	usage usage
}

// NewRequest makes the request.
func NewRequest(spec RequestSpec) (*Request, error) {
	subject, err := rawSubject(spec.CommonName, spec.Org)
	if err != nil {
		return nil, err
	}
	usage := requestUsage(spec.Store, spec.Rules)
	extensions, err := usage.extensions()
	if err != nil {
		return nil, fmt.Errorf("csr of %s on %q: %w", spec.Store, spec.Node, err)
	}
	der, err := x509.CreateCertificateRequest(nil, &x509.CertificateRequest{
		RawSubject: subject, SignatureAlgorithm: signatureAlgorithm(spec.Key, spec.Hash), ExtraExtensions: extensions,
		DNSNames: spec.Names,
	}, spec.Key)
	if err != nil {
		return nil, fmt.Errorf("csr of %s on %q: %w", spec.Store, spec.Node, err)
	}
	parsed, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return nil, fmt.Errorf("csr of %s on %q: %w", spec.Store, spec.Node, err)
	}
	return &Request{Store: spec.Store, Node: spec.Node, MultiServer: spec.MultiServer, DER: der, X509: parsed, Time: spec.Time,
		Sum: sha256.Sum256(der), key: spec.Key, usage: usage}, nil
}

// PEM returns the request as the page "Download CSR" gives it.
func (r *Request) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: r.DER})
}

// Own returns the certificate that answers the request as one of the node: with its store and private key.
func (r *Request) Own(answer *Certificate) *Certificate {
	own := *answer
	own.Store, own.Node, own.Key, own.MultiServer = r.Store, r.Node, r.key, r.MultiServer
	return &own
}
