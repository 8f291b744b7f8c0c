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
	"fmt"
)

// Numbers of the parts of elements 16 and 20, each 1 byte, length (2 bytes), value.
const (
	partCertificate = 0
	partSHA1        = 1
	partSHA512      = 3
)

func part(kind byte, value []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{kind}, uint16(len(value))), value...)
}

// parts splits such a value.
func parts(b []byte) (map[byte][]byte, error) {
	all := map[byte][]byte{}
	for len(b) > 0 {
		if len(b) < 3 || int(binary.BigEndian.Uint16(b[1:])) > len(b)-3 {
			return nil, fmt.Errorf("a part ends beyond its element")
		}
		end := 3 + int(binary.BigEndian.Uint16(b[1:]))
		all[b[0]] = b[3:end]
		b = b[end:]
	}
	return all, nil
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

// prove puts the evidence of the session into an AUTH response: certificate and proofs that the phone has its key.
func (s *Session) prove(m *Message) error {
	if s.Evidence == nil {
		return nil
	}
	der, key, err := s.Evidence.both()
	if err != nil {
		return err
	}
	data := signedByLSC(s.Device, der)
	first, err := sign(key, hash1(data))
	if err != nil {
		return fmt.Errorf("prove the phone's certificate: %w", err)
	}
	second, err := sign(key, hash512(data))
	if err != nil {
		return fmt.Errorf("prove the phone's certificate: %w", err)
	}
	m.with(TagCertificate, wrap(der)...).with(TagSigned, first...).with(TagSignedSHA2, part(partSHA512, second)...)
	return s.proveMIC(m)
}

// proveMIC adds the SUDI data of a MIC with an RSA key.
func (s *Session) proveMIC(m *Message) error {
	if s.MIC == nil {
		return nil
	}
	der, key, err := s.MIC.both()
	if err != nil {
		return err
	}
	if _, ok := key.Public().(*rsa.PublicKey); !ok {
		return nil
	}
	data := signedByMIC(m.Session, der)
	first, err := sign(key, hash1(data))
	if err != nil {
		return fmt.Errorf("prove the MIC: %w", err)
	}
	second, err := sign(key, hash512(data))
	if err != nil {
		return fmt.Errorf("prove the MIC: %w", err)
	}
	m.with(TagSUDI, bytes.Join([][]byte{part(partCertificate, der), part(partSHA1, first), part(partSHA512, second)}, nil)...)
	return nil
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
	sha2, err := parts(m.Elements[TagSignedSHA2])
	if err != nil {
		return err
	}
	proofs := map[byte][]byte{partSHA1: m.Elements[TagSigned], partSHA512: sha2[partSHA512]}
	if err := checkProof(der, signedByLSC(m.Device(), der), proofs, issuers); err != nil {
		return err
	}
	if !m.Has(TagSUDI) {
		return nil
	}
	sudi, err := parts(m.Elements[TagSUDI])
	if err != nil {
		return err
	}
	return checkProof(sudi[partCertificate], signedByMIC(m.Session, sudi[partCertificate]), sudi, issuers)
}

func checkProof(der, data []byte, proofs map[byte][]byte, issuers []*x509.Certificate) error {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return fmt.Errorf("certificate of the phone: %w", err)
	}
	if IssuerOf(cert, issuers) == nil {
		return errIssuer
	}
	if err := verify(cert.PublicKey, hash1(data), proofs[partSHA1]); err != nil {
		return err
	}
	return verify(cert.PublicKey, hash512(data), proofs[partSHA512])
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
