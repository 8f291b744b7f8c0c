package cli_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"tvslab/cmd/cli"
	"tvslab/testrace"
	"tvslab/trustlist"
)

// evil is text that a terminal would obey: an escape sequence, DEL, a C1 control and a bidirectional override. shown is how
// every harmless form of it ends.
const (
	evil  = "evil\r\x7f\u009b32m\u202e\u2066\x1b[31m"
	shown = "[31m"
)

// harmless says what in a text a terminal would obey, "" if nothing.
func harmless(text string) string {
	for i, r := range text {
		bad := r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
		if _, size := utf8.DecodeRuneInString(text[i:]); bad || r == utf8.RuneError && size == 1 {
			return fmt.Sprintf("%q at %d in %q", r, i, text[max(0, i-60):min(len(text), i+20)])
		}
	}
	return ""
}

// hostileFiles writes a folder of hostile files.
func hostileFiles(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, data []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	q := strconv.Quote(evil)
	scenario := "title: " + q + "\nsource: " + q + `
cluster: {nodes: {cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}}}
phones: {` + q + `: {model: "8841", tftp: [cucm-pub]}}
steps:
  - power-on: all
  - expect: {` + q + `: {trust: `
	write("held.yaml", []byte(scenario+"current}}\n"))
	write("fails.yaml", []byte(scenario+"locked}}\n"))
	write("broken.yaml", []byte(scenario+q+"}}\n"+q+": 1\n"))

	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	names := pkix.Name{CommonName: evil, OrganizationalUnit: []string{evil}}
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: names, Issuer: names, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(24 * time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	pemFile := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	write("cert.pem", pemFile)
	imports := "\n  - cli: {node: cucm-pub, run: set cert import trust tomcat, answer: [" + strconv.Quote(string(pemFile)) + "]}\n  - expect:"
	write("paged.yaml", []byte(strings.Replace(scenario, "\n  - expect:", imports, 1)+"current}}\n"))
	signer := trustlist.Signer{Key: key, Name: evil, CAName: evil, Serial: []byte{7}}
	sgn, err := trustlist.Sign(trustlist.SignedTemplate{FileName: evil, Payload: []byte("<device>\x9b" + evil + "</device>\r\n")}, signer)
	require.NoError(t, err)
	write("SEP.cnf.xml.sgn", sgn)
	organization := "CN=pub, O=\u202eevil" + shown
	write("evidence.log", []byte("\x1b[31madmin:show network cluster\n192.0.2.1 pub pub Publisher callmanager DBPub authenticated\nadmin:show "+evil+
		"\nadmin:show itl\n\u202e"+shown+"\nadmin:show cert own TVS\n[\n  Version: V3\n  Subject Name: "+organization+"\n  Issuer Name: "+organization+"\n]\n"))

	return dir
}

// TestNothingReachesTheTerminal plays every command with material that somebody else made.
func TestNothingReachesTheTerminal(t *testing.T) {
	keys, err := filepath.Abs("../../testdata/keys")
	require.NoError(t, err)
	dir := hostileFiles(t)
	in := func(name string) string { return filepath.Join(dir, name) }
	pemFile, err := os.ReadFile(in("cert.pem"))
	require.NoError(t, err)
	state := in("fleet.db")
	serveAndBoot(t, keys, in, state)
	measured := measure(t, keys, in)

	covered := map[string]bool{"serve": true, "phones": true}
	for _, row := range []struct {
		args   []string
		status int
		stdin  string
	}{
		{args: []string{"run", in("held.yaml"), "--timeline", "--log", "-"}},
		{args: []string{"run", in("held.yaml"), "-o", "json"}},
		{args: []string{"run", in("fails.yaml")}, status: 1},
		{args: []string{"run", in("held.yaml"), "--phone", evil}, status: 2},
		{args: []string{"run", in(evil + ".yaml")}, status: 2},
		{args: []string{"explore", in("held.yaml"), "--kinds", "skip"}},
		{args: []string{"explore", in("held.yaml"), "--kinds", "skip", "-o", "json"}},
		{args: []string{"explore", in(evil + ".yaml")}, status: 2},
		{args: []string{"explore", "merge", in(evil)}, status: 2},
		{args: []string{"plan", in("held.yaml")}},
		{args: []string{"plan", in("held.yaml"), "-o", "json"}},
		{args: []string{"plan", in(evil + ".yaml")}, status: 2},
		{args: []string{"plan", "diff", in("held.yaml"), in("fails.yaml")}, status: 1},
		{args: []string{"plan", "diff", in("held.yaml"), in(evil)}, status: 2},
		{args: []string{"list", evil}, status: 2},
		{args: []string{"classroom", "--names", evil, "--scenario", in("held.yaml")}, status: 2},
		{args: []string{"classroom", "results", in(evil)}, status: 2},
		{args: []string{"lab", "web", "--control", in(evil)}, status: 2},
		{args: []string{"show", evil}, status: 2},
		{args: []string{"check", in("broken.yaml")}, status: 2},
		{args: []string{"new", in(evil + ".yaml")}},
		{args: []string{"schema", evil, evil}, status: 2},
		{args: []string{"reasons", evil}, status: 2},
		{args: []string{"models", evil}, status: 2},
		{args: []string{"version", evil}, status: 2},
		{args: []string{evil}, status: 2},
		{args: []string{"help", evil}, status: -1},
		{args: []string{"inspect", in("cert.pem")}},
		{args: []string{"inspect", in("cert.pem"), "-o", "json"}},
		{args: []string{"inspect", in("SEP.cnf.xml.sgn"), "--signer", in("cert.pem")}},
		{args: []string{"inspect", in("SEP.cnf.xml.sgn")}, status: 1},
		{args: []string{"inspect", in("SEP.cnf.xml.sgn"), "-o", "json"}, status: 1},
		{args: []string{"inspect", in(evil)}, status: 2},
		{args: []string{"import", in("evidence.log"), in("cert.pem"), "-f", "-"}},
		{args: []string{"import", in("evidence.log"), "-f", "-", "-o", "json"}},
		{args: []string{"import", in("evidence.log"), "-f", in(evil + ".yaml")}, status: 2},
		{args: []string{"import", in(evil)}, status: 2},
		{args: []string{"phones", "list", "--state", state}},
		{args: []string{"phones", "list", "--state", state, "-o", "json"}},
		{args: []string{"phones", "show", "--state", state, "SEP0A0101000001"}},
		{args: []string{"phones", "export", "--state", state}},
		{args: []string{"bench", "--scenario", in("held.yaml"), "--memory", "--count", "2", "--title", evil}},
		{args: []string{"lab", "export", in(evil), in(evil)}, status: 2},
		{args: []string{"lab", "import", in(evil), in(evil)}, status: 2},
		{args: []string{"lab", "ls", in(evil)}, status: -1},
		{args: []string{"lab", "rm", in(evil)}, status: 2},
		{args: []string{"bench", "report", measured}},
		{args: []string{"bench", "compare", measured, in(evil)}, status: 2},
		{args: []string{"bench", "merge", "--results", in("sum.json"), in(evil)}, status: 2},
		{args: []string{"cli", "--scenario", in("held.yaml"), "-c", "set cert import trust tomcat", "--answer", string(pemFile), "-c", "show cert list trust"}},
		{args: []string{"cli", "--scenario", in("held.yaml")}, stdin: "set cert import trust tomcat\n" + string(pemFile) + "show cert list trust\n" + evil + "\nquit\n"},
		{args: []string{"cli", evil, "--scenario", in("held.yaml")}, status: 2},
		{args: []string{"page", "certificate-management", "--scenario", in("paged.yaml")}},
		{args: []string{"page", "certificate-management", "--scenario", in("paged.yaml"), "-o", "json"}},
		{args: []string{"page", "certificate-management", "--node", evil, "--scenario", in("paged.yaml")}, status: 2},
		{args: []string{"page", evil}, status: 2},
		{args: []string{"why", in("fails.yaml"), "--phone", "SEP0A0101000001"}},
		{args: []string{"why", in("fails.yaml"), "--group", evil, "-o", "json"}},
		{args: []string{"why", in("fails.yaml"), "--group", evil + "x"}, status: 2},
		{args: []string{"why", in("fails.yaml"), "--system", evil}, status: 2},
		{args: []string{"why", "--state", state, "--phone", "SEP0A0101000001"}},
		{args: []string{"demo", evil}, status: 2},
		{args: []string{"doctor", evil}, status: 2},
		{args: []string{"deploy", "kubernetes", "bench", "--deadline", evil}, status: 2},
		{args: []string{"deploy", "kubernetes", "explore", "--shards", evil}, status: 2},
		{args: []string{"deploy", "kubernetes", "fleet", "--start-in", evil}, status: 2},
		{args: []string{"deploy", "kubernetes", "lab", "--" + evil}, status: 2},
		{args: []string{"phones", "merge", in(evil)}, status: 2},
		{args: []string{"explore", "merge", in(evil)}, status: 2},
		{args: []string{"lesson", "ls", evil}, status: 2},
		{args: []string{"lesson", "schema", evil}, status: 2},
		{args: []string{"lesson", "start", evil}, status: 2},
		{args: []string{"lesson", "new", in(evil + "2.yaml")}},
		{args: []string{"lesson", "check-file", in(evil)}, status: 2},
		{args: []string{"lesson", "test", in(evil)}, status: 2},
		{args: []string{"lesson", "show", "--dir", evil}, status: 2},
		{args: []string{"lesson", "solve", "--dir", evil}, status: 2},
		{args: []string{"lesson", "reset", "--dir", evil}, status: 2},
		{args: []string{"lesson", "score", "--dir", evil}, status: 2},
		{args: []string{"lesson", "check", evil, "--dir", evil}, status: 2},
		{args: []string{"lesson", "hint", evil, "--dir", evil}, status: 2},
		{args: []string{"lesson", "answer", evil, evil, "--dir", evil}, status: 2},
	} {
		covered[row.args[0]] = true
		covered[strings.Join(row.args[:min(2, len(row.args))], " ")] = true
		covered[strings.Join(row.args[:min(3, len(row.args))], " ")] = true
		t.Run(strings.ReplaceAll(strings.Join(row.args, " "), dir, ""), func(t *testing.T) {
			var out, errs bytes.Buffer
			status := cli.Run(t.Context(), append(row.args, "--keys", keys), strings.NewReader(row.stdin), &out, &errs)
			if row.status >= 0 {
				require.Equal(t, row.status, status, errs.String())
			}
			require.Empty(t, harmless(out.String()))
			require.Empty(t, harmless(errs.String()))
			require.Contains(t, out.String()+errs.String(), shown, "the material was printed")
		})
	}
	for _, command := range labCommands { // played by serveAndBoot
		covered[command[0]+" "+command[1]] = true
	}
	for _, command := range leaves(cli.Root(nil, io.Discard, io.Discard)) {
		if !covered[command] {
			t.Errorf("%s prints too: give it a row", command)
		}
	}
}

// leaves names the commands that do something.
func leaves(c *cobra.Command) []string {
	var names []string
	for _, sub := range c.Commands() {
		if sub.Runnable() {
			names = append(names, strings.TrimPrefix(sub.CommandPath(), "tvslab "))
		}
		names = append(names, leaves(sub)...)
	}
	return names
}

// measure writes results of a benchmark with hostile texts, and returns the name of the file.
func measure(t *testing.T, keys string, in func(string) string) string {
	t.Helper()
	name := in("bench.json")
	status := cli.Run(t.Context(), []string{"bench", "--scenario", in("held.yaml"), "--memory", "--count", "2", "--results", name, "--keys", keys}, nil, io.Discard, io.Discard)
	require.Equal(t, 0, status)
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	var results map[string]any
	require.NoError(t, json.Unmarshal(data, &results))
	for _, key := range []string{"title", "target", "plan", "duration", "warmup"} {
		results[key] = evil
	}
	data, err = json.Marshal(results)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(name, data, 0o600))
	return name
}

// serveAndBoot serves a hostile scenario, asks its servers for hostile names, and boots a fleet whose groups have some.
func serveAndBoot(t *testing.T, keys string, in func(string) string, state string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	read, write := io.Pipe()
	var errs bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- cli.Run(ctx, []string{"serve", in("held.yaml"), "--keys", keys, "--listen", "127.60.3.1", "--control", in("c.sock"), "--dir", in("lab"), "-o", "json"}, nil, write, &errs)
	}()
	document := json.NewDecoder(read)
	var l lab
	require.NoError(t, document.Decode(&l))
	address := l.Nodes[0].Address
	at := address + ":" + strconv.Itoa(l.Nodes[0].TFTP)
	peer, err := net.ResolveUDPAddr("udp", at)
	require.NoError(t, err)
	conn, err := net.ListenPacket("udp", address+":0")
	require.NoError(t, err)
	defer conn.Close()
	_, err = conn.WriteTo([]byte("\x00\x01\x9b\u009b31mX"+evil+"\x00octet\x00"), peer)
	require.NoError(t, err)
	_, _, err = conn.ReadFrom(make([]byte, 600))
	require.NoError(t, err)
	answer, err := http.Get("http://" + address + ":" + strconv.Itoa(l.Nodes[0].HTTP) + "/%1b%5b31m%7f%c2%9b")
	require.NoError(t, err)
	answer.Body.Close()

	var out, told bytes.Buffer
	status := cli.Run(ctx, []string{"phones", "--tftp", at, "--host", "cucm-pub=" + address, "--count", "3", "--groups", evil, "--state", state}, nil, &out, &told)
	require.Equal(t, 0, status, told.String())
	require.Empty(t, harmless(out.String()+told.String()))
	require.Contains(t, out.String(), shown)
	lookAtLab(t, in("c.sock"))
	cancel()
	require.Equal(t, 0, <-ended)
	require.Empty(t, harmless(errs.String()))
	require.Contains(t, errs.String(), shown)
}

// labCommands are those about a running lab, with what they do to one with a hostile group, or say of it; events and history tell of the others.
var labCommands = [][]string{
	{"lab", "status"}, {"lab", "phones", "all"}, {"lab", "resets", evil}, {"lab", "wait", evil}, {"lab", "advance", evil}, {"lab", "clock", evil}, {"lab", "do", "reset: " + strconv.Quote(evil+"x")},
	{"lab", "reset", evil}, {"lab", "restart-phone", evil}, {"lab", "apply-config", evil}, {"lab", "product-specific", evil, "--web-access", "enabled"},
	{"lab", "power-on", evil + "x"}, {"lab", "power-off", evil + "x"}, {"lab", "delete-trust-list", evil + "x"}, {"lab", "factory-reset", evil + "x"},
	{"phones", "list", evil}, {"phones", "show", evil}, {"phones", "why", evil}, {"phones", "move", evil, "--tftp", evil}, {"phones", "on", evil + "x"},
	{"phones", "off", evil + "x"}, {"phones", "reset", evil + "x"}, {"phones", "restart", evil + "x"}, {"phones", "apply", evil + "x"},
	{"phones", "delete-trust-list", evil + "x"}, {"phones", "factory-reset", evil + "x"},
	{"lab", "snapshot", "--drop", evil}, {"lab", "restore", evil}, {"lab", "undo", evil}, {"lab", "redo", evil}, {"lab", "events"}, {"lab", "history"},
}

// lookAtLab plays the commands of tvslab lab.
func lookAtLab(t *testing.T, socket string) {
	for _, command := range labCommands {
		var out bytes.Buffer
		cli.Run(t.Context(), append(command, "--control", socket), nil, &out, &out)
		require.Empty(t, harmless(out.String()))
		require.Contains(t, out.String(), shown, command)
	}
}

// TestPrintingHasOneWay: what prints beside the screens of a command would print what it likes.
func TestPrintingHasOneWay(t *testing.T) {
	testrace.Alone(t)
	around := regexp.MustCompile(`os\.Std(out|err)|fmt\.Print|\blog\.(Print|Fatal|Panic)|\bprintln\(`)
	// The other programs are for who works on the project; signal.go hands the streams over.
	ours := regexp.MustCompile(`^(cmd/(cli|tvslab)|[^c][^/]*|c[^m][^/]*)/`)
	root := filepath.Join("..", "..")
	require.NoError(t, filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		name, _ = filepath.Rel(root, name)
		data, err := os.ReadFile(filepath.Join(root, name))
		if found := around.Find(data); found != nil && ours.MatchString(filepath.ToSlash(name)) && filepath.ToSlash(name) != "cmd/cli/signal.go" && !strings.HasPrefix(filepath.ToSlash(name), "packaging/") {
			t.Errorf("%s: %s: print through the screens of app", name, found)
		}
		return err
	}))
}
