package tvs

import (
	"crypto/tls"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// seed adds every recorded message of a kind.
func seed(f *testing.F, kind string) {
	names, err := filepath.Glob(filepath.Join(vectorDir, "tvs", "*"+kind+"*.bin"))
	require.NoError(f, err)
	require.NotEmpty(f, names)
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(data)
	}
}

// FuzzReadRequest: no panic; what parses is encoded to something that parses to the
// same; strict accepts nothing that lenient refuses.
func FuzzReadRequest(f *testing.F) {
	seed(f, "request")
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := parseRequest(data, false)
		if err != nil {
			_, err = parseRequest(data, true)
			require.Error(t, err)
			return
		}
		encoded, err := r.Marshal()
		if err != nil { // NULs that were missing do not always fit
			require.Greater(t, len(data), 1<<16-1-2)
			return
		}
		again, err := parseRequest(encoded, false)
		require.NoError(t, err)
		require.Equal(t, r, again)
	})
}

// FuzzReadResponse is the same for answers.
func FuzzReadResponse(f *testing.F) {
	seed(f, "response")
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := parseResponse(data, false)
		if err != nil {
			_, err = parseResponse(data, true)
			require.Error(t, err)
			return
		}
		encoded, err := r.Marshal()
		if err != nil { // roles and TTL that were missing do not always fit
			require.Greater(t, len(data), 1<<16-1-10)
			return
		}
		again, err := parseResponse(encoded, true)
		require.NoError(t, err)
		require.Equal(t, r.Status, again.Status)
		require.Equal(t, r.HasRole(r.Roles...), again.HasRole(r.Roles...))
	})
}

// FuzzServer throws bytes at a server, outside and inside TLS; it must answer the next
// client.
func FuzzServer(f *testing.F) {
	seed(f, "request")
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"))
	f.Add([]byte{22, 3, 1, 0, 5, 1, 0, 0, 1, 3})
	s := &Server{Authority: vectorTable(f), OldCiphers: true, HandshakeTimeout: time.Second, ReadTimeout: time.Second}
	address, log := start(f, s, "ec256")
	ask := verifyRequest(f, "ccm")
	f.Fuzz(func(t *testing.T, data []byte) {
		plain, err := net.Dial("tcp", address)
		require.NoError(t, err)
		plain.Write(data)
		plain.Close()
		inside, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true})
		require.NoError(t, err)
		inside.Write(data)
		inside.Close()
		r, err := new(Client).Do(t.Context(), address, accept0, ask)
		require.NoError(t, err)
		require.True(t, r.Found())
		for range 3 {
			<-log
		}
	})
}
