package trustlist

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/rc4"
	"fmt"
)

// Sizes of keys that users type in, in bytes: AES of the 7940 and 7960, RC4 of the 7905 and 7912 (security guide 12.5).
const (
	SymmetricAES = 16
	SymmetricRC4 = 32
)

// keyAlgorithmRC4 is a guess.
const keyAlgorithmRC4 = 2

// algorithmOf is the algorithm of a typed key, by its length; 0 for none.
func algorithmOf(key []byte) byte {
	return map[int]byte{SymmetricAES: keyAlgorithmAES, SymmetricRC4: keyAlgorithmRC4}[len(key)]
}

// encryptSymmetric makes a file for a key that the phone has already.
func (t EncryptTemplate) encryptSymmetric(s Signer) ([]byte, error) {
	algorithm := algorithmOf(t.Symmetric)
	if algorithm == 0 {
		return nil, fmt.Errorf("symmetric key has %d bytes, want %d (AES) or %d (RC4)", len(t.Symmetric), SymmetricAES, SymmetricRC4)
	}
	iv, err := given(t.IV, aes.BlockSize)
	if err != nil {
		return nil, fmt.Errorf("initialisation vector: %w", err)
	}
	count := aes.BlockSize - len(t.Payload)%aes.BlockSize
	h := t.header(Version{2, 0})
	h.encryption = encryptionElements(iv, count, keyElements{8 * len(t.Symmetric), algorithm, nil}, either(t.Digest, DigestSHA1), t.Payload)
	if algorithm == keyAlgorithmRC4 {
		return h.seal(streamRC4(t.Symmetric, append(bytes.Clone(t.Payload), bytes.Repeat([]byte{padByte}, count)...)), s)
	}
	return h.seal(encryptCBC(t.Symmetric, iv, t.Payload, count), s)
}

// ByTypedKey reports whether the file holds no key: the phone has it.
func (x *Encryption) ByTypedKey() bool { return x != nil && len(x.EncryptedKey) == 0 }

// DecryptSymmetric returns the plain file of one for a typed key (rules E4 to E7). signer nil leaves the signature unchecked, as some models
// do (security guide 12.5). A key that does not fit gives E6 or E7.
func (s *SignedFile) DecryptSymmetric(signer crypto.PublicKey, key []byte) ([]byte, error) {
	if signer != nil {
		if err := s.VerifyWith(signer); err != nil {
			return nil, err
		}
	}
	x := s.Header.Encryption
	if err := s.checkCiphertext(); err != nil {
		return nil, err
	}
	if !x.ByTypedKey() || algorithmOf(key) == 0 || algorithmOf(key) != x.KeyAlgorithm {
		return nil, s.Header.encryptionFault("E6", TagEncryptedKey, "file is not for a typed key of %d bits", 8*len(key))
	}
	if x.KeyAlgorithm == keyAlgorithmRC4 {
		return s.open(streamRC4(key, s.Payload))
	}
	return s.open(decryptCBC(key, x.IV, s.Payload))
}

// streamRC4 encrypts, or decrypts.
func streamRC4(key, data []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		panic(err) // only for a wrong key length, which callers have checked
	}
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}
