package pki

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
)

// Authorities are the CAs of a real cluster's certificates: of the same names, with lab keys. What is known of a CA, such as who issued
// it, is in the Facts of its certificate; one of which nothing is known is a root. A CA is made once.
type Authorities struct {
	keys  KeySource
	known map[string]Facts // by nameKey
	made  map[string]*Certificate
}

// authorityBits is the length of the key of a CA of which it is not known.
const authorityBits = 2048

// NewAuthorities returns authorities of which these facts are known: the first of a name counts.
func NewAuthorities(keys KeySource, known []Facts) *Authorities {
	a := &Authorities{keys: keys, known: map[string]Facts{}, made: map[string]*Certificate{}}
	for _, f := range known {
		if _, first := a.known[nameKey(f.Subject)]; !first && f.Subject != "" {
			a.known[nameKey(f.Subject)] = f
		}
	}
	return a
}

// Check says why the CA of a name has no chain to a root, nil if it has.
func (a *Authorities) Check(name string) error {
	for range maxChain {
		f := a.facts(name)
		if f.SelfSigned() {
			return nil
		}
		name = f.Issuer
	}
	return fmt.Errorf("CA %q: its chain has more than %d CA certificates, or none of them is a root", name, maxChain)
}

// Chain returns the CA of a name, then who issued it, up to the root. The name is one that Check finds nothing wrong with.
func (a *Authorities) Chain(name string) (chain []*Certificate, err error) {
	for {
		ca, err := a.named(name)
		if err != nil {
			return nil, err
		}
		chain = append(chain, ca)
		f := a.facts(name)
		if f.SelfSigned() {
			return chain, nil
		}
		name = f.Issuer
	}
}

// Made returns the CA that signed something and that the facts tell of, nil if they tell of none.
func (a *Authorities) Made(f Facts) *Certificate {
	if known, is := a.known[nameKey(f.Subject)]; is && known.Same(f) {
		return a.made[nameKey(f.Subject)]
	}
	return nil
}

func (a *Authorities) facts(name string) Facts {
	f, known := a.known[nameKey(name)]
	if !known {
		f.Subject = name
	}
	return f
}

func (a *Authorities) named(name string) (*Certificate, error) {
	key := nameKey(name)
	if ca := a.made[key]; ca != nil {
		return ca, nil
	}
	f := a.facts(name)
	var issuer *Certificate
	if !f.SelfSigned() {
		var err error
		if issuer, err = a.named(f.Issuer); err != nil {
			return nil, err
		}
	}
	ca, err := newAuthority(a.keys, f, issuer)
	if err != nil {
		return nil, fmt.Errorf("CA %q: %w", name, err)
	}
	a.made[key] = ca
	return ca, nil
}

// newAuthority makes a CA by what is known of it, issued by another or by itself.
func newAuthority(keys KeySource, f Facts, issuer *Certificate) (*Certificate, error) {
	spec, err := f.Apply(keys, Spec{From: caFrom, Until: caTo, Hash: "SHA256", Serial: labSerial("CA " + nameKey(f.Subject))}, authorityBits)
	if err != nil {
		return nil, err
	}
	recipe := "authority " + spec.recipe()
	if issuer != nil {
		recipe += fmt.Sprintf(" by %x", issuer.Sum)
	}
	return Keep(keys, recipe, func() (*Certificate, error) { return spec.signAuthority(issuer) })
}

func (s Spec) signAuthority(issuer *Certificate) (*Certificate, error) {
	identifier, err := keyIdentifierBytes(s.Key.Public())
	if err != nil {
		return nil, err
	}
	comment, err := asn1.MarshalWithParams(s.Comment, "ia5")
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(s.Serial), RawSubject: s.Subject, NotBefore: s.From, NotAfter: s.Until,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature,
		BasicConstraintsValid: true, IsCA: true, SubjectKeyId: identifier,
		ExtraExtensions: []pkix.Extension{{Id: oidComment, Value: comment}},
	}
	parent, signer := template, s.Key
	if issuer != nil {
		parent, signer = issuer.X509, issuer.Key
	}
	template.SignatureAlgorithm = signatureAlgorithm(signer, s.Hash)
	der, err := x509.CreateCertificate(nil, template, parent, s.Key.Public(), signer)
	if err != nil {
		return nil, err
	}
	return newCertificate("", "", der, s.Key)
}
