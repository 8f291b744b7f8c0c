package trustlist

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"fmt"
)

// SignerRecord returns the record of the certificate that signed the list: a
// SAST record with the header's serial number that carries a certificate. In
// Strict mode its issuer must equal the CA name; otherwise such a record is
// preferred. It fails with rule R14.
func (l *List) SignerRecord() (*Record, error) {
	var fallback *Record
	for i := range l.Records {
		r := &l.Records[i]
		if !r.Is(RoleSAST) || r.x509 == nil || !bytes.Equal(r.Serial, l.Header.Serial) {
			continue
		}
		if r.Issuer == l.Header.CAName {
			return r, nil
		}
		if fallback == nil {
			fallback = r
		}
	}
	if fallback == nil {
		return nil, fault("R14", l.Header.SignatureOffset, TagSignerSerial,
			"no SAST record with a certificate and serial %X", l.Header.Serial)
	}
	if l.mode == Strict {
		return nil, fault("R14", fallback.Offset, TagIssuer,
			"SAST record of the signer has issuer %q, header says %q", fallback.Issuer, l.Header.CAName)
	}
	return fallback, nil
}

// Verify checks the signature with the signer's certificate inside the list
// (rules R14 and R20). It proves that the file is consistent, not that anyone
// should trust it.
func (l *List) Verify() error {
	r, err := l.SignerRecord()
	if err != nil {
		return err
	}
	return l.VerifyWith(r.x509.PublicKey)
}

// VerifyWith checks the signature with a public key, an *rsa.PublicKey. It
// fails with rule R20.
func (l *List) VerifyWith(pub crypto.PublicKey) error {
	if l.unsigned != nil {
		return l.verifyDraft(pub)
	}
	return verify("R20", &l.Header, l.raw, pub)
}

// SignedDigest returns the hash that the signature covers: the whole file
// without the signature element, its tag and length included.
func (l *List) SignedDigest() []byte { return l.Header.signedDigest(l.Bytes()) }

func (h *Header) signedDigest(file []byte) []byte {
	end := h.SignatureOffset + tlvOverhead + len(h.Signature)
	return h.Digest.sum(file[:h.SignatureOffset], file[end:])
}

// verify checks an RSASSA-PKCS1-v1_5 signature. It calls crypto/rsa rather
// than x509.Certificate.CheckSignature, which refuses SHA-1.
func verify(rule string, h *Header, file []byte, pub crypto.PublicKey) error {
	key, ok := pub.(*rsa.PublicKey)
	if !ok {
		return badSignature(rule, h, pub, nil)
	}
	if err := rsa.VerifyPKCS1v15(key, h.Digest.Hash(), h.signedDigest(file), h.Signature); err != nil {
		return badSignature(rule, h, pub, err)
	}
	return nil
}

// badSignature is the error of a signature that does not verify with a key, for the reason err.
func badSignature(rule string, h *Header, pub crypto.PublicKey, err error) error {
	bad := fault(rule, h.SignatureOffset, TagSignature, "signature by %q, serial %X does not verify", h.SignerName, h.Serial)
	if bad.Err = err; !isRSA(pub) {
		bad.Err = fmt.Errorf("key is a %T, only RSA keys sign these files", pub)
	}
	return bad
}

func isRSA(pub crypto.PublicKey) bool { _, ok := pub.(*rsa.PublicKey); return ok }
