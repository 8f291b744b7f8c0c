package trustlist

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"encoding/binary"
)

const (
	aesKeyBytes     = 16 // AES-128 (Security Guide 12.5)
	firstEncrypted  = TagEncryptionInfo
	lastEncrypted   = TagContentHash
	noCount         = -1
	keyAlgorithmAES = 1
)

// encryptionFields says where the value of each tag goes.
var encryptionFields = map[uint8]func(*Encryption, []byte){
	TagIV:            func(x *Encryption, v []byte) { x.IV = v },
	TagPaddingCount:  func(x *Encryption, v []byte) { x.PaddingCount = number(v) },
	TagKeySize:       func(x *Encryption, v []byte) { x.KeySize = number(v) },
	TagKeyAlgorithm:  func(x *Encryption, v []byte) { x.KeyAlgorithm = first(v) },
	TagEncryptedKey:  func(x *Encryption, v []byte) { x.EncryptedKey = v },
	TagContentDigest: func(x *Encryption, v []byte) { x.ContentDigest = Digest(first(v)) },
	TagContentHash:   func(x *Encryption, v []byte) { x.ContentHash = v },
}

// number decodes a two-byte value, noCount when it has another length.
func number(v []byte) int {
	if len(v) != 2 {
		return noCount
	}
	return int(binary.BigEndian.Uint16(v))
}

// decodeEncryption returns nil when the header holds none of the tags 16 to 27.
func decodeEncryption(elements []Element) *Encryption {
	x, found := &Encryption{PaddingCount: noCount, KeySize: noCount}, false
	for _, e := range elements {
		if e.Tag >= firstEncrypted && e.Tag <= lastEncrypted {
			found = true
		}
		if set, ok := encryptionFields[e.Tag]; ok {
			set(x, e.Value)
		}
	}
	if !found {
		return nil
	}
	return x
}

// check checks rules E1 to E3, the shape of an encrypted file. These come
// before the signature, E4 to E7 after it.
func (x *Encryption) check(h *Header, mode Mode) error {
	if x == nil {
		return nil
	}
	for _, tag := range []uint8{TagIV, TagEncryptedKey, TagContentDigest, TagContentHash} {
		if !h.Has(tag) {
			return fault("E1", h.Length, int(tag), "encrypted file lacks this element")
		}
	}
	switch {
	case len(x.IV) != aes.BlockSize:
		return h.encryptionFault("E2", TagIV, "initialisation vector has %d bytes, want %d", len(x.IV), aes.BlockSize)
	case !x.ContentDigest.signs():
		return h.encryptionFault("E3", TagContentDigest, "content hash code %d is neither 1 (SHA-1) nor 3 (SHA-512)", x.ContentDigest)
	case mode == Strict && !x.ByTypedKey() && x.KeySize != 8*len(x.EncryptedKey):
		return h.encryptionFault("E3", TagKeySize, "key size %d with an encrypted key of %d bytes", x.KeySize, len(x.EncryptedKey))
	}
	return nil
}

// encryptionFault makes an *Error at the element with the tag.
func (h *Header) encryptionFault(rule string, tag uint8, format string, args ...any) *Error {
	e, ok := find(h.Elements, tag)
	if !ok {
		e.Offset = h.Length
	}
	return fault(rule, e.Offset, int(tag), format, args...)
}

// Decrypt returns the plain file of an encrypted one. It checks the signature
// with the signer's public key first (rule S6), because errors of PKCS #1 v1.5
// decryption would otherwise tell an outsider about the device key; then rules
// E4 to E7. A device key that does not fit the file gives E6 or E7.
func (s *SignedFile) Decrypt(signer crypto.PublicKey, device *rsa.PrivateKey) ([]byte, error) {
	if err := s.VerifyWith(signer); err != nil {
		return nil, err
	}
	if err := s.checkCiphertext(); err != nil {
		return nil, err
	}
	key, err := s.unwrapKey(device)
	if err != nil {
		return nil, err
	}
	return s.open(decryptCBC(key, s.Header.Encryption.IV, s.Payload))
}

// checkCiphertext applies rules E4 and E5.
func (s *SignedFile) checkCiphertext() error {
	x, h := s.Header.Encryption, &s.Header
	switch {
	case x == nil:
		return fault("E1", h.Length, TagEncryptionInfo, "file is signed but not encrypted")
	case len(s.Payload) == 0 || len(s.Payload)%aes.BlockSize != 0:
		return fault("E4", h.Length, -1, "ciphertext has %d bytes, want a multiple of %d", len(s.Payload), aes.BlockSize)
	case x.PaddingCount < 1 || x.PaddingCount > aes.BlockSize:
		return h.encryptionFault("E5", TagPaddingCount, "padding count is missing or not 1 to %d", aes.BlockSize)
	}
	return nil
}

// open takes the padding off what was decrypted, and applies rule E7.
func (s *SignedFile) open(plain []byte) ([]byte, error) {
	x, h := s.Header.Encryption, &s.Header
	plain = plain[:len(plain)-x.PaddingCount]
	if !bytes.Equal(x.ContentDigest.sum(plain), x.ContentHash) {
		return nil, h.encryptionFault("E7", TagContentHash, "content hash differs, the file may be for another device")
	}
	return plain, nil
}

// unwrapKey decrypts the AES key (rule E6). Lenient does it in constant time
// and returns a random key when the padding or the length is wrong, so that
// the content hash fails; Strict says what is wrong.
func (s *SignedFile) unwrapKey(device *rsa.PrivateKey) ([]byte, error) {
	encrypted := s.Header.Encryption.EncryptedKey
	key := make([]byte, aesKeyBytes)
	_, err := rand.Read(key)
	if err == nil && s.mode == Strict {
		//lint:ignore SA1019 the format wraps its keys so
		key, err = rsa.DecryptPKCS1v15(nil, device, encrypted)
	} else if err == nil {
		//lint:ignore SA1019 the format wraps its keys so
		err = rsa.DecryptPKCS1v15SessionKey(nil, device, encrypted, key)
	}
	if err != nil {
		bad := s.Header.encryptionFault("E6", TagEncryptedKey, "key cannot be decrypted with this device key")
		bad.Err = err
		return nil, bad
	}
	if len(key) != aesKeyBytes {
		return nil, s.Header.encryptionFault("E6", TagEncryptedKey, "decrypted key has %d bytes, want %d", len(key), aesKeyBytes)
	}
	return key, nil
}

// decryptCBC decrypts whole blocks with a 16-byte key.
func decryptCBC(key, iv, ciphertext []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // only for a wrong key length, which callers have checked
	}
	plain := make([]byte, len(ciphertext))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, ciphertext)
	return plain
}
