package trustlist

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/hex"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEncryptedFileVectors(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	require.Len(t, vs.EncryptedFiles, 3)
	for name, want := range vs.EncryptedFiles {
		t.Run(name, func(t *testing.T) {
			data, plain := vs.file(t, name), vs.file(t, want.PlainFile)
			for _, mode := range []Mode{Strict, Lenient} {
				s, err := ParseSigned(data, mode)
				require.NoError(t, err)
				require.Len(t, data, want.Size)
				require.True(t, s.Encrypted())
				headerValues(&s.Header).requireEqual(t, want.Header)
				require.Equal(t, data, s.Marshal())
				got, err := s.Decrypt(vs.cert(t, want.Signer).PublicKey, vs.rsaKey(t, want.Device))
				require.NoError(t, err)
				require.Equal(t, plain, got)
			}
			checkReencrypted(t, vs, data, plain, want)
		})
	}
}

// checkReencrypted builds the file again with the recorded AES key and IV. Only the
// encrypted key is random, and with it the signature.
func checkReencrypted(t *testing.T, vs *vectors, data, plain []byte, want encryptedVector) {
	w := parseWant(t, want.Header)
	old, err := ParseSigned(data, Strict)
	require.NoError(t, err)
	key, err := hex.DecodeString(want.AESKey)
	require.NoError(t, err)
	built, err := Encrypt(EncryptTemplate{
		SignedTemplate: SignedTemplate{FileName: w.FileName, Timestamp: w.time(), Digest: w.Digest, Layout: w.layout(), Payload: plain},
		Device:         &vs.rsaKey(t, want.Device).PublicKey, Key: key, IV: old.Header.Encryption.IV,
	}, w.signer(t, vs, want.Signer, nil))
	require.NoError(t, err)
	d := takeApart(t, built, false)
	set(d.header, TagEncryptedKey, old.Header.Encryption.EncryptedKey)
	require.Equal(t, data, d.signed(t, vs.key(t, want.Signer)))
}

// Every mutation is signed again, so that only its own rule can refuse it.
func TestSignedFileRules(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	for _, m := range []mutation{
		{name: "plain XML", strict: "S1", lenient: "S1", file: sgnFile, cut: func([]byte) []byte { return []byte("<?xml version=\"1.0\"?>") }},
		{name: "empty", strict: "S1", lenient: "S1", file: sgnFile, cut: keep(0)},
		{name: "version of 3 bytes", strict: "S1", lenient: "S1", file: sgnFile, cut: poke(2, 3)},
		{name: "nine bytes", strict: "S2", lenient: "S2", file: sgnFile, cut: keep(9)},
		{name: "no header length", strict: "S2", lenient: "S2", file: sgnFile, cut: poke(5, 3)},
		{name: "header length 9", strict: "S2", lenient: "S2", file: sgnFile, cut: poke(8, 0, 9)},
		{name: "ends in the header", strict: "S2", lenient: "S2", file: sgnFile, cut: keep(499)},
		{name: "element past the header", strict: "S3", lenient: "S3", file: sgnFile, cut: poke(0x1ce-2, 0xff)},
		{name: "container length", strict: "S3", file: sgnFile, change: lengthen(TagSignerInfo, 2)},
		{name: "digest 2", strict: "S3", lenient: "S3", file: sgnFile, cut: poke(0xbc, 2)},
		{name: "modulus code", strict: "S3", file: sgnFile, change: onHeader(TagModulus, []byte{1})},
		{name: "unknown element", strict: "S3", file: sgnFile, change: func(d *draft) { d.addHeader(field(60, []byte{1})) }},
		{name: "serial empty", strict: "S3", lenient: "S3", file: sgnFile, change: onHeader(TagSignerSerial, []byte{})},
		{name: "encryption container length", strict: "S3", file: encFile, change: lengthen(TagKeyInfo, 1)},
		{name: "no signer name", strict: "S4", lenient: "S4", file: sgnFile, change: dropped(TagSignerName)},
		{name: "no serial", strict: "S4", lenient: "S4", file: sgnFile, change: dropped(TagSignerSerial)},
		{name: "no CA name", strict: "S4", lenient: "S4", file: sgnFile, change: dropped(TagCAName)},
		{name: "no file name", strict: "S4", lenient: "S4", file: sgnFile, change: dropped(TagFileName)},
		{name: "no time stamp", file: sgnFile, change: dropped(TagTimestamp)},
		{name: "payload cut", strict: "S6", lenient: "S6", file: sgnFile, cut: keep(1335)},
		{name: "payload longer", strict: "S6", lenient: "S6", file: sgnFile, cut: func(b []byte) []byte { return append(b, 0) }},
		{name: "payload changed", strict: "S6", lenient: "S6", file: sgnFile, cut: poke(1000, 0)},
		{name: "encrypted, ciphertext changed", strict: "S6", lenient: "S6", file: encFile, cut: poke(1000, 0, 0, 0)},
		{name: "no IV", strict: "E1", lenient: "E1", file: encFile, change: dropped(TagIV)},
		{name: "no key", strict: "E1", lenient: "E1", file: encFile, change: dropped(TagEncryptedKey)},
		{name: "no hash algorithm", strict: "E1", lenient: "E1", file: encFile, change: dropped(TagContentDigest)},
		{name: "no hash", strict: "E1", lenient: "E1", file: encFile, change: dropped(TagContentHash)},
		{name: "hash only", strict: "E1", lenient: "E1", file: sgnFile, change: func(d *draft) { d.addHeader(field(TagContentHash, make([]byte, 20))) }},
		{name: "IV of 15 bytes", strict: "E2", lenient: "E2", file: encFile, change: onHeader(TagIV, make([]byte, 15))},
		{name: "content hash SHA-256", strict: "E3", lenient: "E3", file: encFile, change: onHeader(TagContentDigest, []byte{2})},
		{name: "content hash code empty", strict: "E3", lenient: "E3", file: encFile, change: onHeader(TagContentDigest, []byte{})},
		{name: "key size", strict: "E3", file: encFile, change: onHeader(TagKeySize, []byte{4, 0})},
		{name: "no key size", strict: "E3", file: encFile, change: dropped(TagKeySize)},
		{name: "no ciphertext", strict: "E4", lenient: "E4", file: encFile, change: func(d *draft) { d.payload = nil }},
		{name: "ciphertext of 17 bytes", strict: "E4", lenient: "E4", file: encFile, change: func(d *draft) { d.payload = d.payload[:17] }},
		{name: "no padding count", strict: "E5", lenient: "E5", file: encFile, change: dropped(TagPaddingCount)},
		{name: "padding count 0", strict: "E5", lenient: "E5", file: encFile, change: onHeader(TagPaddingCount, []byte{0, 0})},
		{name: "padding count 17", strict: "E5", lenient: "E5", file: encFile, change: onHeader(TagPaddingCount, []byte{0, 17})},
		{name: "padding count of one byte", strict: "E5", lenient: "E5", file: encFile, change: onHeader(TagPaddingCount, []byte{12})},
		{name: "key is noise", strict: "E6", lenient: "E7", file: encFile, change: onHeader(TagEncryptedKey, bytes.Repeat([]byte{1}, 256))},
		{name: "key too long for the device", strict: "E6", lenient: "E6", file: encFile, change: func(d *draft) {
			d.setHeader(TagEncryptedKey, bytes.Repeat([]byte{1}, 512))
			d.setHeader(TagKeySize, []byte{0x10, 0})
		}},
		{name: "key of 24 bytes", strict: "E6", lenient: "E7", file: encFile, change: func(d *draft) {
			//lint:ignore SA1019 the format wraps its keys so
			wrapped, err := rsa.EncryptPKCS1v15(rand.Reader, &vs.rsaKey(t, "mic-8861").PublicKey, make([]byte, 24))
			require.NoError(t, err)
			d.setHeader(TagEncryptedKey, wrapped)
		}},
		{name: "hash of another file", strict: "E7", lenient: "E7", file: encFile, change: onHeader(TagContentHash, make([]byte, 64))},
		{name: "padding count of another file", strict: "E7", lenient: "E7", file: encFile, change: onHeader(TagPaddingCount, []byte{0, 1})},
		{name: "untouched", file: encFile},
		{name: "untouched, signed", file: sgnFile},
	} {
		t.Run(m.strict+" "+m.name, func(t *testing.T) {
			d := takeApart(t, vs.file(t, m.file), false)
			if m.change != nil {
				m.change(d)
			}
			data := d.signed(t, vs.key(t, "cm2048-pub"))
			if m.cut != nil {
				data = m.cut(data)
			}
			requireRule(t, m.strict, openFile(t, vs, data, Strict))
			requireRule(t, m.lenient, openFile(t, vs, data, Lenient))
		})
	}
}

// openFile does all that a phone does with a signed file.
func openFile(t *testing.T, vs *vectors, data []byte, mode Mode) error {
	s, err := ParseSigned(data, mode)
	if err != nil {
		return err
	}
	require.Equal(t, data, s.Marshal())
	if !s.Encrypted() {
		return s.VerifyWith(vs.cert(t, "cm2048-pub").PublicKey)
	}
	_, err = s.Decrypt(vs.cert(t, "cm2048-pub").PublicKey, vs.rsaKey(t, "mic-8861"))
	return err
}

func TestDecryptRefusals(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	pub := vs.cert(t, "cm2048-pub").PublicKey
	enc, err := ParseSigned(vs.file(t, encFile), Strict)
	require.NoError(t, err)
	_, err = enc.Decrypt(vs.cert(t, "unlisted").PublicKey, vs.rsaKey(t, "mic-8861"))
	requireRule(t, "S6", err)
	_, err = enc.Decrypt(pub, vs.rsaKey(t, "tvs"))
	requireRule(t, "E6", err)
	_, err = enc.Decrypt(pub, vs.rsaKey(t, "lsc-7965"))
	requireRule(t, "E6", err)
	plain, err := ParseSigned(vs.file(t, sgnFile), Strict)
	require.NoError(t, err)
	_, err = plain.Decrypt(pub, vs.rsaKey(t, "mic-8861"))
	requireRule(t, "E1", err)
}

func TestSignerIn(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	sgn, err := ParseSigned(vs.file(t, sgnFile), Lenient)
	require.NoError(t, err)
	lists := map[string]*List{}
	for _, name := range []string{ctl1024, itlHash} {
		lists[name], err = Parse(vs.file(t, name), Lenient)
		require.NoError(t, err)
	}
	r, err := sgn.SignerIn(nil, lists[ctl1024], lists[itlHash])
	require.NoError(t, err)
	require.Equal(t, RoleTFTP, r.Role)
	require.True(t, r.Matches(vs.cert(t, "cm2048-pub").Raw))
	_, err = sgn.SignerIn(lists[ctl1024])
	requireRule(t, "S5", err)
}

func TestEncryptIsRandomByDefault(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	device := vs.rsaKey(t, "mic-8861")
	signer := newSigner(vs.cert(t, "cm2048-pub"), vs.key(t, "cm2048-pub"), LayoutCisco)
	template := EncryptTemplate{SignedTemplate: SignedTemplate{FileName: "SEP001122334455.cnf.xml.enc.sgn",
		Timestamp: time.Unix(1e9, 0), Digest: DigestSHA512}, Device: &device.PublicKey}
	ivs := map[string]bool{}
	for n := range 33 {
		template.Payload = bytes.Repeat([]byte{'x'}, n)
		data, err := Encrypt(template, signer)
		require.NoError(t, err)
		s, err := ParseSigned(data, Strict)
		require.NoError(t, err)
		plain, err := s.Decrypt(device.Public(), device)
		requireRule(t, "S6", err)
		require.Nil(t, plain)
		plain, err = s.Decrypt(signer.Key.Public(), device)
		require.NoError(t, err)
		require.True(t, bytes.Equal(template.Payload, plain))
		ivs[string(s.Header.Encryption.IV)] = true
	}
	require.Len(t, ivs, 33)
	for name, change := range map[string]func(*EncryptTemplate){
		"encrypted file without device key": func(e *EncryptTemplate) { e.Device = nil },
		"AES key: 15 bytes, want 16":        func(e *EncryptTemplate) { e.Key = make([]byte, 15) },
		"vector: 8 bytes, want 16":          func(e *EncryptTemplate) { e.IV = make([]byte, 8) },
		"digest code 2 cannot sign":         func(e *EncryptTemplate) { e.Digest = DigestSHA256 },
	} {
		bad := template
		change(&bad)
		_, err := Encrypt(bad, signer)
		require.ErrorContains(t, err, name)
	}
}
