package control

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/sockets"
)

// FuzzServe throws bytes at a control socket and hangs up: what it answers is one line of JSON, or one and a session, and the next
// client is answered.
func FuzzServe(f *testing.F) {
	f.Add([]byte(`{"nodes":true}` + "\n"))
	f.Add([]byte(`{"node":"cucm-sub1","terminal":true,"width":80,"height":24}` + "\nsh\t\tow\x1b[A\x1b[D?\x03\x04"))
	f.Add([]byte(`{"commands":["show itl","set cert regen TVS","file list activelog *"],"answers":["yes"]}` + "\n"))
	f.Add([]byte(`{"node":"cucm-pub","width":-1,"height":9223372036854775807}` + "\nshow itl\nutils service stop Cisco Tftp\n"))
	f.Add([]byte(`{"node":"nobody"}` + "\n"))
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"))
	f.Add([]byte("null\n\n\n"))
	f.Add([]byte(`{"status":true}` + "\n"))
	f.Add([]byte(`{"resets":true}` + "\n"))
	f.Add([]byte(`{"phones":{"select":["4% of floor","SEP0A*","model 88*","floor[1..2]"],"verdict":"locked","limit":3}}` + "\n"))
	f.Add([]byte(`{"step":"{\"delete-trust-list\": {\"phones\": [\"floor[1]\"], \"list\": \"itl\"}}"}` + "\n"))
	f.Add([]byte(`{"step":"reset: &a [*a, all]"}` + "\n"))
	l, path := served(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := net.Dial("unix", path)
		require.NoError(t, err)
		defer c.Close()
		_, err = c.Write(data)
		require.NoError(t, err)
		require.NoError(t, c.(*net.UnixConn).CloseWrite())
		answer, err := io.ReadAll(c)
		require.NoError(t, err)
		line, _, _ := bytes.Cut(answer, []byte("\n"))
		require.NoError(t, json.Unmarshal(line, new(reply)), "%q", line)
		names, err := Nodes(t.Context(), path)
		require.NoError(t, err)
		require.Len(t, names, len(l.Nodes()))
	})
}

// FuzzReply lets a lab answer with bytes: who asked gets an answer or an error.
func FuzzReply(f *testing.F) {
	f.Add([]byte(`{"nodes":["cucm-pub"]}` + "\n"))
	f.Add([]byte(`{"error":"no"}` + "\n"))
	f.Add([]byte(`{"results":[{"command":"show itl","output":"\u001b[31m"}]}` + "\nscreen"))
	f.Add([]byte("\n"))
	path := filepath.Join(f.TempDir(), "control.sock")
	listener, err := net.Listen("unix", path)
	require.NoError(f, err)
	f.Cleanup(func() { listener.Close() })
	f.Fuzz(func(t *testing.T, data []byte) {
		answered := make(chan error, 1)
		go func() {
			c, err := listener.Accept()
			if err == nil {
				_, err = c.Write(data)
				c.Close()
			}
			answered <- err
		}()
		results, err := Run(context.Background(), path, "", []string{"show itl"}, nil)
		require.True(t, err == nil || results == nil)
		<-answered
	})
}

// FuzzReadDocument: a file is refused or its servers can be looked up, and what was read can be written and read again.
func FuzzReadDocument(f *testing.F) {
	f.Add([]byte(`{"schema":1,"nodes":[{"name":"cucm-pub","address":"127.0.0.1","tftp":69,"http":6970,"certificates":{"TVS":"a"}}],"phones":[{"group":"g","count":1}]}`))
	f.Add([]byte(`{"nodes":[{"name":"a","tvs":-1},{"name":"a","sip":99999}]}`))
	f.Add([]byte(`{"nodes":[null]}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		name := filepath.Join(t.TempDir(), "lab.json")
		require.NoError(t, os.WriteFile(name, data, 0o600))
		d, err := ReadDocument(name)
		if err != nil {
			return
		}
		d.AddTo(&sockets.Servers{Hosts: map[string]string{}, Ports: map[sockets.Place]int{}})
		require.LessOrEqual(t, len(d.TFTP()), len(d.Nodes))
		written, err := json.Marshal(d)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(name, written, 0o600))
		again, err := ReadDocument(name)
		require.NoError(t, err)
		require.Equal(t, len(d.Nodes), len(again.Nodes))
		rewritten, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(written), string(rewritten))
	})
}
