package cli_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/classroom"
)

// thirty is a lab with thirty phones.
const thirty = `title: Thirty phones
release: "11.5"
cluster:
  mode: non-secure
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  desk: {model: "8841", count: 15, tftp: [cucm-pub, cucm-sub1]}
  floor: {model: "7965", count: 10, tftp: [cucm-pub, cucm-sub1]}
  lobby: {model: "7940", count: 5, tftp: [cucm-pub, cucm-sub1]}
steps:
  - power-on: all
  - expect: {desk: {trust: current}}
`

// mostOfClass is what the process of a class of twelve learners with thirty phones each may hold, bytes.
const mostOfClass = 300 << 20

// rotation is what each learner does.
var rotation = []string{"regenerate: {certificate: [CallManager, TVS], nodes: all}",
	"restart: {service: [Cisco CallManager, Cisco Trust Verification Service, Cisco Tftp], nodes: all}", "reset: all", "advance: 1d"}

// taught is the program that keeps a class up over TLS, and somebody who has logged in.
type taught struct {
	*testing.T
	process int
	logins  classroom.Logins
	client  *http.Client
}

// teach starts the program until the test ends, with the pages over TLS at an address of loopback of their own.
func teach(t *testing.T, learners int, address string) *taught {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "thirty.yaml")
	require.NoError(t, os.WriteFile(file, []byte(thirty), 0o600))
	var errs bytes.Buffer
	cmd := exec.Command("tvslab", "classroom", "--learners", fmt.Sprint(learners), "--scenario", file, "--keys", "../../testdata/keys", "--clock", "stopped",
		"--dir", filepath.Join(dir, "class"), "--listen", address, "-o", "json")
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		require.NoError(t, cmd.Wait(), errs.String())
	})
	c := &taught{T: t, process: cmd.Process.Pid}
	require.NoError(t, json.NewDecoder(out).Decode(&c.logins))
	roots, err := os.ReadFile(c.logins.Authority)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(roots))
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
	t.Cleanup(transport.CloseIdleConnections)
	c.client = &http.Client{Jar: jar, Transport: transport}
	who := c.logins.Instructor
	answer, err := c.client.PostForm(c.logins.Pages+"/login", url.Values{"name": {who.Name}, "password": {who.Password}})
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Len(t, answer.Cookies(), 1)
	for _, cookie := range answer.Cookies() {
		require.True(t, cookie.Secure && cookie.HttpOnly && cookie.SameSite == http.SameSiteStrictMode)
	}
	return c
}

// do does a step in the lab of a learner.
func (c *taught) do(learner, step string) {
	c.Helper()
	body, err := json.Marshal(map[string]string{"step": step})
	require.NoError(c, err)
	answer, err := c.client.Post(c.logins.Pages+"/"+learner+"/api/v1/steps", "application/json", bytes.NewReader(body))
	require.NoError(c, err)
	require.NoError(c, answer.Body.Close())
	require.Equal(c, http.StatusOK, answer.StatusCode, step)
}

// resident is what the process holds, bytes.
func (c *taught) resident() int {
	c.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.process))
	require.NoError(c, err)
	return 1024 * number(c.T, status, `VmRSS:\s+(\d+) kB`)
}

// TestClassMemory: a class of twelve learners with thirty phones each, who all replace their certificates, stays under 300 MB. It has two
// learners unless TVSLAB_CLASS=12 says otherwise, and tells what each costs.
func TestClassMemory(t *testing.T) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("this system has no /proc")
	}
	learners := 2
	if text := os.Getenv("TVSLAB_CLASS"); text != "" {
		_, err := fmt.Sscan(text, &learners)
		require.NoError(t, err)
	}
	c := teach(t, learners, "127.82.9.1")
	begun := c.resident()
	for range 2 {
		for _, l := range c.logins.Learners {
			for _, step := range rotation {
				c.do(l.Name, step)
			}
		}
	}
	worked := c.resident()
	t.Logf("%d learners: %d MB when all labs were up, %d MB after two rotations in each", learners, begun>>20, worked>>20)
	require.Less(t, worked, mostOfClass)

	t.Run("without TLS there is nothing", func(t *testing.T) {
		answer, err := http.Get(strings.Replace(c.logins.Pages, "https:", "http:", 1) + "/")
		if err == nil {
			defer answer.Body.Close()
			require.Equal(t, http.StatusBadRequest, answer.StatusCode)
		}
	})
}
