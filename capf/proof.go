package capf

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha512"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tvslab/wire"
)

// Numbers of the parts of elements 16 and 20, each 1 byte, length (2 bytes), value.
const (
	partCertificate = 0
	partSHA1        = 1
	partSHA512      = 3
)

func part(kind byte, value []byte) []byte { return wire.Element{Tag: kind, Value: value}.Append(nil) }

var errPart = errors.New("a part ends beyond its element")

// parts splits such a value.
func parts(b []byte) (list wire.Elements, err error) {
	for len(b) > 0 {
		e, rest, ok := wire.Cut(b)
		if !ok {
			return nil, errPart
		}
		b, list = rest, append(list, e)
	}
	return list, nil
}

// signedByLSC is what elements 6 and 20 sign: the device name, one zero byte, the certificate.
func signedByLSC(device string, der []byte) []byte { return append(append([]byte(device), 0), der...) }

// signedByMIC is what the parts of element 16 sign. The session id is little-endian, unlike in the header: Cisco's
// server uses the order of its host.
func signedByMIC(session uint32, der []byte) []byte {
	return append(binary.LittleEndian.AppendUint32(nil, session), der...)
}

// sign signs the bare hash: RSA with PKCS #1 type 1 padding but no DigestInfo.
func sign(key crypto.Signer, hash []byte) ([]byte, error) {
	return key.Sign(rand.Reader, hash, crypto.Hash(0))
}

func verify(public crypto.PublicKey, hash, signature []byte) error {
	switch k := public.(type) {
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(k, crypto.Hash(0), hash, signature)
	case *ecdsa.PublicKey:
		if ecdsa.VerifyASN1(k, hash, signature) {
			return nil
		}
	}
	return fmt.Errorf("signature does not verify with a %v key", specOf(public))
}

func hash1(b []byte) []byte   { h := sha1.Sum(b); return h[:] }
func hash512(b []byte) []byte { h := sha512.Sum512(b); return h[:] }

// proof is a certificate with two signatures that its key made over the same data.
type proof struct{ certificate, sha1, sha512 []byte }

// prove signs what data makes of the certificate; what names it in errors. A nil credential proves nothing: nil.
func (c *Credential) prove(what string, data func(der []byte) []byte) (*proof, error) {
	if c == nil {
		return nil, nil
	}
	der, key, err := c.both()
	if err != nil {
		return nil, err
	}
	p := &proof{certificate: der}
	if p.sha1, err = sign(key, hash1(data(der))); err == nil {
		p.sha512, err = sign(key, hash512(data(der)))
	}
	if err != nil {
		return nil, fmt.Errorf("prove %s: %w", what, err)
	}
	return p, nil
}

// proveEvidence is what elements 4, 6 and 20 are made of, nil where the phone shows nothing.
func (s *Session) proveEvidence() (*proof, error) {
	return s.Evidence.prove("the phone's certificate", func(der []byte) []byte { return signedByLSC(s.Device, der) })
}

// proveMIC is what the SUDI data are made of, nil for a phone without a MIC that has an RSA key.
func (s *Session) proveMIC(session uint32) (*proof, error) {
	if s.MIC == nil {
		return nil, nil
	}
	if _, key, err := s.MIC.both(); err != nil {
		return nil, err
	} else if _, ok := key.Public().(*rsa.PublicKey); !ok {
		return nil, nil
	}
	return s.MIC.prove("the MIC", func(der []byte) []byte { return signedByMIC(session, der) })
}

// sudi is the value of element 16.
func (p *proof) sudi() []byte {
	return slices.Concat(part(partCertificate, p.certificate), part(partSHA1, p.sha1), part(partSHA512, p.sha512))
}

func (c *Credential) both() ([]byte, crypto.Signer, error) {
	der, err := c.Certificate()
	if err != nil {
		return nil, nil, err
	}
	key, err := c.Key()
	return der, key, err
}

// proven checks the evidence in an AUTH response: certificate and both signatures are needed, the MIC's only if it is
// there. Validity dates are not looked at; whether CUCM does is not known.
func (m *Message) proven(issuers []*x509.Certificate) error {
	der := m.Certificate()
	if der == nil || !m.Has(TagSigned) || !m.Has(TagSignedSHA2) {
		return errNoProof
	}
	sha2, err := parts(m.value(TagSignedSHA2))
	if err != nil {
		return err
	}
	own := proof{der, m.value(TagSigned), sha2.Value(partSHA512)}
	if err := own.check(signedByLSC(m.Device(), der), issuers); err != nil {
		return err
	}
	if !m.Has(TagSUDI) {
		return nil
	}
	sudi, err := parts(m.value(TagSUDI))
	if err != nil {
		return err
	}
	mic := proof{sudi.Value(partCertificate), sudi.Value(partSHA1), sudi.Value(partSHA512)}
	return mic.check(signedByMIC(m.Session, mic.certificate), issuers)
}

// check verifies both signatures over data, and that one of the issuers signed the certificate.
func (p *proof) check(data []byte, issuers []*x509.Certificate) error {
	cert, err := x509.ParseCertificate(p.certificate)
	if err != nil {
		return fmt.Errorf("certificate of the phone: %w", err)
	}
	if IssuerOf(cert, issuers) == nil {
		return errIssuer
	}
	if err := verify(cert.PublicKey, hash1(data), p.sha1); err != nil {
		return err
	}
	return verify(cert.PublicKey, hash512(data), p.sha512)
}

// names checks that a certificate is the device's: the common name of an LSC or MIC ends in the device's name.
func names(der []byte, device string) error {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return fmt.Errorf("certificate of the phone: %w", err)
	}
	if !strings.HasSuffix(cert.Subject.CommonName, device) {
		return errOther
	}
	return nil
}

// IssuerOf returns the issuer that signed a certificate: its name equals, and its key verifies the signature. It
// returns nil if none did.
func IssuerOf(cert *x509.Certificate, issuers []*x509.Certificate) *x509.Certificate {
	for _, i := range issuers {
		if bytes.Equal(i.RawSubject, cert.RawIssuer) && i.CheckSignature(cert.SignatureAlgorithm, cert.RawTBSCertificate, cert.Signature) == nil {
			return i
		}
	}
	return nil
}
