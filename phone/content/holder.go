package content

import (
	"crypto"
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"strings"
)

// Holder is a phone as the one that configurations are encrypted for: by the certificate with which it proves who it is, its
// LSC or else its MIC.
type Holder struct {
	Certificate func() []byte // DER; nil: the phone has none
	Key         func() crypto.Signer
	Serial      []byte // of an LSC, unsigned big-endian; nil of a MIC
	SHA1        bool   // certHash is SHA-1, else MD5
	Typed       []byte // the key that a user typed in, in place of a certificate; nil for none
}

// hash is the holder's certHash, in lower-case hex.
func (h *Holder) hash() string {
	if h.SHA1 {
		sum := sha1.Sum(h.Certificate())
		return hex.EncodeToString(sum[:])
	}
	sum := md5.Sum(h.Certificate())
	return hex.EncodeToString(sum[:])
}

// Names reports whether the configuration names the holder's certificate as the one that the server encrypts for (certHash,
// security guide 12.5).
func (f *File) Names(h *Holder) bool {
	switch {
	case h.Certificate == nil:
		return false
	case f.promise != nil:
		return f.promise.Names != nil && f.promise.Names(h)
	}
	c, err := f.Config()
	return err == nil && c.CertHash != "" && strings.EqualFold(c.CertHash, h.hash())
}

// Encrypted reports whether the file is a signed one whose content is encrypted.
func (f *File) Encrypted() bool {
	h, err := f.Header()
	return err == nil && h.Encryption != nil
}

// Why an encrypted file stays closed.
var (
	errNotVerified = errors.New("nobody has verified the signature of the encrypted file")
	errNoKey       = errors.New("the file is not encrypted for this phone")
)

// Decrypt returns the plain configuration in an encrypted one. Nothing is decrypted before VerifiedBy found the signature
// good: errors of decryption would tell an outsider about the phone's key.
func (f *File) Decrypt(h *Holder) (*File, error) {
	switch {
	case h.Certificate == nil && h.Typed == nil:
		return nil, errNoKey
	case f.promise != nil:
		return f.promise.plain(h)
	case h.Typed != nil:
		return f.decryptTyped(h.Typed)
	}
	signer := f.goodSigner()
	if signer == nil {
		return nil, errNotVerified
	}
	key, ok := h.Key().(*rsa.PrivateKey)
	if !ok {
		return nil, errNoKey
	}
	s := f.parsedSigned()
	if s.err != nil {
		return nil, s.err
	}
	plain, err := s.file.Decrypt(signer.PublicKey, key)
	if err != nil {
		return nil, err
	}
	return NewFile(plain), nil
}

// decryptTyped opens a file with a typed key. Whether its signature matters who judged it has decided.
func (f *File) decryptTyped(key []byte) (*File, error) {
	s := f.parsedSigned()
	if s.err != nil {
		return nil, s.err
	}
	plain, err := s.file.DecryptSymmetric(nil, key)
	if err != nil {
		return nil, err
	}
	return NewFile(plain), nil
}

func (p *Promise) plain(h *Holder) (*File, error) {
	if p.Plain == nil || p.Names == nil || !p.Names(h) {
		return nil, errNoKey
	}
	return p.Plain()
}

// goodSigner returns a certificate that verified the signature, nil if none did yet.
func (f *File) goodSigner() *x509.Certificate {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.verified {
		if f.verified[i].err != nil {
			continue
		}
		if cert, err := x509.ParseCertificate(f.verified[i].certificate); err == nil {
			return cert
		}
	}
	return nil
}
