package trustlist

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"encoding/binary"
	"errors"
	"fmt"
)

// EncryptTemplate describes an encrypted file to build; its Payload is the
// plain file.
type EncryptTemplate struct {
	SignedTemplate                // Version zero means 2.0
	Device         *rsa.PublicKey // of the phone's LSC or else MIC
	// Symmetric is the key that a user typed into the phone, in place of Device: 16 bytes for AES-128, 32 for RC4. The layout of such files
	// is not published. Here it is the same, with an empty encrypted key: a guess.
	Symmetric []byte
	Key, IV   []byte // 16 bytes each, nil: random, as they must be; given for test vectors
}

// Encrypt makes an .enc.sgn file: AES-128-CBC for one device, then signed. The
// layout is that of usecallmanager.nz; no such file made by CUCM is published.
// The content hash uses the same algorithm as the signature.
func Encrypt(t EncryptTemplate, s Signer) ([]byte, error) {
	if len(t.Symmetric) > 0 {
		return t.encryptSymmetric(s)
	}
	if t.Device == nil {
		return nil, errors.New("encrypted file without device key: it must be an RSA key")
	}
	key, err := given(t.Key, aesKeyBytes)
	if err != nil {
		return nil, fmt.Errorf("AES key: %w", err)
	}
	iv, err := given(t.IV, aes.BlockSize)
	if err != nil {
		return nil, fmt.Errorf("initialisation vector: %w", err)
	}
	//lint:ignore SA1019 the format wraps its keys so
	wrapped, err := rsa.EncryptPKCS1v15(rand.Reader, t.Device, key)
	if err != nil {
		return nil, fmt.Errorf("encrypting for the device: %w", err)
	}
	count := aes.BlockSize - len(t.Payload)%aes.BlockSize
	h := t.header(Version{2, 0})
	h.encryption = encryptionElements(iv, count, keyElements{8 * len(wrapped), keyAlgorithmAES, wrapped}, either(t.Digest, DigestSHA1), t.Payload)
	return h.seal(encryptCBC(key, iv, t.Payload, count), s)
}

// given returns b, or n random bytes when b is nil.
func given(b []byte, n int) ([]byte, error) {
	if b == nil {
		b = make([]byte, n)
		_, err := rand.Read(b)
		return b, err
	}
	if len(b) != n {
		return nil, fmt.Errorf("%d bytes, want %d", len(b), n)
	}
	return b, nil
}

// keyElements are what tags 23 to 25 say.
type keyElements struct {
	size      int // bits: of the device's RSA key, or of the symmetric key
	algorithm byte
	wrapped   []byte // empty: the phone has the key
}

// encryptionElements returns tags 16 to 27.
func encryptionElements(iv []byte, count int, key keyElements, digest Digest, plain []byte) []Element {
	ivInfo := container(TagIVInfo, field(TagIVUnknown, []byte{0}), field(TagIV, iv),
		field(TagPaddingCount, binary.BigEndian.AppendUint16(nil, uint16(count))))
	keyInfo := container(TagKeyInfo, field(TagKeyUnknown, []byte{0}),
		field(TagKeySize, binary.BigEndian.AppendUint16(nil, uint16(key.size))),
		field(TagKeyAlgorithm, []byte{key.algorithm}), field(TagEncryptedKey, key.wrapped))
	if !digest.signs() {
		return nil // seal refuses the digest
	}
	return append(container(TagEncryptionInfo, append(ivInfo, keyInfo...)...),
		field(TagContentDigest, []byte{byte(digest)}), field(TagContentHash, digest.sum(plain)))
}

// encryptCBC encrypts the plain text followed by count padding bytes 0x0d.
// This is not PKCS #7 padding: the count stands in tag 20 only.
func encryptCBC(key, iv, plain []byte, count int) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // only for a wrong key length, which Encrypt has checked
	}
	b := append(bytes.Clone(plain), bytes.Repeat([]byte{padByte}, count)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(b, b)
	return b
}
