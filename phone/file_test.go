package phone

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/trustlist"
)

func TestFilesShareByContent(t *testing.T) {
	var files Files
	a := files.Intern([]byte("one"))
	require.Same(t, a, files.Intern([]byte("one")))
	require.NotSame(t, a, files.Intern([]byte("two")))
	require.Equal(t, 2, files.Len())
	require.Equal(t, sha256.Sum256([]byte("one")), a.Sum())
	require.True(t, a.Same(NewFile([]byte("one"))))
	require.False(t, a.Same(NewFile([]byte("two"))))
	require.False(t, a.Same(nil))
}

func TestVerifiedBy(t *testing.T) {
	for name, f := range map[string]*File{"list": list(t, "CM1", sast("CM1")), "configuration": sgn(t, "CM1", plainConfig())} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, f.VerifiedBy(id(t, "CM1").cert))
			require.Error(t, f.VerifiedBy(id(t, "CM2").cert))
			require.Error(t, f.VerifiedBy(id(t, "CM2").cert))
			require.NoError(t, f.verifiedByDER(bytes.Clone(id(t, "CM1").cert.Raw)))
			require.Error(t, f.verifiedByDER([]byte("no certificate")))
			require.Len(t, f.verified, 2, "one computation per certificate")
		})
	}
	require.ErrorIs(t, NewFile([]byte("<device/>")).VerifiedBy(id(t, "CM1").cert), errNotSigned)
}

func TestVerificationMemoryIsBounded(t *testing.T) {
	f := NewFile(nil)
	for i := range 3 * maxVerifications {
		require.NoError(t, f.remember([]byte{byte(i)}, nil))
	}
	require.Len(t, f.verified, maxVerifications)
}

func TestFileIsSafeForConcurrentUse(t *testing.T) {
	f, s := list(t, "CM1", sast("CM1")), sgn(t, "CM1", plainConfig())
	cert := id(t, "CM1").cert
	var wg sync.WaitGroup
	var bad atomic.Int32
	for range 16 {
		wg.Go(func() {
			l, err := f.List()
			c, err2 := s.Config()
			if err != nil || err2 != nil || l == nil || c == nil || f.VerifiedBy(cert) != nil || s.VerifiedBy(cert) != nil || f.selfConsistent().err != nil {
				bad.Add(1)
			}
		})
	}
	wg.Wait()
	require.Zero(t, bad.Load())
	a, _ := f.List()
	b, _ := f.List()
	require.Same(t, a, b)
	require.Len(t, f.verified, 1)
}

// promise describes what sgn would make; making bytes counts.
func promise(t *testing.T, signer string, made *int) *File {
	real := sgn(t, signer, plainConfig())
	h, err := real.header()
	require.NoError(t, err)
	config, err := real.Config()
	require.NoError(t, err)
	return NewPromise(Promise{
		Signed: true, Header: *h, Config: config, Size: real.Size(),
		Verify: func(cert *x509.Certificate) error { return real.VerifiedBy(cert) },
		Bytes:  func() []byte { *made++; return real.Bytes() },
	})
}

func TestPromiseIsJudgedWithoutMakingIt(t *testing.T) {
	for signer, code := range map[string]Code{"CM1": SignerInITL, "CM1'": SignerUnknown} {
		made := 0
		p := newPhone(t, "8841", nil, oldITL(t))
		f := promise(t, signer, &made)
		r := p.Boot(t.Context(), newNet(t).serve("pub", signedName, f), Reset)
		require.Equal(t, code, lastCode(r))
		require.Zero(t, made)
		require.Equal(t, sgn(t, signer, plainConfig()).Sum(), f.Sum())
		require.Equal(t, 1, made)
	}
}

func TestPlainPromise(t *testing.T) {
	p := newPhone(t, "8841", nil, nil)
	n := newNet(t).serve("pub", phoneName+".cnf.xml", NewPromise(Promise{Config: &Config{}}))
	require.Equal(t, UnsignedAccepted, lastCode(p.Boot(t.Context(), n, Reset)))

	broken := NewPromise(Promise{})
	require.Equal(t, ConfigInvalid, lastCode(p.Boot(t.Context(), n.serve("pub", phoneName+".cnf.xml", broken), Reset)))
}

func TestPromisedBadSignature(t *testing.T) {
	i := id(t, "CM1")
	h := trustlist.Header{SignerName: trustlist.Name(i.cert.RawSubject), CAName: trustlist.Name(i.cert.RawIssuer), Serial: i.cert.SerialNumber.Bytes(), Digest: trustlist.DigestSHA1}
	f := NewPromise(Promise{Signed: true, Header: h, Config: &Config{}, Verify: func(*x509.Certificate) error { return errors.New("other key") }})
	p := newPhone(t, "8841", nil, oldITL(t))
	r := p.Boot(t.Context(), newNet(t).serve("pub", signedName, f), Reset)
	require.Equal(t, BadSignature, lastCode(r))
	require.Equal(t, "other key", r.Decisions[2].Detail)
}
