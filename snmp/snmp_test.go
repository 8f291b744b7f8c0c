package snmp_test

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/accept"
	"tvslab/snmp"
)

var update = flag.Bool("update", false, "write golden files")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tree has every type of value, scalars, a table and one without a row.
func tree(rows int) snmp.Tree {
	numbers := make(snmp.Numbered, rows)
	for i := range numbers {
		numbers[i] = uint32(i*2 + 1)
	}
	name := func(row int) snmp.Value { return snmp.Text(fmt.Sprintf("row %d", row)) }
	return snmp.NewTree(
		snmp.Object{At: snmp.OID{1, 3, 6, 1, 2, 1, 1, 5}, Cell: func(int) snmp.Value { return snmp.Text("cucm-pub") }},
		snmp.Object{At: snmp.OID{1, 3, 6, 1, 2, 1, 1, 2}, Cell: func(int) snmp.Value { return snmp.Name(snmp.OID{1, 3, 6, 1, 4, 1, 9, 1, 1348}) }},
		snmp.Object{At: snmp.OID{1, 3, 6, 1, 2, 1, 1, 3}, Cell: func(int) snmp.Value { return snmp.Ticks(4294967295) }},
		snmp.Object{At: snmp.OID{1, 3, 6, 1, 4, 1, 9, 9, 156, 1, 5, 5}, Cell: func(int) snmp.Value { return snmp.Gauge(3000000000) }},
		snmp.Object{At: snmp.OID{1, 3, 6, 1, 4, 1, 9, 9, 156, 1, 5, 6}, Cell: func(int) snmp.Value { return snmp.Counter(127) }},
		snmp.Object{At: snmp.OID{1, 3, 6, 1, 4, 1, 9, 9, 156, 1, 1, 9, 1, 2}, Rows: snmp.Numbered{}, Cell: name},
		snmp.Object{At: snmp.OID{1, 3, 6, 1, 4, 1, 9, 9, 156, 1, 2, 1, 1, 4}, Rows: numbers, Cell: name},
		snmp.Object{At: snmp.OID{1, 3, 6, 1, 4, 1, 9, 9, 156, 1, 2, 1, 1, 6}, Rows: numbers, Cell: func(int) snmp.Value { return snmp.Address(netip.MustParseAddr("192.0.2.7")) }},
		snmp.Object{At: snmp.OID{1, 3, 6, 1, 4, 1, 9, 9, 156, 1, 2, 1, 1, 7}, Rows: numbers, Cell: func(row int) snmp.Value { return snmp.Integer(row - 1) }},
		snmp.Object{At: snmp.OID{1, 3, 6, 1, 4, 1, 9, 9, 156, 1, 2, 1, 1, 2}, Rows: numbers, Cell: func(int) snmp.Value { return snmp.Octets([]byte{0, 1, 2, 0xfe}) }},
	)
}

var users = []string{"open", "md5:MD5:password1", "des:MD5:password1:DES:password2", "sha:SHA:password1", "aes:SHA:password1:AES:password2",
	"sha2:SHA-256:password1:AES-256:password2", "sha5:sha-512:password1:aes-192:password2", "sha4:SHA-384:password1", "sha22:SHA-224:password1:DES:password2"}

// agent answers at an address on loopback until the test ends.
func agent(t testing.TB, values snmp.Tree) (*snmp.Agent, string) {
	t.Helper()
	a := &snmp.Agent{Engine: snmp.Engine{ID: "\x80\x00\x00\x09\x05lab-node", Boots: 7, Since: time.Now().Add(-time.Hour)}, Communities: []string{"public"},
		Tree: func() (snmp.Tree, bool) { return values, true }}
	var all []snmp.User
	for _, text := range users {
		u, err := snmp.ParseUser(text)
		require.NoError(t, err)
		all = append(all, u)
	}
	var err error
	a.Users, err = snmp.NewUsers(a.Engine, all...)
	require.NoError(t, err)
	return a, serve(t, a)
}

func serve(t testing.TB, a *snmp.Agent) string {
	t.Helper()
	socket, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	require.NoError(t, err)
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx, socket, func(trouble accept.Trouble) { t.Error(trouble) }) }()
	t.Cleanup(func() { end(); require.NoError(t, <-ended) })
	return socket.LocalAddr().String()
}

// tool runs a command of net-snmp, without files of its own.
func tool(t *testing.T, name string, args ...string) (string, error) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not here (Debian: snmp)", name)
	}
	cmd := exec.CommandContext(t.Context(), path, append([]string{"-On", "-m", "", "-t", "1", "-r", "0"}, args...)...)
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "cert_indexes"), 0o700)) // it says that it made one
	cmd.Env = append(os.Environ(), "SNMPCONFPATH="+dir, "SNMP_PERSISTENT_DIR="+dir)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	if string(want) != got {
		require.Equal(t, strings.Split(string(want), "\n"), strings.Split(got, "\n"))
	}
}

// as are the arguments of net-snmp's tools for the ways to ask.
var as = map[string]string{
	"v1":           "-v1 -c public",
	"v2c":          "-v2c -c public",
	"noAuthNoPriv": "-v3 -l noAuthNoPriv -u open",
	"MD5":          "-v3 -l authNoPriv -u md5 -a MD5 -A password1",
	"MD5, DES":     "-v3 -l authPriv -u des -a MD5 -A password1 -x DES -X password2",
	"SHA":          "-v3 -l authNoPriv -u sha -a SHA -A password1",
	"SHA, AES":     "-v3 -l authPriv -u aes -a SHA -A password1 -x AES -X password2",
	"SHA-256, AES": "-v3 -l authPriv -u sha2 -a SHA-256 -A password1 -x AES-256 -X password2",
	"SHA-512, AES": "-v3 -l authPriv -u sha5 -a SHA-512 -A password1 -x AES-192 -X password2",
	"SHA-384":      "-v3 -l authNoPriv -u sha4 -a SHA-384 -A password1",
	"SHA-224, DES": "-v3 -l authPriv -u sha22 -a SHA-224 -A password1 -x DES -X password2",
}

// value is a line of a tool that says a value; others say that there are no more.
var value = regexp.MustCompile(`^[.0-9]+ = [A-Za-z0-9-]+: `)

// TestWalk: every way of asking walks through the same values, one by one and in bulk.
func TestWalk(t *testing.T) {
	_, at := agent(t, tree(12))
	for how, args := range as {
		for _, walk := range []string{"snmpwalk", "snmpbulkwalk"} {
			if walk == "snmpbulkwalk" && how == "v1" {
				continue
			}
			t.Run(how+" "+walk, func(t *testing.T) {
				out, err := tool(t, walk, append(strings.Fields(args), at, ".1")...)
				require.NoError(t, err, out)
				values := slices.DeleteFunc(strings.SplitAfter(out, "\n"), func(line string) bool { return !value.MatchString(line) })
				golden(t, "walk.txt", strings.Join(values, ""))
			})
		}
	}
}

// TestRefused: what is not allowed, and what managers are told.
func TestRefused(t *testing.T) {
	_, at := agent(t, tree(3))
	const name, table = ".1.3.6.1.2.1.1.5.0", ".1.3.6.1.4.1.9.9.156.1.2.1.1.4"
	for what, row := range map[string]struct{ tool, args, says string }{
		"another community": {"snmpget", "-v2c -c private AT " + name, "Timeout"},
		"v1, no value":      {"snmpget", "-v1 -c public AT " + name + " " + table + ".2", "noSuchName"},
		"no row":            {"snmpget", "-v2c -c public AT " + table + ".2", "No Such Instance"},
		"no object":         {"snmpget", "-v2c -c public AT .1.3.6.1.2.1.1.99.0", "No Such Object"},
		"set":               {"snmpset", "-v2c -c public AT " + name + " s other", "noAccess"},
		"set, v1":           {"snmpset", "-v1 -c public AT " + name + " s other", "noSuchName"},
		"unknown user":      {"snmpget", "-v3 -l authNoPriv -u nobody -a SHA -A password1 AT " + name, "Unknown user name"},
		"wrong password":    {"snmpget", "-v3 -l authNoPriv -u sha -a SHA -A password9 AT " + name, "Authentication failure"},
		"another digest":    {"snmpget", "-v3 -l authNoPriv -u sha -a MD5 -A password1 AT " + name, "Authentication failure"},
		"no such level":     {"snmpget", "-v3 -l authPriv -u sha -a SHA -A password1 -x AES -X password2 AT " + name, "Unsupported security level"},
		"too open":          {"snmpget", "-v3 -l authNoPriv -u aes -a SHA -A password1 AT " + name, "authorizationError"},
		"another context":   {"snmpget", "-v3 -l authNoPriv -u sha -a SHA -A password1 -n other AT " + name, "Timeout"},
		"another engine":    {"snmpget", "-v3 -l authNoPriv -u sha -a SHA -A password1 -e 0x8000000901020304 AT " + name, "Timeout"},
		"another cipher":    {"snmpget", "-v3 -l authPriv -u aes -a SHA -A password1 -x AES -X password9 AT " + name, "Decryption error"},
	} {
		t.Run(what, func(t *testing.T) {
			out, _ := tool(t, row.tool, strings.Fields(strings.ReplaceAll(row.args, "AT", at))...)
			require.Contains(t, out, row.says)
		})
	}
}

// TestUsers: what is no user.
func TestUsers(t *testing.T) {
	for text, says := range map[string]string{
		"":                               "NAME",
		"a:SHA":                          "NAME",
		"a:SHA:short":                    "8 characters",
		"a:ROT13:password1":              "one of MD5, SHA, SHA-224",
		"a:SHA:password1:AES":            "NAME",
		"a:SHA:password1:AES:b":          "8 characters",
		"a:SHA:password1:3DES:password2": "one of DES, AES, AES-192",
		strings.Repeat("n", 33):          "32 characters",
	} {
		_, err := snmp.ParseUser(text)
		require.ErrorContains(t, err, says, text)
	}
}
