package pki

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"slices"
	"time"
)

// Fault is what is wrong with a CA's answer to a request.
type Fault string

// The faults. Each leads to a certificate that OS Administration refuses.
const (
	FaultNone         Fault = ""
	FaultExpired      Fault = "expired"       // its time is over
	FaultNotYetValid  Fault = "not-yet-valid" // its time begins in a year
	FaultOtherKey     Fault = "other-key"     // the answer to somebody else's request
	FaultKeyTooLong   Fault = "key-too-long"  // 8192 bits
	FaultWildcard     Fault = "wildcard"      // *.domain as its subject
	FaultUsage        Fault = "wrong-usage"   // for code signing
	FaultMissingNames Fault = "missing-names" // the CA dropped the subject alternative names
)

// answerFaults changes the certificate a CA is about to sign.
var answerFaults = map[Fault]func(*answer){
	FaultNone:         func(*answer) {},
	FaultExpired:      func(a *answer) { a.from = a.from.AddDate(-answerYears-1, 0, 0) },
	FaultNotYetValid:  func(a *answer) { a.from = a.from.AddDate(1, 0, 0) },
	FaultOtherKey:     func(a *answer) { a.key = fakeKey("other", max(2048, Bits(a.key))) },
	FaultKeyTooLong:   func(a *answer) { a.key = fakeKey("long", 8192) },
	FaultWildcard:     func(a *answer) { a.wildcard = true },
	FaultUsage:        func(a *answer) { a.usage = usage{0x80, []asn1.ObjectIdentifier{oidCodeSigning}} },
	FaultMissingNames: func(a *answer) { a.names = nil },
}

// answer is a certificate that a CA is about to sign.
type answer struct {
	from     time.Time
	term     Term
	key      crypto.PublicKey
	usage    usage
	names    []string
	wildcard bool
}

// Faults returns the names of all faults.
func Faults() []Fault {
	return []Fault{FaultExpired, FaultNotYetValid, FaultOtherKey, FaultKeyTooLong, FaultWildcard, FaultUsage, FaultMissingNames}
}

// Answer returns what a certification authority answers to a request, with a mistake or none. The same request gets the
// same answer: it is dated when the request was made, and valid from then on for the term.
func Answer(ca *Certificate, r *Request, fault Fault, term Term) (*Certificate, error) {
	change, ok := answerFaults[fault]
	if !ok {
		return nil, fmt.Errorf("signing fault %q is not one of %q", fault, Faults())
	}
	a := answer{from: r.Time, term: term, key: r.X509.PublicKey, usage: r.usage, names: r.X509.DNSNames}
	change(&a)
	return a.sign(r, ca, fault)
}

func (a answer) sign(r *Request, ca *Certificate, fault Fault) (*Certificate, error) {
	extensions, err := a.usage.extensions()
	if err != nil {
		return nil, fmt.Errorf("signing the csr of %s: %w", r.Store, err)
	}
	identifier, err := keyIdentifier(a.key)
	if err != nil {
		return nil, fmt.Errorf("signing the csr of %s: %w", r.Store, err)
	}
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(labSerial(fmt.Sprintf("%x %s %s", r.Sum, ca.Subject, string(fault)+a.term.String()))),
		NotBefore:    a.from, NotAfter: a.term.end(a.from), RawSubject: r.X509.RawSubject,
		SignatureAlgorithm: x509.SHA256WithRSA, DNSNames: a.names, ExtraExtensions: append(extensions, identifier),
		BasicConstraintsValid: true, IsCA: a.usage.bits&keyCertSign != 0,
	}
	if a.wildcard {
		template.RawSubject = nil
		template.Subject = pkix.Name{CommonName: "*.lab.invalid"}
	}
	der, err := x509.CreateCertificate(nil, template, ca.X509, a.key, ca.Key)
	if err != nil {
		return nil, fmt.Errorf("signing the csr of %s: %w", r.Store, err)
	}
	return newCertificate(r.Store, r.Node, der, nil)
}

// fakeKey is a public key nobody has the private key of: only its length and that it is another one matter.
func fakeKey(label string, bits int) *rsa.PublicKey {
	var modulus []byte
	for i := 0; len(modulus) < bits/8; i++ {
		sum := sha512.Sum512(fmt.Appendf(nil, "tvslab %s %d", label, i))
		modulus = append(modulus, sum[:]...)
	}
	modulus = slices.Clone(modulus[:bits/8])
	modulus[0] |= 0x80
	modulus[len(modulus)-1] |= 1
	return &rsa.PublicKey{N: new(big.Int).SetBytes(modulus), E: 65537}
}
