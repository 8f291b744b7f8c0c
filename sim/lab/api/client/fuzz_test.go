package client_test

import (
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/api/client"
	"tvslab/sim/lab/control"
)

// FuzzAnswer lets a lab answer with bytes: who asked gets an answer or an error.
func FuzzAnswer(f *testing.F) {
	head := "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	f.Add([]byte(head + "Content-Length: 33\r\n\r\n" + `{"commands":[{"command":"show"}]}`))
	f.Add([]byte(head + "\r\n{\"commands\":null}"))
	f.Add([]byte("HTTP/1.1 422 x\r\nConnection: close\r\n\r\n{\"type\":\"urn:tvslab:problem:refused\",\"status\":422,\"detail\":\"no\",\"errors\":[{\"message\":\"a\"},null]}"))
	f.Add([]byte("HTTP/1.1 500 x\r\n\r\nno"))
	f.Add([]byte("HTTP/1.1 302 x\r\nLocation: http://lab/\r\n\r\n"))
	f.Add([]byte("\n"))
	path := filepath.Join(f.TempDir(), "control.sock")
	listener, err := net.Listen("unix", path)
	require.NoError(f, err)
	f.Cleanup(func() { listener.Close() })
	f.Fuzz(func(t *testing.T, data []byte) {
		ctx, cancel := context.WithCancel(context.Background())
		answered := make(chan struct{})
		go func() {
			defer close(answered)
			for { // a redirect asks again
				c, err := listener.Accept()
				if err != nil {
					return
				}
				if ctx.Err() != nil {
					c.Close()
					return
				}
				_, _ = c.Write(data)
				c.Close()
			}
		}()
		results, err := client.OnSocket(path).Run(t.Context(), "cucm-pub", []string{"show itl"}, nil)
		require.True(t, err == nil || results == nil)
		cancel()
		if c, err := net.Dial("unix", path); err == nil {
			c.Close()
		}
		<-answered
	})
}

// FuzzStream: whatever a stream of events is, what is told is of its bytes, and reading it ends.
func FuzzStream(f *testing.F) {
	f.Add("id: 1\nevent: happened\ndata: {\"number\":1,\"clock\":\"x\",\"kind\":\"power\",\"text\":\"on\"}\n\n")
	f.Add("event: lost\ndata: {\"lost\":3}\n\n: nothing happened\n\n")
	f.Add("event: happened\ndata: {\n\nevent:lost\ndata\n\n")
	f.Add("data:\r\n\r\nevent: other\n\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		told := 0
		_ = client.Parse(strings.NewReader(text), func(control.Happened) error { told++; return nil }, func(uint64) error { told++; return nil })
		require.LessOrEqual(t, told, strings.Count(text, "event"))
	})
}
