package tftpd

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
)

// replying is a TCP server that answers each connection with fixed bytes after it has
// read a request header, which it hands out.
func replying(t *testing.T, answer string) (address string, requests chan string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	requests = make(chan string, 10)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			r := bufio.NewReader(conn)
			var request strings.Builder
			for !strings.HasSuffix(request.String(), "\r\n\r\n") {
				b, err := r.ReadByte()
				if err != nil {
					break
				}
				request.WriteByte(b)
			}
			requests <- request.String()
			io.WriteString(conn, answer)
			conn.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return l.Addr().String(), requests
}

// TestHTTPRequestBytes: the phone's request has nothing but these bytes.
func TestHTTPRequestBytes(t *testing.T) {
	address, requests := replying(t, head("200 OK", 2)+"ok")
	data, err := new(Client).HTTP(t.Context(), address, "CTLSEP2834A2823B58.tlv")
	require.NoError(t, err)
	require.Equal(t, "ok", string(data))
	require.Equal(t, "GET /CTLSEP2834A2823B58.tlv HTTP/1.1\r\nHost:"+address+"\r\n\r\n", <-requests)
}

func TestHTTPAnswers(t *testing.T) {
	rows := map[string]struct {
		answer string
		body   string
		want   error
	}{
		"until close":    {"HTTP/1.1 200 OK\r\n\r\nabc", "abc", nil},
		"chunked":        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "abc", nil},
		"404":            {head("404 Not Found", 0), "", outcome.NotFound},
		"503":            {head("503 Service Unavailable", 0), "", outcome.Unavailable},
		"500":            {head("500 Internal Server Error", 0), "", outcome.Unavailable},
		"redirect":       {"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n", "", outcome.Unavailable},
		"short":          {head("200 OK", 9) + "abc", "", outcome.BadAnswer},
		"nothing":        {"", "", outcome.BadAnswer},
		"not HTTP":       {"hello\r\n\r\n", "", outcome.BadAnswer},
		"too long":       {head("200 OK", 101) + strings.Repeat("x", 101), "", outcome.TooLarge},
		"huge":           {head("200 OK", 1<<30), "", outcome.TooLarge},
		"long, no end":   {"HTTP/1.1 200 OK\r\n\r\n" + strings.Repeat("x", 5000), "", outcome.TooLarge},
		"endless header": {"HTTP/1.1 200 OK\r\n" + strings.Repeat("X: y\r\n", maxHeader), "", outcome.BadAnswer},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			address, _ := replying(t, row.answer)
			data, err := (&Client{MaxBytes: 100}).HTTP(t.Context(), address, "file")
			require.ErrorIs(t, err, row.want)
			require.Equal(t, row.body, string(data))
		})
	}
}

// TestHTTPSilent: a server that never answers costs HTTPTimeout.
func TestHTTPSilent(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, err = (&Client{HTTPTimeout: 50 * time.Millisecond}).HTTP(t.Context(), l.Addr().String(), "file")
	require.ErrorIs(t, err, outcome.Timeout)
}

// FuzzReadAnswer: any answer of a server, no panic, never more than the limit.
func FuzzReadAnswer(f *testing.F) {
	f.Add([]byte(head("200 OK", 2) + "ok"))
	f.Add([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"))
	f.Add([]byte("HTTP/1.0 200\r\nContent-Length: -1\r\n\r\n"))
	f.Fuzz(func(t *testing.T, answer []byte) {
		data, err := readAnswer(bytes.NewReader(answer), 100)
		if err != nil {
			require.Empty(t, data)
		}
		require.LessOrEqual(t, len(data), 100)
	})
}
