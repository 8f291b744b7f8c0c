package trustlist

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// seed adds every vector file with the ending.
func seed(f *testing.F, endings ...string) {
	f.Helper()
	n := 0
	for _, ending := range endings {
		for _, pattern := range []string{"*" + ending, "*/*" + ending} {
			paths, err := filepath.Glob(filepath.Join(vectorDir, pattern))
			require.NoError(f, err)
			for _, path := range paths {
				data, err := os.ReadFile(path)
				require.NoError(f, err)
				f.Add(data)
				n++
			}
		}
	}
	require.Positive(f, n)
}

// requireFault checks that an error is a numbered one within the file.
func requireFault(t *testing.T, data []byte, err error) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || Rules[e.Rule] == "" || e.Offset < 0 || e.Offset > len(data) || e.Tag < -1 || e.Tag > 255 {
		t.Fatalf("bad error %#v", err)
	}
}

// FuzzParse: no panic, numbered errors, what is accepted re-encodes to itself,
// and what Strict accepts Lenient accepts too.
func FuzzParse(f *testing.F) {
	seed(f, ".tlv")
	f.Fuzz(func(t *testing.T, data []byte) {
		lenient, err := Parse(data, Lenient)
		if err != nil {
			requireFault(t, data, err)
		} else if !bytes.Equal(data, lenient.Marshal()) {
			t.Fatal("lenient: re-encoded list differs")
		}
		strict, strictErr := Parse(data, Strict)
		switch {
		case strictErr != nil:
			requireFault(t, data, strictErr)
		case err != nil:
			t.Fatalf("lenient refuses what strict accepts: %v", err)
		case !bytes.Equal(data, strict.Marshal()):
			t.Fatal("strict: re-encoded list differs")
		default:
			if err := strict.Verify(); err != nil {
				requireFault(t, data, err)
			}
		}
		if err := Show(io.Discard, "ITL", data, time.Time{}, true); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzParseSigned: the same laws for signed and encrypted files.
func FuzzParseSigned(f *testing.F) {
	seed(f, ".sgn", ".sha512", ".loads")
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, mode := range []Mode{Strict, Lenient} {
			s, err := ParseSigned(data, mode)
			if err != nil {
				requireFault(t, data, err)
				continue
			}
			if !bytes.Equal(data, s.Marshal()) {
				t.Fatal("re-encoded file differs")
			}
			if err := s.VerifyWith(nil); err == nil {
				t.Fatal("verified without a key")
			}
		}
	})
}

// FuzzName: no panic on hostile names and texts.
func FuzzName(f *testing.F) {
	vs := loadVectors(f, vectorDir)
	for name := range vs.Certificates {
		c := vs.cert(f, name)
		f.Add(c.RawSubject, Name(c.RawSubject))
		f.Add(c.RawSubject, RFC4514Name(c.RawSubject))
	}
	f.Fuzz(func(t *testing.T, raw []byte, name string) {
		if !sameName(Name(raw), raw) || !sameName(RFC4514Name(raw), raw) {
			t.Fatal("a name differs from itself")
		}
		sameName(name, raw)
	})
}

// FuzzDecrypt signs an encrypted file whose parts are anybody's: it is decrypted or refused by a numbered rule. The signature is
// right, as without it nobody gets so far.
func FuzzDecrypt(f *testing.F) {
	vs := loadVectors(f, vectorDir)
	original, err := ParseSigned(vs.file(f, encFile), Lenient)
	require.NoError(f, err)
	x := original.Header.Encryption
	f.Add(x.IV, x.EncryptedKey, []byte{0, byte(x.PaddingCount)}, x.ContentHash, []byte{byte(x.ContentDigest)}, original.Payload)
	f.Add(make([]byte, 16), make([]byte, 256), []byte{0, 16}, make([]byte, 20), []byte{1}, make([]byte, 16))
	f.Add([]byte{}, []byte{}, []byte{}, []byte{}, []byte{}, []byte{})
	signer, device, public := vs.key(f, "cm2048-pub"), vs.rsaKey(f, "mic-8861"), vs.cert(f, "cm2048-pub").PublicKey
	f.Fuzz(func(t *testing.T, iv, key, padding, hash, digest, payload []byte) {
		if len(iv)+len(key)+len(padding)+len(hash)+len(digest) > 1<<12 {
			return // does not fit in a header
		}
		d := takeApart(t, vs.file(t, encFile), false)
		for tag, value := range map[byte][]byte{TagIV: iv, TagEncryptedKey: key, TagPaddingCount: padding, TagContentHash: hash, TagContentDigest: digest} {
			d.setHeader(tag, value)
		}
		d.payload = payload
		data := d.signed(t, signer)
		for _, mode := range []Mode{Strict, Lenient} {
			s, err := ParseSigned(data, mode)
			if err != nil {
				requireFault(t, data, err)
				continue
			}
			_, _ = s.DecryptSymmetric(public, make([]byte, SymmetricAES))
			plain, err := s.Decrypt(public, device)
			if err != nil {
				requireFault(t, data, err)
				continue
			}
			require.Equal(t, s.Header.Encryption.ContentHash, s.Header.Encryption.ContentDigest.sum(plain))
		}
	})
}
