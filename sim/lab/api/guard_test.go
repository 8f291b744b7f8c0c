package api_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/api"
	"tvslab/sim/lab/api/client"
	"tvslab/sim/lab/api/testapi"
	"tvslab/sim/lab/control"
)

// TestGuard: over TCP only who has the token and means this lab is answered.
func TestGuard(t *testing.T) {
	lab := testapi.Lab(t, keys)
	at := testapi.OnTCP(t, lab, "secret")
	socket := testapi.OnSocket(t, lab)
	_, port, err := net.SplitHostPort(at)
	require.NoError(t, err)
	const right = "Authorization: Bearer secret\r\n"
	get := func(host, headers string) string {
		return "GET /v1/nodes HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "Connection: close\r\n\r\n"
	}
	post := func(headers string) string {
		return "POST /v1/steps HTTP/1.1\r\nHost: " + at + "\r\nContent-Type: application/json\r\nContent-Length: 20\r\n" + headers + "Connection: close\r\n\r\n" + `{"step":"wait: 1m"} `
	}
	for name, row := range map[string]struct {
		request string
		status  int
		kind    string
	}{
		"right":                {get(at, right), 200, ""},
		"localhost":            {get("localhost:"+port, right), 200, ""},
		"no token":             {get(at, ""), 401, api.NoToken.Type},
		"wrong token":          {get(at, "Authorization: Bearer secreT\r\n"), 401, api.NoToken.Type},
		"longer token":         {get(at, "Authorization: Bearer secretsecret\r\n"), 401, api.NoToken.Type},
		"no bearer":            {get(at, "Authorization: Basic secret\r\n"), 401, api.NoToken.Type},
		"another name":         {get("lab.example:"+port, right), 403, api.ForeignHost.Type},
		"another address":      {get("127.0.0.2:"+port, right), 403, api.ForeignHost.Type},
		"another port":         {get("127.0.0.1:1", right), 403, api.ForeignHost.Type},
		"no port":              {get("127.0.0.1", right), 403, api.ForeignHost.Type},
		"host is nothing":      {get("", right), 403, api.ForeignHost.Type},
		"step":                 {post(right), 200, ""},
		"step of another site": {post(right + "Origin: http://site.example\r\n"), 403, api.ForeignHost.Type},
		"step of another page": {post(right + "Sec-Fetch-Site: cross-site\r\n"), 403, api.ForeignHost.Type},
		"step of our own":      {post(right + "Origin: http://" + at + "\r\n"), 200, ""},
		"no such resource":     {strings.Replace(get(at, right), "/v1/nodes", "/v2/nodes", 1), 404, api.NotFound.Type},
		"no such method":       {strings.Replace(get(at, right), "GET", "DELETE", 1), 405, "about:blank"},
		"huge body":            {"POST /v1/steps HTTP/1.1\r\nHost: " + at + "\r\n" + right + "Content-Type: application/json\r\nContent-Length: 100000000\r\n\r\n" + strings.Repeat(" ", 3<<20), 413, "about:blank"},
		"huge head":            {"GET /v1/nodes HTTP/1.1\r\nHost: " + at + "\r\nX: " + strings.Repeat("x", 80<<10) + "\r\n\r\n", 431, ""},
		"no HTTP":              {"hello\r\n\r\n", 400, ""},
	} {
		t.Run(name, func(t *testing.T) {
			answer := over(t, "tcp", at, row.request)
			body := read(t, answer)
			require.Equal(t, row.status, answer.StatusCode, string(body))
			require.Contains(t, string(body), row.kind)
			require.Empty(t, answer.Header.Get("Access-Control-Allow-Origin"))
		})
	}
	require.Equal(t, 200, over(t, "unix", socket, get("anything", "")).StatusCode, "the file system keeps the socket")
}

// TestTokenOfBrowser: a browser's WebSocket brings the token as a protocol that it offers.
func TestTokenOfBrowser(t *testing.T) {
	at := testapi.OnTCP(t, testapi.Lab(t, keys), "secret")
	for token, ok := range map[string]bool{"secret": true, "other": false} {
		c, _, err := websocket.Dial(t.Context(), "ws://"+at+"/v1/nodes/cucm-pub/shell", &websocket.DialOptions{Subprotocols: []string{api.Protocol, "tvslab.token." + token},
			HTTPClient: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}})
		if !ok {
			require.ErrorContains(t, err, "401")
			continue
		}
		require.NoError(t, err)
		require.Equal(t, api.Protocol, c.Subprotocol(), "the token is not sent back")
		require.NoError(t, c.CloseNow())
	}
}

// TestPlaces: shells and streams that are open keep no question waiting, and one too many is told.
func TestPlaces(t *testing.T) {
	lab := testapi.Lab(t, keys)
	socket := testapi.OnSocket(t, lab)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	const shell = "GET /v1/nodes/cucm-pub/shell HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
	const stream = "GET /v1/events/stream HTTP/1.1\r\nHost: lab\r\n\r\n"
	for _, row := range []struct {
		request string
		most    int
		said    string
	}{{shell, 16, "16 shells are open"}, {stream, 32, "32 streams of events are open"}} {
		for range row.most {
			c, err := net.Dial("unix", socket)
			require.NoError(t, err)
			defer c.Close()
			_, err = io.WriteString(c, row.request)
			require.NoError(t, err)
			line, err := bufio.NewReader(c).ReadString('\n')
			require.NoError(t, err)
			require.Regexp(t, "^HTTP/1.1 (101|200) ", line)
		}
		answer := over(t, "unix", socket, row.request)
		require.Equal(t, 503, answer.StatusCode)
		require.Contains(t, string(read(t, answer)), row.said)
	}
	names, err := client.OnSocket(socket).Nodes(ctx)
	require.NoError(t, err)
	require.Len(t, names, 2)
}

// TestSilentGiveWay: connections that say nothing, and those that stop in the midst of a request, leave their places to who asks.
func TestSilentGiveWay(t *testing.T) {
	at := testapi.OnTCP(t, testapi.Lab(t, keys), "secret")
	for i := range 80 {
		c, err := net.Dial("tcp", at)
		require.NoError(t, err)
		defer c.Close()
		if i%2 == 0 {
			_, err = io.WriteString(c, "GET /v1/nodes HT")
			require.NoError(t, err)
		}
	}
	l, err := client.At("http://"+at, "secret")
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	_, err = l.Nodes(ctx)
	require.NoError(t, err)
}

// TestHangingUp: what was begun goes on though its client hangs up.
func TestHangingUp(t *testing.T) {
	lab := testapi.Lab(t, keys)
	socket := testapi.OnSocket(t, lab)
	before := lab.Clock()
	c, err := net.Dial("unix", socket)
	require.NoError(t, err)
	body := `{"commands":["utils service restart Cisco Tftp","set cert regen TVS"]}`
	_, err = fmt.Fprintf(c, "POST /v1/nodes/cucm-pub/commands HTTP/1.1\r\nHost: lab\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	require.NoError(t, err)
	require.NoError(t, c.Close())
	require.Eventually(t, func() bool { return before.Clock != lab.Clock().Clock && countTVS(lab) > 0 }, 20*time.Second, 10*time.Millisecond)
}

// countTVS counts the events about TVS certificates that were made anew.
func countTVS(lab *control.Lab) (n int) {
	list, err := lab.Journal.After(0, 10_000)
	if err != nil {
		return 0
	}
	for _, e := range list.Events {
		if strings.Contains(e.Text, "TVS") && strings.Contains(e.Text, "regenerated") {
			n++
		}
	}
	return n
}
