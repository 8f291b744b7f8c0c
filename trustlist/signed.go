package trustlist

import "crypto"

// SignedFile is a parsed .sgn or .enc.sgn file: the header, then the file
// that was signed. It never changes and is safe for concurrent use.
type SignedFile struct {
	Header  Header
	Payload []byte // everything after the header; ciphertext when Encrypted

	raw  []byte
	mode Mode
}

// Encrypted reports whether the payload is ciphertext (.enc.sgn).
func (s *SignedFile) Encrypted() bool { return s.Header.Encryption != nil }

// Marshal re-encodes the file from its elements; the result equals, byte for
// byte, what was parsed.
func (s *SignedFile) Marshal() []byte {
	return append(s.Header.marshal(make([]byte, 0, len(s.raw))), s.Payload...)
}

// SignedDigest returns the hash that the signature covers: the whole file
// without the signature element.
func (s *SignedFile) SignedDigest() []byte { return s.Header.signedDigest(s.raw) }

// VerifyWith checks the signature with a public key, an *rsa.PublicKey. It
// fails with rule S6.
func (s *SignedFile) VerifyWith(pub crypto.PublicKey) error {
	return verify("S6", &s.Header, s.raw, pub)
}

// SignerIn returns the first record of the lists that names the signer with
// role TFTP or CCM+TFTP, the roles that may sign configuration files (Cisco
// tech notes 116232 and 213407). Nil lists are skipped. It fails with rule
// S5; a phone then asks TVS.
func (s *SignedFile) SignerIn(lists ...*List) (*Record, error) {
	for _, l := range lists {
		if l == nil {
			continue
		}
		if r := l.Find(s.Header.CAName, s.Header.Serial, RoleCCMTFTP, RoleTFTP); r != nil {
			return r, nil
		}
	}
	return nil, fault("S5", s.Header.SignatureOffset, TagSignerInfo,
		"signer %q, serial %X is not in the lists", s.Header.SignerName, s.Header.Serial)
}
