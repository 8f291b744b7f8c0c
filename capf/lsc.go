package capf

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"math/big"
	"net/url"
	"sync"
	"time"
)

// LSC is a Locally Significant Certificate. What decides about it is known at once; the certificate itself is made
// when it is asked for, so that a hundred thousand of them cost no signature. It is safe for concurrent use.
type LSC struct {
	Device              string
	Issuer              *x509.Certificate // the CAPF certificate that signed it
	Serial              []byte            // unsigned big-endian
	NotBefore, NotAfter time.Time

	der      func() ([]byte, error)
	template Template
	keys     Keys  // of a series; nil for a certificate that stands alone
	shown    Shown // of certificates that CAPF did not issue
}

// Keys are the public keys of the devices of a series.
type Keys interface {
	Public(device string) (crypto.PublicKey, error)
}

// Templates tells what the LSCs of devices look like that are served at one time for the same reason.
type Templates interface {
	Template(device string) (Template, error)
}

// Shown are certificates that CAPF did not issue, of devices that stand alike: DER.
type Shown interface {
	Certificate(device string) ([]byte, error)
}

// For returns the LSC that another device got at the same time for the same reason, of an LSC that stands for a series
// (Template.Of and Series). Of any other it returns the LSC itself.
func (l *LSC) For(device string) *LSC {
	switch {
	case device == l.Device:
		return l
	case l.shown != nil:
		return NewShown(device, l.shown)
	case l.keys == nil:
		return l
	}
	t, err := l.template.Of.Template(device)
	if err != nil { // the names of the first device could be encoded
		t = Template{Device: device}
	}
	return issued(t, l.keys)
}

// Series lets the LSC stand for those of all devices that got theirs alike. An LSC whose template knows no other device stands alone.
// The same device gets an equal LSC each time it is asked for.
func (l *LSC) Series(keys Keys) *LSC {
	if l.template.Of == nil {
		return l
	}
	first := *l
	first.keys = keys
	return &first
}

// InSeries returns of an LSC that stands for a series what makes it; ok is false for one that stands alone.
func (l *LSC) InSeries() (of Templates, keys Keys, ok bool) {
	return l.template.Of, l.keys, l.keys != nil
}

// WasShown returns where a certificate comes from that NewShown wrapped; nil for an LSC.
func (l *LSC) WasShown() Shown { return l.shown }

// FromSeries returns the LSC of a device of a series again.
func FromSeries(device string, of Templates, keys Keys) (*LSC, error) {
	t, err := of.Template(device)
	if err != nil {
		return nil, err
	}
	return issued(t, keys), nil
}

// issued is the LSC of one device of a series.
func issued(t Template, keys Keys) *LSC {
	one := NewLSC(t, func() (crypto.PublicKey, error) { return keys.Public(t.Device) })
	one.keys = keys
	return one
}

// DER returns the certificate, made at the first call. The error is that of the key that was to be certified.
func (l *LSC) DER() ([]byte, error) { return l.der() }

// Algorithm returns how the LSC is signed, without making it if it is not made yet. The error is that of [LSC.DER].
func (l *LSC) Algorithm() (x509.SignatureAlgorithm, error) {
	if l.template.IssuerKey != nil {
		return l.template.algorithm(), nil
	}
	der, err := l.DER()
	if err != nil {
		return 0, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return 0, fmt.Errorf("LSC of %q: %w", l.Device, err)
	}
	return cert.SignatureAlgorithm, nil
}

// Template is what an LSC shall look like.
type Template struct {
	Device              string
	Subject             []byte            // DER of the name
	Issuer              *x509.Certificate // CAPF certificate
	IssuerKey           crypto.Signer
	Serial              []byte // unsigned big-endian
	NotBefore, NotAfter time.Time
	SHA256              bool      // else SHA-1, with an RSA key
	Of                  Templates // it is one of these; nil for none
}

// NewLSC returns the LSC that the template describes for a public key. Neither is looked at until [LSC.DER] is called.
func NewLSC(t Template, public func() (crypto.PublicKey, error)) *LSC {
	return &LSC{
		Device: t.Device, Issuer: t.Issuer, Serial: t.Serial, NotBefore: t.NotBefore, NotAfter: t.NotAfter, template: t,
		der: sync.OnceValues(func() ([]byte, error) { return t.sign(public) }),
	}
}

// ParseLSC wraps a certificate that a phone holds; issuer is the CAPF certificate that signed it, nil if not known.
func ParseLSC(device string, der []byte, issuer *x509.Certificate) (*LSC, error) {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("LSC of %q: %w", device, err)
	}
	return &LSC{
		Device: device, Issuer: issuer, Serial: cert.SerialNumber.Bytes(), NotBefore: cert.NotBefore, NotAfter: cert.NotAfter,
		der: func() ([]byte, error) { return der, nil },
	}, nil
}

// NewShown wraps the certificate that a phone shows and CAPF did not issue, its MIC. Nothing but [LSC.DER] and the device is known of it.
func NewShown(device string, shown Shown) *LSC {
	return &LSC{Device: device, shown: shown, der: func() ([]byte, error) { return shown.Certificate(device) }}
}

var (
	oidIPsecEndSystem = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 5}
)

// sign makes the certificate with the extensions of capfd's: key usage, extended key usage, no CA, and the device as
// a URI. What CUCM's LSCs carry is not published.
func (t Template) sign(public func() (crypto.PublicKey, error)) ([]byte, error) {
	key, err := public()
	if err != nil {
		return nil, fmt.Errorf("LSC of %q: key: %w", t.Device, err)
	}
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(t.Serial), RawSubject: t.Subject, NotBefore: t.NotBefore, NotAfter: t.NotAfter,
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}, UnknownExtKeyUsage: []asn1.ObjectIdentifier{oidIPsecEndSystem},
		BasicConstraintsValid: true, URIs: []*url.URL{{Path: t.Device}}, SignatureAlgorithm: t.algorithm(),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, t.Issuer, key, t.IssuerKey)
	if err != nil {
		return nil, fmt.Errorf("LSC of %q: %w", t.Device, err)
	}
	return der, nil
}

func (t Template) algorithm() x509.SignatureAlgorithm {
	switch _, ec := t.IssuerKey.Public().(*ecdsa.PublicKey); {
	case ec:
		return x509.ECDSAWithSHA256
	case t.SHA256:
		return x509.SHA256WithRSA
	}
	return x509.SHA1WithRSA
}
