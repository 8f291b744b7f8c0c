package cli_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/bench/boots"
)

// spoken is a lab in which every protocol is spoken: over TLS and without, by phones of both ages, with a certificate that nobody
// vouches for, and with a port where nobody answers.
const spoken = `title: Everything that phones speak
source: "a test of captures"
release: "11.5"
cluster:
  mode: mixed-tokenless
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  desk: {model: "8841", count: 2, tftp: [cucm-pub, cucm-sub1]}
  floor: {model: "7965", count: 2, tftp: [cucm-pub, cucm-sub1]}
  secure: {model: "8841", count: 2, tftp: [cucm-sub1, cucm-pub], authentication: by-null-string}
  old: {model: "7965", count: 1, tftp: [cucm-sub1, cucm-pub]}
steps:
  - power-on: all
  - certificate-operation: {phones: secure, operation: install-upgrade}
  - reset: all
  - security-profile: {phones: secure, mode: encrypted}
  - security-profile: {phones: old, mode: encrypted}
  - reset: all
  - regenerate: {certificate: CallManager, nodes: cucm-pub}
  - restart: {service: Cisco Tftp, nodes: cucm-pub}
  - fault: {kind: service-port-blocked, port: 2445, nodes: cucm-pub, phones: floor}
  - fault: {kind: service-port-blocked, port: 69, nodes: cucm-sub1, phones: old}
  - reset: all
  - expect: {all: {registered: true}}
`

// decoded are ports that tshark does not know: it would go by the client's port, which may be that of another protocol.
var decoded = []string{"udp.port==6969,tftp", "tcp.port==3804,tls", "tcp.port==6970,http", "tcp.port==2445,tls", "tcp.port==2443,tls"}

// tshark says of a capture what its arguments ask for.
func tshark(t *testing.T, file string, args ...string) string {
	t.Helper()
	program, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("the tool tshark is not on PATH (Debian: tshark)")
	}
	for _, port := range decoded {
		args = append(args, "-d", port)
	}
	cmd := exec.Command(program, append([]string{"-r", file}, args...)...)
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	require.NoError(t, err, errs.String())
	return string(out)
}

// counts is how many packets each of some display filters lets through, in one go.
func counts(t *testing.T, file string, filters ...string) map[string]int {
	t.Helper()
	table := tshark(t, file, "-q", "-z", "io,stat,0,"+strings.Join(filters, ","))
	row := regexp.MustCompile(`(?m)^\| +[0-9.]+ +<> .*$`).FindString(table)
	cells := strings.Split(strings.Trim(row, "|"), "|") // the interval, then frames and bytes of each
	require.Len(t, cells, 1+2*len(filters), table)
	found := map[string]int{}
	for i, filter := range filters {
		n, err := strconv.Atoi(strings.TrimSpace(cells[1+2*i]))
		require.NoError(t, err)
		found[filter] = n
	}
	return found
}

// wrong is what no packet may be: cut, or in the expert's view an error (PI_ERROR of epan/proto.h).
const wrong = "_ws.malformed || _ws.expert.severity == 0x00800000"

// tvslab runs the program and returns what it prints.
func tvslab(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("tvslab", append(args, "--keys", "../../testdata/keys")...)
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	require.NoError(t, err, "%s%s", out, errs.String())
	return string(out)
}

func written(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "spoken.yaml")
	require.NoError(t, os.WriteFile(name, []byte(content), 0o600))
	return name
}

// TestCaptured: Wireshark's dissectors find every protocol in what phones said, read what was encrypted, and nothing wrong; and they
// find the same in memory as over sockets.
func TestCaptured(t *testing.T) {
	t.Parallel()
	file, scenario := filepath.Join(t.TempDir(), "run.pcapng"), written(t, spoken)
	tvslab(t, "run", scenario, "--sockets", "--pcap", file)
	onSockets := everythingSpoken(t, file)
	tvslab(t, "run", scenario, "--pcap", file)
	require.Equal(t, onSockets, everythingSpoken(t, file))
}

// everythingSpoken is how many packets of each kind there are, some of each, and none that is wrong.
func everythingSpoken(t *testing.T, file string) map[string]int {
	t.Helper()
	const (
		last     = "tls.handshake.type == 14"                        // of a server up to TLS 1.2, before anything is encrypted
		finished = "tls.handshake.type == 20 && tcp.srcport < 10000" // of a server, encrypted
	)
	filters := []string{
		wrong, last, finished,
		"tftp.opcode == 1", "tftp.opcode == 3", "tftp.opcode == 4",
		"http.request", "http.response.code == 200",
		"sip.Method == REGISTER && tcp.port == 5060", "sip.Status-Code == 200 && tcp.port == 5060",
		"skinny && tcp.port == 2000", "sip.Method == REGISTER && tcp.port == 5061", "sip.Status-Code == 200 && tcp.port == 5061",
		"tls.handshake.type == 20 && tcp.port == 2445", "tls.handshake.type == 20 && tcp.port == 3804", // encrypted, and read
		"tls.handshake.type == 20 && tcp.port == 2443",
		"tcp.flags.reset == 1 && tcp.port == 2445", "icmp.type == 3 && icmp.code == 3",
	}
	found := counts(t, file, filters...)
	require.Zero(t, found[wrong])
	require.Equal(t, found[last], found[finished], "each handshake of TLS 1.2 is read to its end")
	for _, filter := range filters[1:] {
		require.NotZero(t, found[filter], filter)
	}
	return found
}

// TestCapturedFleet: phones have as many exchanges in the file as they report, and the servers' file has the same.
func TestCapturedFleet(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	served := serveInto(t, filepath.Join(dir, "serve.pcapng"))
	file := filepath.Join(dir, "phones.pcapng")
	var report boots.Report
	require.NoError(t, json.Unmarshal([]byte(tvslab(t, "phones", "--lab", served.document, "--count", "9", "--models", "8841=2,7965=1",
		"--pcap", file, "-o", "json")), &report))
	served.end()
	const asked, missing = "tftp.opcode == 1 || http.request", "tftp.opcode == 5 || http.response.code >= 400"
	const opened, closed = "tcp.flags.syn == 1 && tcp.flags.ack == 0", "tcp.flags.fin == 1 && tcp.dstport < 10000"
	filters := []string{wrong, asked, missing, opened, "tftp.opcode == 4", "sip.Method == REGISTER", "sip.Status-Code == 200", "skinny.messageId == 1"}
	found := counts(t, file, append(filters, closed)...)
	require.Equal(t, found[opened], found[closed], "each connection is closed")
	delete(found, closed) // a server that closes first does not learn of it
	require.Zero(t, found[wrong])
	require.EqualValues(t, report.Traffic.Files+report.Traffic.Missing, found[asked])
	require.EqualValues(t, report.Traffic.Missing, found[missing])
	require.Equal(t, found, counts(t, served.packets, filters...))
}

// servedInto is a lab that is served, with its packets in a file.
type servedInto struct {
	document, packets string
	end               func()
}

func serveInto(t *testing.T, packets string) *servedInto {
	t.Helper()
	dir := t.TempDir()
	s := &servedInto{document: filepath.Join(dir, "lab.json"), packets: packets}
	cmd := exec.Command("tvslab", "serve", "tftp-both-changed-tvs-ok", "--release", "11.5", "--steps", "0", "--keys", "../../testdata/keys", "--control", "none",
		"-q", "--pcap", packets, "-o", "json")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	var document json.RawMessage
	wrong := json.NewDecoder(out).Decode(&document)
	s.end = func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait() // 130
	}
	if wrong != nil {
		s.end()
	}
	require.NoError(t, wrong)
	require.NoError(t, os.WriteFile(s.document, document, 0o600))
	return s
}
