package registration_test

import (
	"bufio"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/registration"
	"tvslab/service"
)

// registrar plays a foreign one on one connection: an answer for each request that comes. It returns its address and, when the
// connection has ended, what came.
func registrar(t *testing.T, answers ...string) (address string, came func() []string) {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	requests := make(chan []string, 1)
	go func() {
		defer l.Close()
		var all []string
		defer func() { requests <- all }()
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		reader := bufio.NewReader(conn)
		for _, answer := range answers {
			request := ""
			for !strings.HasSuffix(request, "\r\n\r\n") {
				line, err := reader.ReadString('\n')
				if err != nil {
					return
				}
				request += line
			}
			all = append(all, request)
			sequence := regexp.MustCompile(`CSeq: .*`).FindString(request)
			_, _ = io.WriteString(conn, strings.ReplaceAll(answer, "CSeq: ?", strings.TrimSpace(sequence)))
		}
		_ = conn.(*net.TCPConn).CloseWrite()
		_, _ = io.Copy(io.Discard, reader)
	}()
	return l.Addr().String(), func() []string { l.Close(); return <-requests }
}

const (
	trying = "SIP/2.0 100 Trying\r\nCSeq: ?\r\nContent-Length: 0\r\n\r\n"
	fine   = "SIP/2.0 200 OK\r\nCSeq: ?\r\nExpires: 120\r\nContent-Length: 0\r\n\r\n"
)

func challenge(status, field, value string) string {
	return "SIP/2.0 " + status + "\r\nCSeq: ?\r\n" + field + ": " + value + "\r\nContent-Length: 0\r\n\r\n"
}

// TestRegistrars: what a phone makes of the answers of foreign registrars, and what it sends next.
func TestRegistrars(t *testing.T) {
	known := registration.Line{Number: "1001", User: "phone", Password: "secret"}
	asks := challenge("401 Unauthorized", "WWW-Authenticate", `Digest realm="asterisk", nonce="1a2b", algorithm=MD5, qop="auth"`)
	for name, row := range map[string]struct {
		line     registration.Line
		answers  []string
		requests int
		reason   registration.Reason // "" for none
		none     bool                // no call manager
		has      string              // in the last request
	}{
		"200 at once":             {known, []string{fine}, 1, "", false, "CSeq: 101 REGISTER\r\n"},
		"100, 200":                {known, []string{trying + fine}, 1, "", false, ""},
		"100, 100, 180, 200":      {known, []string{trying + trying + "SIP/2.0 180 Ringing\r\n\r\n" + fine}, 1, "", false, ""},
		"a keep-alive, 200":       {known, []string{"\r\n\r\n" + fine}, 1, "", false, ""},
		"OPTIONS, 200":            {known, []string{"OPTIONS sip:a SIP/2.0\r\n\r\n" + fine}, 1, "", false, ""},
		"200 to another, 200":     {known, []string{strings.Replace(fine, "CSeq: ?", "CSeq: 9 REGISTER", 1) + fine}, 1, "", false, ""},
		"100 without end":         {known, []string{strings.Repeat(trying, 50)}, 1, "", true, ""},
		"100 and the end":         {known, []string{trying + "SIP/2.0 2"}, 1, "", true, ""},
		"401, 200":                {known, []string{trying + asks, trying + fine}, 2, "", false, `Authorization: Digest username="phone", realm="asterisk", nonce="1a2b", uri="sip:a"`},
		"401 without qop":         {known, []string{challenge("401 U", "WWW-Authenticate", `Digest realm="x", nonce="1"`), fine}, 2, "", false, "CSeq: 102 REGISTER\r\n"},
		"401 with SHA-256":        {known, []string{challenge("401 U", "WWW-Authenticate", `Digest realm="x", nonce="1", algorithm=SHA-256, qop="auth"`), fine}, 2, "", false, "algorithm=SHA-256"},
		"407, 200":                {known, []string{challenge("407 P", "Proxy-Authenticate", `Digest realm="edge", nonce="1"`), fine}, 2, "", false, `Proxy-Authorization: Digest username="phone", realm="edge"`},
		"Bearer, then Digest":     {known, []string{challenge("401 U", "WWW-Authenticate", "Bearer realm=\"x\"\r\nWWW-Authenticate: Digest realm=\"y\", nonce=\"1\""), fine}, 2, "", false, `realm="y"`},
		"Bearer alone":            {known, []string{challenge("407 P", "Proxy-Authenticate", `Bearer realm="ccmsipline"`)}, 1, registration.Credentials, false, ""},
		"401 of another kind":     {known, []string{challenge("401 U", "WWW-Authenticate", `Digest realm="x", nonce="1", algorithm=AKAv1-MD5`)}, 1, registration.Credentials, false, ""},
		"401 twice":               {known, []string{asks, asks}, 2, registration.Credentials, false, ""},
		"401 and no credentials":  {registration.Line{}, []string{asks}, 1, registration.Credentials, false, ""},
		"423, 200":                {known, []string{"SIP/2.0 423 Interval Too Brief\r\nCSeq: ?\r\nMin-Expires: 7200\r\n\r\n", fine}, 2, "", false, "Expires: 7200\r\n"},
		"423 twice":               {known, []string{"SIP/2.0 423 I\r\nMin-Expires: 7200\r\n\r\n", "SIP/2.0 423 I\r\nMin-Expires: 9000\r\n\r\n"}, 2, registration.Other, false, ""},
		"423 and no time":         {known, []string{"SIP/2.0 423 I\r\n\r\n"}, 1, registration.Other, false, ""},
		"423 and a silly time":    {known, []string{"SIP/2.0 423 I\r\nMin-Expires: 99999999\r\n\r\n"}, 1, registration.Other, false, ""},
		"503":                     {known, []string{"SIP/2.0 503 Service Unavailable\r\nRetry-After: 5\r\n\r\n"}, 1, registration.Other, false, ""},
		"403 of another":          {known, []string{trying + "SIP/2.0 403 Forbidden\r\n\r\n"}, 1, registration.Other, false, ""},
		"404":                     {known, []string{"SIP/2.0 404 Not Found\r\n\r\n"}, 1, registration.UnknownDevice, false, ""},
		"no SIP":                  {known, []string{"HTTP/1.1 200 OK\r\n\r\n"}, 1, "", true, ""},
		"an answer out of bounds": {known, []string{"SIP/2.0 200 OK\r\nX: " + strings.Repeat("A", 20000) + "\r\n\r\n"}, 1, "", true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			address, came := registrar(t, row.answers...)
			err := (&registration.Client{Protocol: service.SIP, Model: 684, Line: row.line}).Register(t.Context(), device, "a", address)
			requests := came()
			require.Len(t, requests, row.requests)
			require.Contains(t, requests[len(requests)-1], row.has)
			var refusal *registration.Refusal
			switch {
			case row.none:
				require.ErrorIs(t, err, outcome.Timeout)
			case row.reason != "":
				require.ErrorAs(t, err, &refusal)
				require.Equal(t, row.reason, refusal.Reason)
			default:
				require.NoError(t, err)
			}
		})
	}
}

// TestDigest: the answer to a challenge is that of RFC 2617, computed here once more.
func TestDigest(t *testing.T) {
	hash := func(text string) string { sum := md5.Sum([]byte(text)); return hex.EncodeToString(sum[:]) }
	address, came := registrar(t, challenge("401 U", "WWW-Authenticate", `Digest realm="ccmsipline", nonce="vP42", algorithm=MD5`), fine)
	require.NoError(t, (&registration.Client{Protocol: service.SIP, Line: registration.Line{User: "phone", Password: "secret"}}).Register(t.Context(), device, "a", address))
	require.Contains(t, came()[1], fmt.Sprintf("response=%q", hash(hash("phone:ccmsipline:secret")+":vP42:"+hash("REGISTER:sip:a"))))
}

// TestChallenge: a phone that has to prove who it is, and a server that asks it.
func TestChallenge(t *testing.T) {
	for name, row := range map[string]struct {
		line registration.Line
		fine bool
	}{
		"right":          {registration.Line{User: "phone", Password: "secret"}, true},
		"wrong password": {registration.Line{User: "phone", Password: "guess"}, false},
		"wrong user":     {registration.Line{User: "other", Password: "secret"}, false},
		"none":           {registration.Line{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			address := serve(t, &registration.Server{Protocol: service.SIP, Node: "cucm-pub", Judge: func(who registration.Registrant) error {
				if who.Proof.Match("phone", "secret") {
					return nil
				}
				return &registration.Refusal{Reason: registration.Credentials}
			}})
			err := (&registration.Client{Protocol: service.SIP, Line: row.line}).Register(t.Context(), device, "cucm-pub", address)
			if row.fine {
				require.NoError(t, err)
				return
			}
			var refusal *registration.Refusal
			require.ErrorAs(t, err, &refusal)
			require.Equal(t, registration.Credentials, refusal.Reason)
		})
	}
}

// TestOneConnection: keep-alives, a second REGISTER, one without Contact and OPTIONS are answered on the connection of a phone.
func TestOneConnection(t *testing.T) {
	seen := make(chan registration.Attempt, 10)
	address := serve(t, &registration.Server{Protocol: service.SIP, Node: "cucm-pub", Judge: func(registration.Registrant) error { return nil },
		Log: func(a registration.Attempt) { seen <- a }})
	conn, err := net.Dial("tcp4", address)
	require.NoError(t, err)
	defer conn.Close()
	reader := bufio.NewReader(conn)
	ask := func(text string, answers int) (last string) {
		_, err := io.WriteString(conn, text)
		require.NoError(t, err)
		for range answers {
			for last = ""; !strings.HasSuffix(last, "\r\n\r\n"); {
				line, err := reader.ReadString('\n')
				require.NoError(t, err)
				last += line
			}
		}
		return last
	}
	request := func(sequence int, contact, expires string) string {
		return fmt.Sprintf("REGISTER sip:a SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1\r\nFrom: <sip:1@a>;tag=1\r\nTo: <sip:1@a>\r\nCall-ID: 1\r\nCSeq: %d REGISTER\r\n%sExpires: %s\r\n\r\n", sequence, contact, expires)
	}
	contact := "Contact: <sip:1@b>;+u.sip!devicename.ccm.cisco.com=\"" + device + "\"\r\n"
	_, err = io.WriteString(conn, "\r\n\r\n")
	require.NoError(t, err)
	line, err := reader.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "\r\n", line)
	require.Contains(t, ask(request(1, contact, "3600"), 2), "x-cisco-newreg")
	require.NotContains(t, ask(request(2, contact, "3600"), 2), "x-cisco-newreg", "the phone is known already")
	require.Contains(t, ask(request(3, "", "3600"), 2), "200 OK", "the device of the connection")
	require.Contains(t, ask(strings.ReplaceAll(request(4, "", "3600"), "REGISTER", "OPTIONS"), 1), "Allow: REGISTER, OPTIONS")
	require.Contains(t, ask(request(5, "Contact: *\r\n", "0"), 2), "Expires: 0")
	require.Contains(t, ask(request(6, contact, "3600"), 2), "x-cisco-newreg")
	require.Contains(t, ask("REGISTER sip:a SIP/2.0\r\n\r\n", 1), "400 Bad Request")
	_, err = reader.ReadByte()
	require.ErrorIs(t, err, io.EOF, "what is not understood ends the connection")
	for i, want := range []string{registration.OutcomeRegistered, registration.OutcomeRegistered, registration.OutcomeAnswered, registration.OutcomeAnswered,
		registration.OutcomeUnregistered, registration.OutcomeRegistered, registration.OutcomeMalformed} {
		a := <-seen
		require.Equal(t, want, a.Outcome, i)
		require.Equal(t, device, a.Device)
	}
}
