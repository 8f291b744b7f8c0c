package cli_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim/lab/api/client"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/control/testsoak"
	"tvslab/tftpd"
)

// soaked is a lab with fifty phones, ten of which are secure.
const soaked = `title: Certificates are replaced without end
source: "a test of what a lab keeps"
release: "12.5"
cluster:
  mode: mixed-tokenless
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  desk: {model: "8841", count: 40, tftp: [cucm-pub, cucm-sub1]}
  secure: {model: "8841", count: 10, tftp: [cucm-sub1, cucm-pub]}
steps:
  - security-profile: {phones: secure, mode: encrypted}
  - power-on: all
  - expect: {desk: {trust: current}}
`

// TestSoak types commands on the real program through its control socket, a round of them, or for as long as TVSLAB_SOAK
// says (10m), and looks at what the process holds. What is bounded is full late: after a fifth of the time memory may grow by
// half and 48 MB.
func TestSoak(t *testing.T) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("this system has no /proc")
	}
	long, _ := time.ParseDuration(os.Getenv("TVSLAB_SOAK"))
	for _, engine := range []tftpd.Engine{tftpd.EnginePin, tftpd.EngineLean} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			s := serve(t, engine)
			s.round()
			before, until := s.usage(), time.Now().Add(long)
			for fifth := time.Now().Add(long / 5); time.Now().Before(fifth); before = s.usage() {
				s.round()
			}
			for time.Now().Before(until) {
				s.round()
			}
			after := s.usage()
			require.LessOrEqual(t, after.Resident, before.Resident*3/2+48<<20)
			require.LessOrEqual(t, after.Descriptors, before.Descriptors+64)
			require.LessOrEqual(t, after.Goroutines, before.Goroutines+64)
		})
	}
}

// served is the program that keeps a lab up.
type served struct {
	*testing.T
	began   time.Time
	process int
	control string
	metrics string // address
	typed   int    // commands
}

// serve starts the program on free addresses until the test ends.
func serve(t *testing.T, engine tftpd.Engine) *served {
	t.Helper()
	dir := t.TempDir()
	file, log, socket := filepath.Join(dir, "soaked.yaml"), filepath.Join(dir, "log"), filepath.Join(dir, "control")
	require.NoError(t, os.WriteFile(file, []byte(soaked), 0o600))
	errs, err := os.Create(log)
	require.NoError(t, err)
	defer errs.Close()
	cmd := exec.Command("tvslab", "serve", file, "--keys", "../../testdata/keys", "--control", socket, "--resets", "at-once",
		"--tftp-engine", string(engine), "--metrics", "127.0.0.1:0", "-q", "-o", "json")
	cmd.Stderr = errs
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		require.NoError(t, cmd.Wait())
	})
	wrong := json.NewDecoder(out).Decode(new(control.Document)) // that it is ready
	text, err := os.ReadFile(log)
	require.NoError(t, err)
	require.NoError(t, wrong, string(text))
	at := regexp.MustCompile(`http://(\S+)/metrics`).FindSubmatch(text)
	require.NotNil(t, at, string(text))
	return &served{t, time.Now(), cmd.Process.Pid, socket, string(at[1]), 0}
}

// round types each command once and tells what the process holds after it.
func (s *served) round() {
	s.Helper()
	for _, c := range append(testsoak.Round(), testsoak.Backup) {
		results, err := client.OnSocket(s.control).Run(s.Context(), c.Node, []string{c.Line}, testsoak.Answers)
		require.NoError(s, err)
		require.Empty(s, results[0].Refused, c.Line)
		s.typed++
	}
	s.Logf("%s: %d commands, %+v", time.Since(s.began).Round(time.Second), s.typed, s.usage())
}

// usage is what a process holds.
type usage struct {
	Resident    int // bytes
	Descriptors int
	Goroutines  int
}

func (s *served) usage() usage {
	s.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process))
	require.NoError(s, err)
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.process))
	require.NoError(s, err)
	answer, err := http.Get("http://" + s.metrics + "/metrics")
	require.NoError(s, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(s, err)
	return usage{1024 * number(s.T, status, `VmRSS:\s+(\d+) kB`), len(open), number(s.T, text, `(?m)^go_goroutines (\d+)`)}
}

// number returns the number that the expression finds in a text.
func number(t *testing.T, text []byte, expression string) int {
	t.Helper()
	found := regexp.MustCompile(expression).FindSubmatch(text)
	require.NotNil(t, found, expression)
	n, err := strconv.Atoi(string(found[1]))
	require.NoError(t, err)
	return n
}
