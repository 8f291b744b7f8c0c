package api_test

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/sim/lab/api/client"
	"tvslab/sim/lab/api/testapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const keys = "../../../testdata/keys"

// over sends bytes and returns the answer.
func over(t testing.TB, network, address, request string) *http.Response {
	c, err := net.Dial(network, address)
	require.NoError(t, err)
	defer c.Close()
	go func() { _, _ = io.WriteString(c, request) }() // a server that refuses does not read it all
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	require.NoError(t, err)
	body, _ := io.ReadAll(answer.Body) // one that was refused unread may end in a reset
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer
}

// FuzzServe throws bytes at a control socket and hangs up: what it answers is HTTP, or nothing, and the next client is answered.
func FuzzServe(f *testing.F) {
	get := func(path string) []byte { return []byte("GET " + path + " HTTP/1.1\r\nHost: lab\r\n\r\n") }
	post := func(path, body string) []byte {
		return []byte("POST " + path + " HTTP/1.1\r\nHost: lab\r\nContent-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body)
	}
	f.Add(get("/v1/nodes"))
	f.Add(get("/v1/lab"))
	f.Add(get("/v1/resets"))
	f.Add(get("/v1/phones?select=4%25+of+floor&select=SEP0A*&select=floor%5B1..2%5D&verdict=locked&limit=3&after=SEP"))
	f.Add(get("/v1/phones?limit=-1&limit=x&nothing=%zz"))
	f.Add(post("/v1/nodes/cucm-pub/commands", `{"commands":["show itl","set cert regen TVS","file list activelog *"],"answers":["yes"]}`))
	f.Add(post("/v1/nodes/nobody/commands", `{"commands":[]}`))
	f.Add(post("/v1/steps", `{"step":"{\"delete-trust-list\": {\"phones\": [\"floor[1]\"], \"list\": \"itl\"}}"}`))
	f.Add(post("/v1/steps", `{"step":"reset: &a [*a, all]"}`))
	f.Add([]byte("GET /v1/nodes/cucm-pub/shell?terminal=true&width=-1&height=9223372036854775807 HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n\x82\x85\x00\x00\x00\x00show\n\x81\x8c\x00\x00\x00\x00{\"end\":true}"))
	f.Add([]byte(`{"nodes":true}` + "\n"))
	f.Add([]byte("null\n\n\n"))
	path := testapi.OnSocket(f, testapi.Lab(f, keys))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := net.Dial("unix", path)
		require.NoError(t, err)
		defer c.Close()
		_, err = c.Write(data)
		require.NoError(t, err)
		require.NoError(t, c.(*net.UnixConn).CloseWrite())
		answer, err := io.ReadAll(c)
		require.NoError(t, err)
		require.True(t, len(answer) == 0 || bytes.HasPrefix(answer, []byte("HTTP/1.1 ")), "%q", answer)
		names, err := client.OnSocket(path).Nodes(t.Context())
		require.NoError(t, err)
		require.Len(t, names, 2)
	})
}
