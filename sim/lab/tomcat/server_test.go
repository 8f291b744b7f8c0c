package tomcat_test

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/sim/lab/testnode"
	"tvslab/sim/lab/tomcat"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const keys = "../../../testdata/keys"

// apps are a page for everybody, one for application users and one for the platform's administrator.
func apps() (list []tomcat.App) {
	for path, right := range map[string]tomcat.Right{"/open/": tomcat.Anybody, "/app/one/": tomcat.Application, "/os/": tomcat.Platform} {
		list = append(list, tomcat.App{Paths: []string{path}, Right: right, Serve: func(w http.ResponseWriter, a *tomcat.Ask) {
			_, _ = w.Write([]byte("hello " + a.User + " at " + a.Node.Name))
		}})
	}
	return append(list, tomcat.App{Paths: []string{"/dialer/"}, Needs: sim.ServiceWebDialer, Serve: func(http.ResponseWriter, *tomcat.Ask) {}})
}

func serve(t testing.TB) *testnode.Lab { return testnode.Serve(t, testnode.Site, keys, apps()) }

// shown is the serial number of the certificate that a node shows, "" where nobody answers.
func shown(s *testnode.Lab, node string) string {
	conn, err := tls.DialWithDialer(&net.Dialer{Timeout: time.Second}, "tcp", s.At(node), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		return ""
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.Text(16)
}

// stored is that of the certificate on the node's disk.
func stored(s *testnode.Lab, node string) (serial string) {
	s.Lab.See(func(l *lab.Lab) {
		serial = l.ClusterOf(node).Node(node).Certificate(cucm.Tomcat).X509.SerialNumber.Text(16)
	})
	return serial
}

func does(t *testing.T, s *testnode.Lab, step string) {
	t.Helper()
	require.NoError(t, s.Lab.Play(t.Context(), "test", step))
}

// becomes waits for what a node shows.
func becomes(t *testing.T, s *testnode.Lab, node, want string) {
	t.Helper()
	require.Eventually(t, func() bool { return shown(s, node) == want }, 10*time.Second, 10*time.Millisecond)
}

// TestCertificate: a node shows what Cisco Tomcat loaded, until somebody restarts it; it is gone where it is stopped, the node down or the
// port blocked, and each node is for itself.
func TestCertificate(t *testing.T) {
	s := serve(t)
	old, other := stored(s, "cucm-pub"), stored(s, "cucm-sub1")
	require.Equal(t, old, shown(s, "cucm-pub"))
	does(t, s, "regenerate: {certificate: tomcat, nodes: cucm-pub}")
	fresh := stored(s, "cucm-pub")
	require.NotEqual(t, old, fresh)
	require.Equal(t, old, shown(s, "cucm-pub"), "not restarted")
	does(t, s, "restart: {service: Cisco Tomcat, nodes: cucm-pub}")
	becomes(t, s, "cucm-pub", fresh)
	for _, row := range [][2]string{
		{"stop: {service: Cisco Tomcat, nodes: cucm-pub}", "start: {service: Cisco Tomcat, nodes: cucm-pub}"},
		{"fault: {kind: node-down, nodes: cucm-pub}", "heal: {kind: node-down, nodes: cucm-pub}"},
		{"fault: {kind: service-port-blocked, port: 8443, nodes: cucm-pub}", "heal: {kind: service-port-blocked, port: 8443, nodes: cucm-pub}"},
	} {
		does(t, s, row[0])
		becomes(t, s, "cucm-pub", "")
		require.Equal(t, other, shown(s, "cucm-sub1"), row[0])
		does(t, s, row[1])
		becomes(t, s, "cucm-pub", fresh)
	}
}

// TestAccounts: who is let in where, by Basic or by a cookie of before.
func TestAccounts(t *testing.T) {
	s := serve(t)
	application, platform := testnode.Accounts.Application[0], testnode.Accounts.Platform[0]
	for _, row := range []struct {
		path    string
		account tomcat.Account
		status  int
	}{
		{"/open/", tomcat.Account{}, 200}, {"/app/one/", tomcat.Account{}, 401}, {"/app/one/", application, 200}, {"/app/one", application, 200}, {"/app/one/", platform, 401},
		{"/app/one/", tomcat.Account{User: application.User, Password: "wrong"}, 401}, {"/os/", platform, 200}, {"/os/", application, 401},
		{"/elsewhere", application, 404}, {"/dialer/", application, 404},
	} {
		got := s.Do(http.MethodGet, "cucm-pub", row.path, row.account, nil, nil)
		require.Equal(t, row.status, got.Status, "%v", row)
		require.Equal(t, row.status == 401, strings.HasPrefix(got.Header.Get("WWW-Authenticate"), "Basic realm="))
		if row.status >= 400 {
			require.Contains(t, got.Body, "<h1>HTTP Status ")
		}
	}
	cookies := s.Do(http.MethodGet, "cucm-pub", "/app/one/", application, nil, nil).Header.Values("Set-Cookie")
	require.Len(t, cookies, 2)
	require.Regexp(t, `^JSESSIONIDSSO=[0-9A-F]{32}; Path=/; HttpOnly; Secure$`, cookies[0])
	require.Regexp(t, `^JSESSIONID=[0-9A-F]{32}; Path=/app; HttpOnly; Secure$`, cookies[1])
	for _, cookie := range cookies {
		value, _, _ := strings.Cut(cookie, ";")
		header := map[string]string{"Cookie": value}
		require.Equal(t, "hello administrator at cucm-pub", s.Do(http.MethodGet, "cucm-pub", "/app/one/", tomcat.Account{}, header, nil).Body)
		require.Equal(t, 401, s.Do(http.MethodGet, "cucm-pub", "/os/", tomcat.Account{}, header, nil).Status)
		require.Equal(t, 401, s.Do(http.MethodGet, "cucm-sub1", "/app/one/", tomcat.Account{}, header, nil).Status, "another node")
	}
}

// TestPlain: without TLS there is what phones ask so; the rest is sent to the port with TLS, and a fault of the port shuts it alone.
func TestPlain(t *testing.T) {
	open := func(w http.ResponseWriter, a *tomcat.Ask) { _, _ = w.Write([]byte(a.Scheme())) }
	s := testnode.Serve(t, testnode.Site, keys, append(apps(), tomcat.App{Paths: []string{"/phones/"}, Right: tomcat.Anybody, Plain: true, Serve: open}))
	client := testnode.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for path, want := range map[string]struct {
		status   int
		location string
	}{
		"/phones/x":   {http.StatusOK, ""},
		"/app/one/?a": {http.StatusFound, "https://" + s.At("cucm-pub") + "/app/one/?a"},
		"/nowhere":    {http.StatusFound, "https://" + s.At("cucm-pub") + "/nowhere"},
	} {
		got, err := client.Get("http://" + s.Plain("cucm-pub") + path)
		require.NoError(t, err)
		body, err := io.ReadAll(got.Body)
		require.NoError(t, errors.Join(err, got.Body.Close()))
		require.Equal(t, want.status, got.StatusCode, path)
		require.Equal(t, want.location, got.Header.Get("Location"), path)
		require.Equal(t, want.status == http.StatusOK, string(body) == "http", path)
	}
	require.Equal(t, "https", s.Do(http.MethodGet, "cucm-pub", "/phones/x", tomcat.Account{}, nil, nil).Body)
	does(t, s, "fault: {kind: service-port-blocked, port: 8080, nodes: cucm-pub}")
	require.Eventually(t, func() bool {
		conn, err := net.Dial("tcp", s.Plain("cucm-pub"))
		return err != nil || conn.Close() != nil
	}, 10*time.Second, 10*time.Millisecond)
	require.Equal(t, 200, s.Do(http.MethodGet, "cucm-pub", "/open/", tomcat.Account{}, nil, nil).Status)
}

// TestHostile: what is too large is refused before it is read, old clients are served, and the lab lives.
func TestHostile(t *testing.T) {
	s := serve(t)
	conn, err := tls.Dial("tcp", s.At("cucm-pub"), &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10})
	require.NoError(t, err)
	_, err = conn.Write([]byte("POST /app/one/ HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YWRtaW5pc3RyYXRvcjpzZWNyZXQ=\r\nContent-Length: 104857600\r\n\r\n"))
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(10*time.Second)))
	head := make([]byte, 12)
	_, err = io.ReadFull(conn, head)
	require.NoError(t, err)
	require.Equal(t, "HTTP/1.1 413", string(head))
	conn.Close()
	plain, err := net.Dial("tcp", s.At("cucm-pub"))
	require.NoError(t, err)
	_, err = plain.Write([]byte("GET / HTTP/1.1\r\n\r\n"))
	require.NoError(t, err)
	plain.Close()
	require.Equal(t, 200, s.Do(http.MethodGet, "cucm-pub", "/open/", tomcat.Account{}, nil, nil).Status)
}
