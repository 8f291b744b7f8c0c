package api

import (
	"context"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/accept"
)

// TestPanic: a request that makes the server panic costs its own connection, and is told.
func TestPanic(t *testing.T) {
	s, err := New(nil)
	require.NoError(t, err)
	told := make(chan accept.Trouble, 1)
	s.Tell = func(one accept.Trouble) { told <- one }
	s.mux.HandleFunc("GET /panic", func(http.ResponseWriter, *http.Request) { panic("no") })
	path := filepath.Join(t.TempDir(), "c.sock")
	l, err := net.Listen("unix", path)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l, Guard{}) }()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(context.Context, string, string) (net.Conn, error) { return net.Dial("unix", path) }}}
	_, err = client.Get("http://lab/panic")
	require.ErrorContains(t, err, "EOF")
	one := <-told
	require.ErrorContains(t, one, "connection was given up: panic: no")
	require.Contains(t, string(one.Stack), "serve_internal_test.go")
	answer, err := client.Get("http://lab/openapi.yaml")
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, 200, answer.StatusCode)
	cancel()
	require.NoError(t, <-ended)
}

// TestEndOfStream: a client that reads a stream when the lab ends gets it whole.
func TestEndOfStream(t *testing.T) {
	s, err := New(nil)
	require.NoError(t, err)
	s.mux.HandleFunc("GET /stream", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(pieces{w}, "begun\n")
		<-r.Context().Done()
		_, _ = io.WriteString(w, "ended\n")
	})
	path := filepath.Join(t.TempDir(), "c.sock")
	l, err := net.Listen("unix", path)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l, Guard{}) }()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(context.Context, string, string) (net.Conn, error) { return net.Dial("unix", path) }}}
	answer, err := client.Get("http://lab/stream")
	require.NoError(t, err)
	defer answer.Body.Close()
	cancel()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Equal(t, "begun\nended\n", string(text))
	require.NoError(t, <-ended)
}

// TestBrokenListener: what keeps a server from accepting is its error.
func TestBrokenListener(t *testing.T) {
	s, err := New(nil)
	require.NoError(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	require.ErrorIs(t, s.Serve(t.Context(), l, Guard{Token: "x"}), net.ErrClosed)
}
