package tftpd

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
)

// exchange sends bytes and returns all that comes back until the server closes.
func exchange(t testing.TB, address, request string) string {
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	_, err = io.WriteString(conn, request)
	require.NoError(t, err)
	require.NoError(t, conn.(*net.TCPConn).CloseWrite())
	answer, err := io.ReadAll(conn)
	require.NoError(t, err)
	return string(answer)
}

func head(status string, length int) string {
	return fmt.Sprintf("HTTP/1.1 %s\r\nContent-length: %d\r\nCache-Control: no-store\r\nContent-type: */*\r\n\r\n", status, length)
}

// TestHTTPBytes holds the answers to CUCM's, byte for byte.
func TestHTTPBytes(t *testing.T) {
	s := start(t, &Server{Source: errorSource{samples()}})
	file := string(content(511))
	rows := map[string]struct{ request, answer, outcome string }{
		"phone":         {"GET /ITLFile.tlv HTTP/1.1\r\nHost:127.0.0.1:6970\r\n\r\n", head("200 OK", 511) + file, OutcomeSent},
		"browser":       {"GET /ITLFile.tlv HTTP/1.1\r\nHost: lab\r\nAccept: */*\r\nConnection: close\r\n\r\n", head("200 OK", 511) + file, OutcomeSent},
		"HTTP 1.0":      {"GET /ITLFile.tlv HTTP/1.0\r\n\r\n", head("200 OK", 511) + file, OutcomeSent},
		"absolute":      {"GET http://lab/ITLFile.tlv HTTP/1.1\r\nHost: lab\r\n\r\n", head("200 OK", 511) + file, OutcomeSent},
		"escaped":       {"GET /ITL%46ile.tlv HTTP/1.1\r\nHost:x\r\n\r\n", head("200 OK", 511) + file, OutcomeSent},
		"HEAD":          {"HEAD /ITLFile.tlv HTTP/1.1\r\nHost:x\r\n\r\n", head("200 OK", 511), OutcomeSent},
		"empty file":    {"GET /empty HTTP/1.1\r\nHost:x\r\n\r\n", head("200 OK", 0), OutcomeSent},
		"missing":       {"GET /CTLSEP001122334455.tlv HTTP/1.1\r\nHost:x\r\n\r\n", head("404 Not Found", 0), OutcomeNotFound},
		"unavailable":   {"GET /wait.tlv HTTP/1.1\r\nHost:x\r\n\r\n", head("503 Service Unavailable", 0), OutcomeUnavailable},
		"secret error":  {"GET /secret HTTP/1.1\r\nHost:x\r\n\r\n", head("503 Service Unavailable", 0), OutcomeUnavailable},
		"parent":        {"GET /../../etc/passwd HTTP/1.1\r\nHost:x\r\n\r\n", head("404 Not Found", 0), OutcomeRefused},
		"hidden parent": {"GET /%2e%2e%2fetc HTTP/1.1\r\nHost:x\r\n\r\n", head("404 Not Found", 0), OutcomeRefused},
		"NUL":           {"GET /ITLFile.tlv%00.png HTTP/1.1\r\nHost:x\r\n\r\n", head("404 Not Found", 0), OutcomeRefused},
		"folder":        {"GET / HTTP/1.1\r\nHost:x\r\n\r\n", head("404 Not Found", 0), OutcomeRefused},
		"POST":          {"POST /ITLFile.tlv HTTP/1.1\r\nHost:x\r\nContent-Length: 1\r\n\r\nx", head("405 Method Not Allowed", 0), OutcomeRefused},
		"PUT":           {"PUT /ITLFile.tlv HTTP/1.1\r\nHost:x\r\n\r\n", head("405 Method Not Allowed", 0), OutcomeRefused},
		"body":          {"GET /one HTTP/1.1\r\nHost:x\r\nContent-Length: 2\r\n\r\nxy", head("400 Bad Request", 0), OutcomeRefused},
		"chunked body":  {"GET /one HTTP/1.1\r\nHost:x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", head("400 Bad Request", 0), OutcomeRefused},
		"nonsense":      {"\x16\x03\x01\x00\x05hello\r\n\r\n", head("400 Bad Request", 0), OutcomeMalformed},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, row.answer, exchange(t, s.http, row.request))
			x := <-s.log
			require.Equal(t, row.outcome, x.Outcome)
			require.Equal(t, "HTTP", x.Protocol)
			require.Contains(t, x.Peer, "127.0.0.1:")
			_, body, _ := strings.Cut(row.answer, "\r\n\r\n")
			require.EqualValues(t, len(body), x.Bytes)
			require.Equal(t, row.outcome == OutcomeSent, x.Err == nil)
		})
	}
}

// TestForeignHTTPClient fetches with net/http, all files over one connection.
func TestForeignHTTPClient(t *testing.T) {
	s := start(t, &Server{Source: samples()})
	transport := &http.Transport{MaxConnsPerHost: 1}
	defer transport.CloseIdleConnections()
	peers := map[string]bool{}
	for name, want := range samples() {
		answer, err := (&http.Client{Transport: transport}).Get("http://" + s.http + "/" + url.PathEscape(name))
		require.NoError(t, err)
		got, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		answer.Body.Close()
		x := <-s.log
		peers[x.Peer] = true
		require.Equal(t, name, x.Name)
		if want == nil {
			require.Equal(t, http.StatusServiceUnavailable, answer.StatusCode)
			continue
		}
		require.Equal(t, http.StatusOK, answer.StatusCode)
		require.Equal(t, "*/*", answer.Header.Get("Content-Type"))
		require.Equal(t, "no-store", answer.Header.Get("Cache-Control"))
		require.Equal(t, string(want), string(got))
	}
	require.Len(t, peers, 1)
}

// TestHTTPBounds: endless headers and silent clients are cut off.
func TestHTTPBounds(t *testing.T) {
	s := start(t, &Server{Source: samples(), IdleTimeout: 100 * time.Millisecond, MaxConnections: 30})
	long := "GET /one HTTP/1.1\r\nX: " + strings.Repeat("a", maxHeader) // no end
	require.Equal(t, head("400 Bad Request", 0), exchange(t, s.http, long[:maxHeader]))
	require.Equal(t, OutcomeMalformed, (<-s.log).Outcome)
	var silent []net.Conn
	for range 20 {
		conn, err := net.Dial("tcp", s.http)
		require.NoError(t, err)
		defer conn.Close()
		silent = append(silent, conn)
	}
	data, err := new(Client).HTTP(t.Context(), s.http, "one")
	require.NoError(t, err)
	require.Len(t, data, 1)
	for _, conn := range silent {
		_, err := conn.Read(make([]byte, 1))
		require.ErrorIs(t, err, io.EOF)
	}
}

// TestHTTPClientsThatTakeNothing: connections that ask for much and read nothing are ended after a while, one that reads
// slowly is not, and none holds up others.
func TestHTTPClientsThatTakeNothing(t *testing.T) {
	const greedy = 10
	s := start(t, &Server{Source: samples(), MaxConnections: greedy + 2, PaceTimeout: 300 * time.Millisecond})
	ask := func() net.Conn {
		conn, err := net.Dial("tcp", s.http)
		require.NoError(t, err)
		t.Cleanup(func() { conn.Close() })
		_, err = io.WriteString(conn, strings.Repeat("GET /large HTTP/1.1\r\nHost:x\r\n\r\n", 150))
		require.NoError(t, err)
		return conn
	}
	slow := ask()
	tick := time.NewTicker(5 * time.Millisecond) // 6 MB a second, so that all 150 answers take longer than the others live
	defer tick.Stop()
	for range greedy {
		ask()
	}
	data, err := new(Client).HTTP(t.Context(), s.http, "one")
	require.NoError(t, err)
	require.Len(t, data, 1)
	for ended := 0; ended < greedy; {
		select {
		case x := <-s.log:
			if x.Outcome == OutcomeInterrupted {
				require.ErrorIs(t, x.Err, os.ErrDeadlineExceeded)
				ended++
			}
		case <-tick.C:
			_, err := io.ReadFull(slow, make([]byte, 32<<10))
			require.NoError(t, err)
		}
	}
}

// TestHTTPConnectionLimit: connections beyond the limit wait for a free one.
func TestHTTPConnectionLimit(t *testing.T) {
	s := start(t, &Server{Source: samples(), MaxConnections: 1})
	held, err := net.Dial("tcp", s.http)
	require.NoError(t, err)
	io.WriteString(held, "GET /one HTTP/1.1\r\nHost:x\r\n\r\n")
	_, err = http.ReadResponse(bufio.NewReader(held), nil)
	require.NoError(t, err)
	_, err = (&Client{HTTPTimeout: 100 * time.Millisecond}).HTTP(t.Context(), s.http, "one")
	require.ErrorIs(t, err, outcome.Timeout)
	held.Close()
	data, err := new(Client).HTTP(t.Context(), s.http, "one")
	require.NoError(t, err)
	require.Len(t, data, 1)
}

// TestServeHTTPEnds: open connections do not delay the end.
func TestServeHTTPEnds(t *testing.T) {
	s := start(t, &Server{Source: samples(), IdleTimeout: time.Hour})
	conn, err := net.Dial("tcp", s.http)
	require.NoError(t, err)
	defer conn.Close()
	_, err = new(Client).HTTP(t.Context(), s.http, "one")
	require.NoError(t, err)
	s.stop()
	_, err = new(Client).HTTP(t.Context(), s.http, "one")
	require.ErrorIs(t, err, outcome.Unreachable)
}

func TestHTTPListenerFails(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	require.ErrorIs(t, new(Server).ServeHTTPListener(t.Context(), l), net.ErrClosed)
}

// FuzzServeHTTP sends any bytes; the server must serve the next client.
func FuzzServeHTTP(f *testing.F) {
	f.Add("GET /ITLFile.tlv HTTP/1.1\r\nHost:127.0.0.1:6970\r\n\r\n")
	f.Add("HEAD /%2e%2e/x HTTP/1.1\r\nHost:x\r\nTransfer-Encoding: chunked\r\n\r\n")
	f.Add("POST / HTTP/1.0\r\nContent-Length: 99999999999\r\n\r\n")
	s := start(f, &Server{Source: errorSource{samples()}, IdleTimeout: time.Second})
	log := s.log
	f.Fuzz(func(t *testing.T, request string) {
		conn, err := net.Dial("tcp", s.http)
		require.NoError(t, err)
		io.WriteString(conn, request)
		conn.(*net.TCPConn).CloseWrite()
		answer, _ := io.ReadAll(conn) // a reset is fine
		conn.Close()
		if len(answer) > 0 {
			require.True(t, strings.HasPrefix(string(answer), "HTTP/1.1 "))
		}
		data, err := new(Client).HTTP(t.Context(), s.http, "one")
		require.NoError(t, err)
		require.Equal(t, content(1), data)
		for len(log) > 0 {
			require.NotEmpty(t, (<-log).Outcome)
		}
	})
}
