package control

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPort: the file of a control socket that is a port is private, tells port and token, and goes with the lab.
func TestPort(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	e, err := Open(ByPort, "")
	require.NoError(t, err)
	info, err := os.Stat(e.Path)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
	p, is := ReadPort(e.Path)
	require.True(t, is)
	require.Equal(t, Port{p.At, e.Token}, p)
	require.Equal(t, e.Addr().String(), p.At.String())

	answered := serveOpenAPI(t, e)
	found, err := Find()
	require.NoError(t, err)
	require.Equal(t, e.Path, found)
	require.Equal(t, "Bearer "+e.Token, <-answered)
	_, err = Open(ByPort, e.Path)
	require.ErrorIs(t, err, fs.ErrExist, "a lab that lives does not give way")
	<-answered

	require.NoError(t, e.Close())
	_, err = os.Stat(e.Path)
	require.ErrorIs(t, err, fs.ErrNotExist)
}

// serveOpenAPI answers as a lab does, and tells what was shown to it.
func serveOpenAPI(t *testing.T, e *Entrance) <-chan string {
	shown := make(chan string, 10)
	server := &http.Server{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { shown <- r.Header.Get("Authorization") })}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(e.Listener) }()
	t.Cleanup(func() {
		_ = server.Close() // its listener may be closed already
		require.Error(t, <-ended)
	})
	return shown
}

// TestAbandonedPort: the file of a lab that was killed is passed over, and gives way to the next lab.
func TestAbandonedPort(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	first, err := Open(ByPort, "")
	require.NoError(t, err)
	require.NoError(t, first.Listener.Close(), "and the file stays")
	_, err = Find()
	require.ErrorIs(t, err, ErrNone)
	second, err := Open(ByPort, "")
	require.NoError(t, err)
	require.Equal(t, first.Path, second.Path)
	require.NotEqual(t, first.Token, second.Token)
	require.NoError(t, second.Close())
}

// TestOtherFilesStayForPorts: only the file of a port gives way.
func TestOtherFilesStayForPorts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "precious")
	require.NoError(t, os.WriteFile(path, []byte("data"), 0o600))
	_, err := Open(ByPort, path)
	require.ErrorIs(t, err, fs.ErrExist)
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "data", string(data))
}

// TestParsePort: two lines, an address of loopback and a token, however lines end.
func TestParsePort(t *testing.T) {
	for text, is := range map[string]bool{
		"127.0.0.1:4000\nTOKEN\n": true, "127.0.0.1:4000\r\nTOKEN\r\n": true, "127.0.0.1:4000\nTOKEN": true,
		"": false, "127.0.0.1:4000\n": false, "127.0.0.1:4000\n\n": false, "127.0.0.1:0\nTOKEN\n": false, "192.0.2.1:4000\nTOKEN\n": false,
		"127.0.0.1:4000\nTO KEN\n": false, "127.0.0.1:4000\nTOKEN\nmore\n": false, "localhost:4000\nTOKEN\n": false,
	} {
		_, got := parsePort(text)
		require.Equal(t, is, got, "%q", text)
	}
}

// FuzzParsePort: what is read is a port of loopback and a token that a header can carry.
func FuzzParsePort(f *testing.F) {
	f.Add("127.0.0.1:4000\nTOKEN\n")
	f.Add("127.0.0.1:4000\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, is := parsePort(text)
		if !is {
			return
		}
		require.True(t, p.At.Addr().IsLoopback())
		require.NotEmpty(t, p.Token)
		again, is := parsePort(p.At.String() + "\n" + p.Token + "\n")
		require.True(t, is)
		require.Equal(t, p, again)
	})
}
