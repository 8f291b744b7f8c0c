package trustlist

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"sync"
)

// unsigned is what a list lacks whose signature nobody has wanted yet.
type unsigned struct {
	once sync.Once
	key  crypto.Signer
	id   [sha256.Size]byte // of everything that decides the bytes: the file without its signature, and the key
}

// Draft makes a list but leaves the signature to whoever first wants the bytes: Bytes, Marshal and SignedDigest sign. Until
// then Header.Signature and the element of the signature are zeros. The same input gives the same bytes. It fails when a
// value does not fit the format or the key cannot sign (see Signer); it does not ask for a record of the signer, without
// which Verify fails.
func Draft(t ListTemplate, s Signer) (*List, error) {
	h, body, err := t.parts()
	if err != nil {
		return nil, err
	}
	file, _, err := h.lay(body, s)
	if err != nil {
		return nil, err
	}
	l := &List{raw: file, mode: Lenient, unsigned: &unsigned{key: s.Key}}
	if err := l.parse(t.certificates()); err != nil {
		return nil, err
	}
	l.unsigned.id = sha256.Sum256(append(publicBytes(s.Key), file...))
	return l, nil
}

// certificates returns those of the records by their DER.
func (t ListTemplate) certificates() map[string]*x509.Certificate {
	certs := map[string]*x509.Certificate{}
	for _, r := range t.Records {
		if c := r.Certificate; c != nil {
			certs[string(c.Raw)] = c
		}
	}
	return certs
}

// publicBytes tells RSA keys apart; others do not sign lists.
func publicBytes(key crypto.Signer) []byte { return key.Public().(*rsa.PublicKey).N.Bytes() }

// sign puts the signature of a draft into its place. A list that was parsed has one.
func (l *List) sign() {
	if l.unsigned == nil {
		return
	}
	l.unsigned.once.Do(func() {
		if err := sign(l.raw, l.Header.Elements, l.Header.Digest, l.unsigned.key); err != nil {
			panic(fmt.Sprintf("trustlist: a key that fits the format does not sign: %v", err)) // a Signer that fails at will
		}
	})
}

// Bytes returns the file, which must not be changed. Of a draft it makes the signature at the first call.
func (l *List) Bytes() []byte {
	l.sign()
	return l.raw
}

// Same reports whether both lists have the same bytes. Of two drafts that is known without a signature: RSASSA-PKCS1-v1_5
// has no random part.
func (l *List) Same(other *List) bool {
	switch {
	case l == other:
		return true
	case len(l.raw) != len(other.raw):
		return false
	case l.unsigned != nil && other.unsigned != nil:
		return l.unsigned.id == other.unsigned.id
	}
	return bytes.Equal(l.Bytes(), other.Bytes())
}

// verifyDraft stands for verifying a signature that was not made: it is good for the public key of the signer.
func (l *List) verifyDraft(pub crypto.PublicKey) error {
	if key, ok := pub.(*rsa.PublicKey); ok && key.Equal(l.unsigned.key.Public()) {
		return nil
	}
	return badSignature("R20", &l.Header, pub, rsa.ErrVerification)
}
