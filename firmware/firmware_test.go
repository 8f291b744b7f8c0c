package firmware_test

import (
	"crypto/rand"
	"crypto/rsa"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/firmware"
	"tvslab/trustlist"
)

// makers are two makers' keys.
var makers = sync.OnceValue(func() (keys [2]*rsa.PrivateKey) {
	for i := range keys {
		keys[i], _ = rsa.GenerateKey(rand.Reader, 2048)
	}
	return keys
})

// TestLoad: what one maker signs its phones read and others do not; whatever is changed on the way is found.
func TestLoad(t *testing.T) {
	own, other := makers()[0], makers()[1]
	want, ok := firmware.Named("sip88xx.12-8-1SR2-3")
	require.True(t, ok)
	data, err := firmware.Build(want, own)
	require.NoError(t, err)
	got, err := firmware.Read(data, own.Public())
	require.NoError(t, err)
	require.Equal(t, want, got)

	f, err := trustlist.ParseSigned(data, trustlist.Strict)
	require.NoError(t, err)
	require.Equal(t, "1.1", f.Header.Version.String())
	require.True(t, f.Header.Timestamp.IsZero(), "published loads have none")
	require.Equal(t, "sip88xx.12-8-1SR2-3.loads", f.Header.FileName)

	changed := append([]byte{}, data...)
	changed[len(changed)-3] ^= 1
	foreign, err := trustlist.Sign(trustlist.SignedTemplate{FileName: "x.loads", Payload: []byte("a program")}, trustlist.Signer{Name: "a", CAName: "b", Serial: []byte{1}, Key: own})
	require.NoError(t, err)
	renamed, err := trustlist.Sign(trustlist.SignedTemplate{FileName: "x.loads", Payload: f.Payload}, trustlist.Signer{Name: "a", CAName: "b", Serial: []byte{1}, Key: own})
	require.NoError(t, err)
	for name, row := range map[string]struct {
		data []byte
		key  *rsa.PrivateKey
		want error
	}{
		"another maker's":       {data, other, firmware.ErrNotAuthentic},
		"changed on the way":    {changed, own, firmware.ErrNotAuthentic},
		"half of it":            {data[:200], own, firmware.ErrDamaged},
		"nothing":               {nil, own, firmware.ErrDamaged},
		"a program of somebody": {foreign, own, firmware.ErrDamaged},
		"under another name":    {renamed, own, firmware.ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := firmware.Read(row.data, row.key.Public())
			require.ErrorIs(t, err, row.want)
		})
	}
	_, err = firmware.Read(data, nil)
	require.ErrorIs(t, err, firmware.ErrNotAuthentic)
}

// TestPublishedContainer: the header is that of a file in the form of published loads.
func TestPublishedContainer(t *testing.T) {
	data, err := os.ReadFile("../testdata/vectors/sgn/firmware-style-v1.1-no-timestamp.loads")
	require.NoError(t, err)
	want, err := trustlist.ParseSigned(data, trustlist.Strict)
	require.NoError(t, err)
	own, err := firmware.Build(firmware.Load{Name: strings.TrimSuffix(want.Header.FileName, firmware.Suffix), Models: []string{"8841"}}, makers()[0])
	require.NoError(t, err)
	got, err := trustlist.ParseSigned(own, trustlist.Strict)
	require.NoError(t, err)
	for _, f := range []*trustlist.SignedFile{want, got} {
		require.Equal(t, trustlist.Version{Major: 1, Minor: 1}, f.Header.Version)
		require.Equal(t, trustlist.DigestSHA1, f.Header.Digest)
		require.Equal(t, "term88.default.loads", f.Header.FileName)
		require.Zero(t, f.Header.Timestamp)
		require.Nil(t, f.Header.SignerVersion)
	}
}

// TestFamilies: every row is found by its prefix and by its usual load, and by no row before it.
func TestFamilies(t *testing.T) {
	for _, f := range firmware.Families() {
		for _, name := range []string{f.Prefix + "1", f.Usual} {
			if name == "" {
				continue
			}
			l, ok := firmware.Named(name)
			require.True(t, ok, name)
			require.Equal(t, f.Models, strings.Join(l.Models, " "), name)
		}
		require.NotEmpty(t, f.Basis)
		require.NotEmpty(t, f.Source)
	}
	_, ok := firmware.Named("sip99xx.1-1")
	require.False(t, ok)
}

// FuzzRead: no bytes make the reader panic, and none that the maker did not sign are read.
func FuzzRead(f *testing.F) {
	data, err := firmware.Build(firmware.Load{Name: "sip88xx.1", Models: []string{"8841"}}, makers()[0])
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte{1, 0, 2, 1, 1})
	f.Fuzz(func(t *testing.T, in []byte) {
		l, err := firmware.Read(in, makers()[0].Public())
		if err == nil && (l.Name == "" || len(l.Models) == 0) {
			t.Fatal("a load of nothing")
		}
	})
}
