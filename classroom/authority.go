package classroom

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"tvslab/private"
)

// Names of files of the class's own authority, beside CertificateName.
const (
	authorityKey = "class-ca.key"
	// notProduction stands in every name of the authority and of what it signs.
	notProduction = "tvslab LAB, never for production"
	// authorityTime is how long certificates of a class are good for: a class ends sooner.
	authorityTime = 90 * 24 * time.Hour
)

// Certificate returns a certificate for addresses and names of the class's pages, signed by its own authority, which is made once and lies in the
// folder of the class: learners' browsers may be told to trust it. Its keys are made for it, and are none of the lab's keys, which are reused.
func Certificate(dir string, addresses []net.IP, names []string) (*tls.Certificate, error) {
	ca, key, err := authority(dir)
	if err != nil {
		return nil, fmt.Errorf("certificate of the class: %w", err)
	}
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("certificate of the class: %w", err)
	}
	leaf, err := blank("pages of a class")
	if err != nil {
		return nil, fmt.Errorf("certificate of the class: %w", err)
	}
	leaf.IPAddresses, leaf.DNSNames = addresses, names
	leaf.KeyUsage, leaf.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, own.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("certificate of the class: %w", err)
	}
	return &tls.Certificate{Certificate: [][]byte{der, ca.Raw}, PrivateKey: own}, nil
}

// blank is what all certificates of a class have.
func blank(name string) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	now := time.Now()
	return &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: name, Organization: []string{notProduction}},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(authorityTime), BasicConstraintsValid: true}, nil
}

// authority reads the authority of a class, or makes it.
func authority(dir string) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, CertificateName), filepath.Join(dir, authorityKey))
	switch {
	case errors.Is(err, os.ErrNotExist):
		return newAuthority(dir)
	case err != nil:
		return nil, nil, err
	}
	key, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
	if !ok {
		return nil, nil, fmt.Errorf("%s: no key of a class", authorityKey)
	}
	if time.Now().After(pair.Leaf.NotAfter.Add(-24 * time.Hour)) {
		return newAuthority(dir)
	}
	return pair.Leaf, key, nil
}

func newAuthority(dir string) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	t, err := blank("class authority of " + filepath.Base(dir))
	if err != nil {
		return nil, nil, err
	}
	t.IsCA, t.MaxPathLenZero, t.KeyUsage = true, true, x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, nil, err
	}
	ca, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, nil, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	for _, file := range []struct {
		name  string
		block pem.Block
	}{{authorityKey, pem.Block{Type: "PRIVATE KEY", Bytes: secret}}, {CertificateName, pem.Block{Type: "CERTIFICATE", Bytes: der}}} {
		if err := private.Replace(filepath.Join(dir, file.name), string(pem.EncodeToMemory(&file.block))); err != nil {
			return nil, nil, err
		}
	}
	return ca, key, nil
}
