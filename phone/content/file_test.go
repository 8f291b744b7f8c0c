package content

import (
	"bytes"
	"crypto/sha256"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/internal/testfiles"
	"tvslab/trustlist"
)

var sast = testfiles.Record{Role: trustlist.RoleSAST, Name: "CM1"}

func TestFilesShareByContent(t *testing.T) {
	var files Files
	a := files.Intern([]byte("one"))
	require.Same(t, a, files.Intern([]byte("one")))
	require.NotSame(t, a, files.Intern([]byte("two")))
	require.Equal(t, sha256.Sum256([]byte("one")), a.Sum())
	require.True(t, a.Same(NewFile([]byte("one"))))
	require.False(t, a.Same(NewFile([]byte("two"))))
	require.False(t, a.Same(nil))
}

func TestVerifiedBy(t *testing.T) {
	for name, f := range map[string]*File{"list": NewFile(testfiles.List(t, "CM1", sast)), "configuration": NewFile(testfiles.Sign(t, "CM1", testfiles.Config(ModeNonSecure)))} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, f.VerifiedBy(testfiles.ID(t, "CM1").Cert))
			require.Error(t, f.VerifiedBy(testfiles.ID(t, "CM2").Cert))
			require.Error(t, f.VerifiedBy(testfiles.ID(t, "CM2").Cert))
			require.NoError(t, f.VerifiedByDER(bytes.Clone(testfiles.ID(t, "CM1").Cert.Raw)))
			require.Error(t, f.VerifiedByDER([]byte("no certificate")))
			require.Len(t, f.verified, 2, "one computation per certificate")
		})
	}
	require.ErrorIs(t, NewFile([]byte("<device/>")).VerifiedBy(testfiles.ID(t, "CM1").Cert), ErrNotSigned)
}

func TestVerificationMemoryIsBounded(t *testing.T) {
	f := NewFile(nil)
	for i := range 3 * maxVerifications {
		require.NoError(t, f.remember([]byte{byte(i)}, nil))
	}
	require.Len(t, f.verified, maxVerifications)
}

func TestFileIsSafeForConcurrentUse(t *testing.T) {
	f, s := NewFile(testfiles.List(t, "CM1", sast)), NewFile(testfiles.Sign(t, "CM1", testfiles.Config(ModeNonSecure)))
	cert := testfiles.ID(t, "CM1").Cert
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
