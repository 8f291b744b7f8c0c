package pki

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"tvslab/keep"
	"tvslab/sim/cucm"
)

// KeyNames names keys, so that what is kept holds none.
type KeyNames interface {
	// NameOf returns the name of a key. It is an error if the key is not one of the source's.
	NameOf(key crypto.Signer) (string, error)
	// Named returns the key of a name.
	Named(name string) (crypto.Signer, error)
}

// keptCertificate is a certificate as it is kept. What people ask for stands beside the certificate itself.
type keptCertificate struct {
	Subject, Issuer string
	Serial          string // as the admin CLI prints it
	NotAfter        string // RFC 3339
	Store           cucm.Store
	Node            string
	Key             string // name; "" for certificates of others
	MultiServer     bool
	PEM             string
}

// Forms tells types how certificates, requests and keys are kept.
func Forms(types *keep.Types, keys KeyNames) {
	keep.Called[keptCertificate](types, "certificate")
	types.Add(
		keep.FormOf(keys.NameOf, keys.Named),
		keep.FormOf(func(c *Certificate) (keptCertificate, error) { return c.kept(keys) },
			func(k keptCertificate) (*Certificate, error) { return k.certificate(keys) }),
		keep.FormOf(func(c *x509.Certificate) ([]byte, error) { return c.Raw, nil }, x509.ParseCertificate),
		keep.FormOf(func(r *x509.CertificateRequest) ([]byte, error) { return r.Raw, nil }, x509.ParseCertificateRequest),
	)
}

func (c *Certificate) kept(keys KeyNames) (k keptCertificate, err error) {
	k = keptCertificate{Subject: c.Subject, Issuer: c.Issuer, Serial: c.SerialHex(), NotAfter: c.X509.NotAfter.UTC().Format("2006-01-02T15:04:05Z"),
		Store: c.Store, Node: c.Node, MultiServer: c.MultiServer, PEM: string(c.PEM())}
	if c.Key != nil {
		k.Key, err = keys.NameOf(c.Key)
	}
	return k, err
}

var errNoPEM = errors.New("no PEM")

func (k keptCertificate) certificate(keys KeyNames) (*Certificate, error) {
	block, _ := pem.Decode([]byte(k.PEM))
	if block == nil {
		return nil, fmt.Errorf("certificate %s: %w", k.Serial, errNoPEM)
	}
	var key crypto.Signer
	var err error
	if k.Key != "" {
		if key, err = keys.Named(k.Key); err != nil {
			return nil, fmt.Errorf("certificate %s: %w", k.Serial, err)
		}
	}
	c, err := newCertificate(k.Store, k.Node, block.Bytes, key)
	if err != nil {
		return nil, err
	}
	c.MultiServer, c.Subject, c.Issuer = k.MultiServer, k.Subject, k.Issuer
	return c, nil
}
