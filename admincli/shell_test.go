package admincli_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/admincli"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// bench is a host of its own that counts what happens after commands.
type bench struct {
	cluster *sim.Cluster
	outside *admincli.Outside
	settled int
}

func newBench(t testing.TB, release string) *bench {
	return &bench{cluster: newCluster(t, release, sim.NonSecure), outside: admincli.NewOutside()}
}

func (b *bench) Snapshot() *sim.Cluster       { return b.cluster.Clone() }
func (b *bench) Outside() *admincli.Outside   { return b.outside }
func (b *bench) Settle(context.Context) error { b.settled++; return nil }
func (b *bench) Commit(change *sim.Change) error {
	_, err := b.cluster.Commit(change)
	return err
}

// transcript types lines into a shell without a terminal.
func transcript(t testing.TB, b *bench, lines string) (string, *admincli.Shell) {
	t.Helper()
	var out bytes.Buffer
	shell := &admincli.Shell{Host: b, Node: pub, In: strings.NewReader(lines), Out: &out}
	require.NoError(t, shell.Run(t.Context()))
	return out.String(), shell
}

func TestShellTranscript(t *testing.T) {
	b := newBench(t, "10.5(1)")
	out, shell := transcript(t, b, "show ctl\n\nutils ctl set-cluster mixed-mode\ny\nutils ctl set-cluster mixed-mode\nreboot\nquit\nshow itl\n")
	require.Equal(t, "admin:show ctl\nLength of CTL file: 0\n"+
		"CTL File not found. Please run CTLClient plugin or run the CLI - utils ctl.. to generate the CTL file.\n"+
		"Error parsing the CTL File.\n"+
		"admin:\n"+
		"admin:utils ctl set-cluster mixed-mode\n"+
		"This operation will set the cluster to Mixed mode. Do you want to continue? (y/n):y\n\n"+
		"Moving Cluster to Mixed Mode\nCluster set to Mixed Mode\n"+oldAdvice+
		"admin:utils ctl set-cluster mixed-mode\n"+
		"utils ctl set-cluster mixed-mode: the cluster is in mixed mode already; use `utils ctl update CTLFile`\n"+
		"Executed command unsuccessfully\n"+
		"admin:reboot\nExecuted command unsuccessfully\nNo valid command entered\n"+
		"admin:quit\n", out)
	require.Equal(t, 2, shell.Refused())
	require.True(t, b.cluster.Mixed())
	require.Equal(t, 3, b.settled) // show ctl, mixed mode, quit
}

// TestShellAsks: questions take what is typed, and the end of the input in a question ends the session unharmed.
func TestShellAsks(t *testing.T) {
	b := newBench(t, "12.5")
	before := b.cluster.Clone()
	out, _ := transcript(t, b, "set cert regen CAPF\nno\nset cert regen TVS\n")
	require.Contains(t, out, "Proceed with regeneration (yes|no)? no\nadmin:set cert regen TVS\n")
	require.Empty(t, b.cluster.Compare(before))
}

func TestShellHelp(t *testing.T) {
	b := newBench(t, "9.1")
	out, _ := transcript(t, b, "show cert own?\nhelp set cert\nutils ctl?\n")
	require.Contains(t, out, "admin:show cert own?\nSyntax:\nshow cert own <unit>\n")
	require.Contains(t, out, "set cert delete <unit> <certificate>\n")
	require.True(t, strings.HasSuffix(out, "admin:utils ctl?\nExecuted command unsuccessfully\nNo valid command entered\nadmin:\n"), out)
}

func TestShellRefusesNode(t *testing.T) {
	b := newBench(t, "12.5")
	shell := admincli.Shell{Host: b, Node: "nobody", In: strings.NewReader(""), Out: io.Discard}
	require.ErrorContains(t, shell.Run(t.Context()), `node "nobody" is not in the cluster`)
	_, err := b.cluster.Do(sim.SetDown(sub1, true))
	require.NoError(t, err)
	shell.Node = sub1
	require.ErrorContains(t, shell.Run(t.Context()), `node "cucm-sub1" is down`)
}

// glass collects what a terminal shows.
type glass struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (g *glass) Write(b []byte) (int, error) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return g.text.Write(b)
}

// since returns what was shown since it was last asked.
func (g *glass) since() string {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	text := g.text.String()
	g.text.Reset()
	return text
}

// atTerminal opens a shell on a terminal in a bubble of its own clock and hands the keyboard to act.
func atTerminal(t *testing.T, b admincli.Host, act func(keys func(string) string)) error {
	var result error
	synctest.Test(t, func(t *testing.T) {
		in, keyboard := io.Pipe()
		screen := &glass{}
		shell := admincli.Shell{Host: b, Node: pub, In: in, Out: screen, Terminal: true, Width: 100, Height: 20}
		ended := make(chan error, 1)
		go func() { ended <- shell.Run(context.Background()); in.Close() }()
		act(func(keys string) string {
			if _, err := io.WriteString(keyboard, keys); err != nil {
				return ""
			}
			synctest.Wait()
			return screen.since()
		})
		result = <-ended
		keyboard.Close()
	})
	return result
}

func TestTerminal(t *testing.T) {
	b := newBench(t, "12.5")
	before := b.cluster.Clone()
	require.NoError(t, atTerminal(t, b, func(keys func(string) string) {
		begun := keys("")
		require.Contains(t, begun, "   Welcome to the Platform Command Line Interface\r\n")
		require.True(t, strings.HasSuffix(begun, "admin:"), begun)
		require.Contains(t, keys("utils ctl u\t"), "update")
		require.Contains(t, keys("\t\t"), "CTLFile", "completed without a further letter")
		keys("\x03")
		require.Contains(t, keys("show c\t"), "cert\r\ncsr\r\nctl\r\n")
		keys("\x03")
		require.Contains(t, keys("set cert regen ?"), "set cert regen <unit>", "help comes at once")
		require.Contains(t, keys("TVS\r"), "Proceed with regeneration (yes|no)? ", "and the line stays")
		require.Contains(t, keys("yes\x03"), "admin:", "Ctrl-C cancels the command")
		require.Contains(t, keys("show itl\r"), "Press <enter> for 1 line")
		require.NotContains(t, keys("q"), "Record #:1")
		keys("set cli pagination off\r")
		require.Contains(t, keys("show itl\r"), "The ITL file was verified successfully.")
		require.Contains(t, keys("\x1b[A"), "show itl", "history")
		keys("\x03\x04")
	}))
	require.Empty(t, b.cluster.Compare(before))
}

// evil returns a certificate whose name would drive a terminal.
func evil(t *testing.T) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	name := pkix.Name{CommonName: "evil\x1b[31m\u009b\u202e"}
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: name, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// TestHostileCertificate: what a certificate says does nothing to the terminal, whose lines are edited meanwhile.
func TestHostileCertificate(t *testing.T) {
	b := newBench(t, "12.5")
	out, _ := transcript(t, b, "set cert import trust tomcat\n"+evil(t)+"show cert list trust\n")
	require.Contains(t, out, `evil\u001b[31m\u009b\u202e`)
	require.NotContains(t, out, "\x1b")
	require.NoError(t, atTerminal(t, b, func(keys func(string) string) {
		require.Contains(t, keys("\x1b[A"), "admin:")
		keys("\x03set cli pagination off\r")
		shown := keys("show cert list trust\r")
		require.Contains(t, shown, `evil\u001b[31m\u009b\u202e`)
		require.NotContains(t, shown, "\x1b[31m")
		keys("\x04")
	}))
}

// logging is a bench whose nodes have a log of 45 lines.
type logging struct{ *bench }

func (logging) LogNames(string) []string { return []string{"cm/trace/log.txt"} }

func (logging) Log(string, string) (lines []string) {
	for i := range 45 {
		lines = append(lines, fmt.Sprintf("line %d.", i+1))
	}
	return lines
}

// TestFileViewer: a long file is shown in pages, forwards and backwards.
func TestFileViewer(t *testing.T) {
	require.NoError(t, atTerminal(t, logging{newBench(t, "12.5")}, func(keys func(string) string) {
		keys("")
		shows := func(key string, first, last int) {
			t.Helper()
			shown := keys(key)
			require.Contains(t, shown, fmt.Sprintf("line %d.", first))
			require.Contains(t, shown, fmt.Sprintf("line %d.\r\n", last))
			require.NotContains(t, shown, fmt.Sprintf("line %d.", last+1))
			require.Contains(t, shown, fmt.Sprintf("options: q=quit, n=next, p=prev, b=begin, e=end (lines %d - %d of 45) : ", first, last))
		}
		shows("file view activelog cm/trace/log.txt\r", 1, 20)
		shows("n", 21, 40)
		shows("e", 41, 45)
		shows("n", 41, 45)
		shows("p", 21, 40)
		shows("b", 1, 20)
		shows("p", 1, 20)
		require.Contains(t, keys("q"), "admin:")
		keys("\x04")
	}))
}

// TestLogFiles: folders are listed on the way to a file, whose last lines and whose matching lines are printed.
func TestLogFiles(t *testing.T) {
	h := logging{newBench(t, "12.5")}
	for _, row := range []struct{ line, want string }{
		{"file list activelog *", "<dir>   cm\ndir count = 1, file count = 0\n"},
		{"file list activelog cm", "<dir>   tftpdata\n<dir>   trace\ndir count = 2, file count = 0\n"},
		{"file list activelog cm/trace/*", "log.txt\ndir count = 0, file count = 1\n"},
		{"file tail activelog cm/trace/log.txt", "line 36.\nline 37.\nline 38.\nline 39.\nline 40.\nline 41.\nline 42.\nline 43.\nline 44.\nline 45.\n"},
		{"file search activelog cm/trace/* \"LINE.4.\\.\" ignorecase", "Searching path: /var/log/active/cm/trace/*\nSearching file: /var/log/active/cm/trace/log.txt\n" +
			"line 40.\nline 41.\nline 42.\nline 43.\nline 44.\nline 45.\nSearch completed\n"},
		{"file search activelog cm/trace/log.txt LINE", "Searching path: /var/log/active/cm/trace/log.txt\nSearching file: /var/log/active/cm/trace/log.txt\nSearch completed\n"},
	} {
		out, err := admincli.Exec(h, pub, row.line, nil)
		require.NoError(t, err, row.line)
		require.Equal(t, row.want, out, row.line)
	}
	for line, want := range map[string]string{
		"file search activelog cm/trace/log.txt [":    `"[" is no regular expression`,
		"file tail activelog cm/tftpdata/ITLFile.tlv": "the file is binary",
		"file tail activelog cm/trace/none.txt":       "no such file or directory can be found",
		"file list activelog cn":                      "no such file or directory can be found",
	} {
		_, err := admincli.Exec(h, pub, line, nil)
		require.ErrorContains(t, err, want, line)
	}
}

// TestHelpIsPaged: help that a key asks for pauses like other long output, and the line stays.
func TestHelpIsPaged(t *testing.T) {
	require.NoError(t, atTerminal(t, newBench(t, "12.5"), func(keys func(string) string) {
		keys("")
		for _, typed := range []string{"?", "help\r"} {
			first := keys(typed)
			require.Contains(t, first, "Syntax:")
			require.Contains(t, first, "Press <enter> for 1 line")
			require.Less(t, strings.Count(first, "\n"), 30, first)
			require.Contains(t, keys(" "), "Press <enter> for 1 line")
			require.Contains(t, keys("q"), "admin:")
		}
		keys("show ?")
		require.Contains(t, keys("q"), "admin:show ")
		require.Contains(t, keys("version active\r"), "Active Master Version")
		keys("\x04")
	}))
}

// TestLongLine: a line that no screen would show is refused, in a bounded room, and the session goes on.
func TestLongLine(t *testing.T) {
	b := newBench(t, "12.5")
	long := strings.Repeat("x", 1<<20)
	out, shell := transcript(t, b, long+"\nshow version active\nset cert import trust tomcat\n"+long+"\n"+long)
	require.Equal(t, 3, strings.Count(out, "the line is longer than 65536 bytes\n"))
	require.Equal(t, 3, shell.Refused())
	require.Contains(t, out, "Active Master Version")
	require.Less(t, len(out), 1<<12)
}

// TestEndlessEscape: keys that look like an escape sequence without end must not keep the session busy.
func TestEndlessEscape(t *testing.T) {
	keys := strings.NewReader("\x1b[" + strings.Repeat("1;", 4096))
	shell := admincli.Shell{Host: newBench(t, "12.5"), Node: pub, In: keys, Out: io.Discard, Terminal: true}
	require.NoError(t, shell.Run(t.Context()))
}

func TestTimeout(t *testing.T) {
	var last string
	require.NoError(t, atTerminal(t, newBench(t, "12.5"), func(keys func(string) string) {
		keys("")
		time.Sleep(29 * time.Minute) // the clock of the bubble
		require.NotContains(t, keys("s"), "timed out", "a key begins the time anew")
		time.Sleep(29 * time.Minute)
		require.NotContains(t, keys("h"), "timed out")
		time.Sleep(31 * time.Minute)
		synctest.Wait()
		last = keys("x")
	}))
	require.Empty(t, last, "nobody reads any more")
}

func TestShellEndsWithContext(t *testing.T) {
	in, keyboard := io.Pipe()
	defer keyboard.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	shell := admincli.Shell{Host: newBench(t, "12.5"), Node: pub, In: in, Out: io.Discard}
	go func() { ended <- shell.Run(ctx) }()
	cancel()
	require.True(t, errors.Is(<-ended, context.Canceled))
	in.Close()
}

func TestComplete(t *testing.T) {
	publisher, subscriber := []sim.Role{sim.Publisher, sim.RoleTFTP}, []sim.Role{sim.Subscriber}
	for _, row := range []struct {
		name, release string
		node          []sim.Role
		line          string
		want          []string
	}{
		{"first words", "12.5", publisher, "s", []string{"set", "show"}},
		{"next word", "12.5", publisher, "utils ctl ", []string{"reset", "set-cluster", "update"}},
		{"not on a subscriber", "12.5", subscriber, "utils ctl ", nil},
		{"not on 9.1", "9.1", publisher, "utils ctl ", nil},
		{"not yet on 10.0", "10.0", publisher, "utils ctl ", []string{"set-cluster", "update"}},
		{"units", "9.1", publisher, "set cert regen T", []string{"TVS"}},
		{"units of 12.5", "12.5", publisher, "set cert regen I", []string{"ITLRecovery"}},
		{"services", "12.5", publisher, "utils service restart Cisco Tr", []string{"Trust"}},
		{"next word of a service", "12.5", publisher, "utils service restart Cisco Trust ", []string{"Verification"}},
		{"case matters", "12.5", publisher, "Show", nil},
		{"nothing follows", "12.5", publisher, "show itl ", nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			release, err := cucm.ParseRelease(row.release)
			require.NoError(t, err)
			require.ElementsMatch(t, row.want, admincli.Complete(release, row.node, row.line))
		})
	}
}

// FuzzShell: whatever is typed, the shell ends with its input, and nothing panics.
func FuzzShell(f *testing.F) {
	b := newBench(f, "12.5")
	for _, c := range admincli.Commands(b.cluster.Release) {
		f.Add(c+"\n", true)
		f.Add(c+" x y z\nyes\n", false)
	}
	f.Add("\x1b["+strings.Repeat("1;", 300), true)
	f.Add("show itl\n\x03\x03qq?\t\t", true)
	f.Fuzz(func(t *testing.T, keys string, terminal bool) {
		host := &bench{cluster: b.cluster.Clone(), outside: admincli.NewOutside()}
		shell := admincli.Shell{Host: host, Node: pub, In: strings.NewReader(keys), Out: io.Discard, Terminal: terminal}
		require.NoError(t, shell.Run(t.Context()))
	})
}
