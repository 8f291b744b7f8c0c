package sshd_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"
)

// raw is a connection that is not SSH's.
func raw(t *testing.T, at string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", at)
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	return c
}

// hungUp waits until the other side has closed.
func hungUp(t *testing.T, c net.Conn) {
	t.Helper()
	_, _ = io.Copy(io.Discard, c) // ends with a reset, too
}

// TestNotSSH: what is no SSH ends its own connection, and an honest client is served.
func TestNotSSH(t *testing.T) {
	s := serve(t)
	huge := binary.BigEndian.AppendUint32([]byte("SSH-2.0-x\r\n"), 1<<31)
	for _, row := range [][]byte{
		[]byte("GET / HTTP/1.1\r\n\r\n"),
		[]byte("SSH-1.5-old\r\n"),
		bytes.Repeat([]byte("x"), 1<<20),
		huge,
		append([]byte("SSH-2.0-x\r\n"), 0, 0, 0, 4, 200, 20, 1, 1),
		append([]byte("SSH-2.0-x\r\n"), make([]byte, 4096)...),
	} {
		c := raw(t, s.at("cucm-pub"))
		_, _ = c.Write(row)
		_ = c.(*net.TCPConn).CloseWrite() // a line that goes on may go on for a minute
		hungUp(t, c)
		a := <-s.accesses
		require.Equal(t, "not logged in", a.Outcome)
	}
	accepts(t, s.at("cucm-pub"))
}

// TestSilentClients: clients that say nothing and never log in keep no honest one out.
func TestSilentClients(t *testing.T) {
	s := serve(t)
	for range 64 {
		raw(t, s.at("cucm-pub"))
	}
	accepts(t, s.at("cucm-pub"))
}

// TestManySessions: a connection has ten sessions at a time, each of its own, and a place is free again when one ends.
func TestManySessions(t *testing.T) {
	client := serve(t).dial("cucm-pub")
	var all []*typist
	for range 10 {
		all = append(all, sit(t, client, 80, 24))
	}
	for _, y := range all {
		y.sees("admin:")
	}
	_, err := client.NewSession()
	require.ErrorContains(t, err, "at most 10 sessions")
	all[0].types("quit\r")
	require.NoError(t, all[0].session.Wait())
	require.Eventually(t, func() bool {
		session, err := client.NewSession()
		return err == nil && session.Close() == nil
	}, patience, 1e6)
}

// TestOddRequests: requests that make no sense are refused, and the session goes on.
func TestOddRequests(t *testing.T) {
	s := serve(t)
	client := s.dial("cucm-pub")
	_, _, err := client.SendRequest("tcpip-forward", true, []byte("nonsense"))
	require.NoError(t, err)
	channel, requests, err := client.OpenChannel("session", []byte("nonsense"))
	require.NoError(t, err)
	go ssh.DiscardRequests(requests)
	for _, kind := range []string{"pty-req", "window-change", "x11-req", "auth-agent-req@openssh.com", "env", "signal", "break", "", strings.Repeat("x", 10_000)} {
		for _, payload := range [][]byte{nil, {1}, bytes.Repeat([]byte{255}, 10_000)} {
			ok, err := channel.SendRequest(kind, true, payload)
			require.NoError(t, err)
			require.False(t, ok, kind)
		}
	}
	ok, err := channel.SendRequest("shell", true, []byte("nonsense"))
	require.NoError(t, err)
	require.True(t, ok)
	_, err = channel.Write([]byte("show version active\nquit\n"))
	require.NoError(t, err)
	out, err := io.ReadAll(channel)
	require.NoError(t, err)
	require.Contains(t, string(out), "Active Master Version")

	_, _, err = client.OpenChannel("direct-tcpip", nil)
	require.Error(t, err)
	_, _, err = client.OpenChannel("no such thing", nil)
	require.Error(t, err)
}

// TestNoise: keys that mean nothing, in a line without an end, cost their own session at most, and somebody who reads nothing keeps nobody
// waiting.
func TestNoise(t *testing.T) {
	s := serve(t)
	noisy := sit(t, s.dial("cucm-pub"), 200, 200)
	for range 8 {
		if _, err := noisy.in.Write(bytes.Repeat([]byte("\x1b[A\x1bOx\x00\xff9"), 512)); err != nil {
			break
		}
	}
	deaf := sit(t, s.dial("cucm-pub"), 200, 200)
	deaf.types("set cli pagination off\r" + strings.Repeat("show itl\r", 50))
	y := sit(t, s.dial("cucm-pub"), 200, 200)
	y.sees("admin:")
	y.types("show version active\r")
	require.Contains(t, y.sees("Found.\r\nadmin:"), "Active Master Version")
}
