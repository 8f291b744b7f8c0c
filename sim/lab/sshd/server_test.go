package sshd_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/crypto/ssh"

	"tvslab/accept"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/sshd"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const site = `title: A lab
release: "12.5"
cluster:
  mode: non-secure
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  floor: {model: "8841", count: 3, tftp: [cucm-pub, cucm-sub1]}
steps: [expect: {floor: {trust: none}}]
`

// login is the account of the tests.
var login = sshd.Login{User: "admin", Password: "secret"}

func testKeys(t testing.TB) *keypool.Pool {
	t.Helper()
	pool, err := keypool.Open("../../../testdata/keys", nil)
	require.NoError(t, err)
	return pool
}

// openLab is a lab of two nodes, on sockets where changed is there.
func openLab(t testing.TB, changed func()) *control.Lab {
	t.Helper()
	s, err := scenarios.Load("lab.yaml", []byte(site))
	require.NoError(t, err)
	s, err = s.For(s.Cells()[0])
	require.NoError(t, err)
	logs := control.NewLogs()
	o := scenarios.Options{Keys: testKeys(t), Log: logs.Add}
	if changed != nil {
		o.Sockets = &lab.Sockets{Changed: changed}
	}
	r, err := scenarios.Prepare(context.Background(), s, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Lab.Close()) })
	return control.Share(r, logs, control.ResetsAtOnce)
}

// served is a lab whose nodes answer.
type served struct {
	*sshd.Server
	t        testing.TB
	accesses chan lab.Access
	troubles chan accept.Trouble
}

// serve serves a lab's nodes until the test ends.
func serve(t testing.TB, change ...func(*sshd.Server)) *served {
	t.Helper()
	changed := make(chan struct{}, 1)
	wake := func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	s := &served{t: t, accesses: make(chan lab.Access, 1000), troubles: make(chan accept.Trouble, 1000)}
	shared := openLab(t, wake)
	s.Server = &sshd.Server{Lab: shared, Login: login, Keys: sshd.FromPool(testKeys(t)), Port: 2222, Changed: changed,
		Log:     func(a lab.Access) { s.accesses <- a },
		Trouble: func(trouble accept.Trouble) { s.troubles <- trouble }}
	for _, c := range change {
		c(s.Server)
	}
	require.NoError(t, s.Listen())
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
		require.Empty(t, s.troubles)
	})
	return s
}

// at is where a node answers.
func (s *served) at(name string) string {
	for _, p := range s.Lab.Places() {
		if p.Name == name {
			return p.At(s.Ports()[p.Node])
		}
	}
	s.t.Fatalf("no node %s", name)
	return ""
}

func config(l sshd.Login) *ssh.ClientConfig {
	return &ssh.ClientConfig{User: l.User, Auth: []ssh.AuthMethod{ssh.Password(l.Password)}, HostKeyCallback: ssh.InsecureIgnoreHostKey()}
}

// dial logs in to a node.
func (s *served) dial(node string, change ...func(*ssh.ClientConfig)) *ssh.Client {
	s.t.Helper()
	c := config(s.Login)
	for _, f := range change {
		f(c)
	}
	client, err := ssh.Dial("tcp", s.at(node), c)
	require.NoError(s.t, err)
	s.t.Cleanup(func() { client.Close() })
	return client
}

// patience is how long tests wait for what must come.
const patience = 10 * time.Second

// typist is somebody at a terminal.
type typist struct {
	t       testing.TB
	session *ssh.Session
	in      interface{ Write([]byte) (int, error) }
	out     interface{ Read([]byte) (int, error) }
	read    strings.Builder // not looked at yet
}

// sit opens a shell, on a terminal of that many columns and lines where it is one.
func sit(t testing.TB, client *ssh.Client, columns, lines int) *typist {
	t.Helper()
	session, err := client.NewSession()
	require.NoError(t, err)
	in, err := session.StdinPipe()
	require.NoError(t, err)
	out, err := session.StdoutPipe()
	require.NoError(t, err)
	if columns >= 0 {
		require.NoError(t, session.RequestPty("vt100", lines, columns, ssh.TerminalModes{}))
	}
	require.NoError(t, session.Shell())
	t.Cleanup(func() { session.Close() })
	return &typist{t: t, session: session, in: in, out: out}
}

func (y *typist) types(text string) {
	y.t.Helper()
	_, err := y.in.Write([]byte(text))
	require.NoError(y.t, err)
}

// sees waits for a text, and returns what stood on the screen up to its end.
func (y *typist) sees(text string) string {
	y.t.Helper()
	defer time.AfterFunc(patience, func() { y.session.Close() }).Stop()
	for b := make([]byte, 4096); ; {
		if before, after, ok := strings.Cut(y.read.String(), text); ok {
			y.read.Reset()
			y.read.WriteString(after)
			return before + text
		}
		n, err := y.out.Read(b)
		y.read.Write(b[:n])
		if err != nil && !strings.Contains(y.read.String(), text) {
			require.NoError(y.t, err, "the screen ends with %q", y.read.String())
		}
	}
}

const banner = "Command Line Interface is starting up, please wait ...\r\n\r\n   Welcome to the Platform Command Line Interface\r\n\r\nadmin:"

// TestShell: a session as a person has it: banner, commands, a question, quit, with the line ends of a terminal.
func TestShell(t *testing.T) {
	s := serve(t)
	y := sit(t, s.dial("cucm-sub1"), 80, 24)
	require.Equal(t, banner, y.sees("admin:"))
	y.types("show version active\r")
	require.Equal(t, "show version active\r\nActive Master Version: 12.5.1.10000-22\r\nActive Version Installed Software Options:\r\nNo Installed Software Options Found.\r\nadmin:", y.sees("admin:"))
	y.types("set cli pagination off\r")
	require.Contains(t, y.sees("admin:"), "Automatic pagination has been turned off\r\n")
	y.types("set cert regen TVS\r")
	require.Contains(t, y.sees("(yes|no)? "), "WARNING")
	y.types("yes\r")
	require.Contains(t, y.sees("admin:"), "Successfully Regenerated Certificate for TVS.\r\n")
	y.types("utils itl reset localkey\r")
	require.Contains(t, y.sees("admin:"), "publisher only; run it on cucm-pub\r\nExecuted command unsuccessfully\r\n")
	y.types("quit\r")
	require.NoError(t, y.session.Wait(), "its status is 0")

	a := <-s.accesses
	require.Equal(t, []string{"cucm-sub1", "SSH", "admin", "logged in"}, []string{a.Node, a.Protocol, a.Name, a.Outcome})
}

// TestTyping: keys may come one by one, and a line may end as the client likes it.
func TestTyping(t *testing.T) {
	y := sit(t, serve(t).dial("cucm-pub"), 80, 24)
	y.sees("admin:")
	for _, end := range []string{"\r", "\n", "\r\n"} {
		y.types("show myse" + "\x7f\x7f\x7f\x7f" + "version active" + end)
		require.Contains(t, y.sees("Found.\r\nadmin:"), "Active Master Version")
		y.types(end)
		require.Equal(t, "\r\nadmin:", y.sees("admin:"), "an empty line gives a new prompt and no more than one, %q", end)
	}
	for _, key := range "show cert list own\r" {
		y.types(string(key))
	}
	require.Contains(t, y.sees("admin:"), "show cert list own\r\ntomcat/tomcat.pem")
	y.types("show itl\x03")
	y.sees("admin:")
	y.types("set cert regen TVS\r")
	y.sees("(yes|no)? ")
	y.types("\x03")
	require.NotContains(t, y.sees("admin:"), "Regenerated", "Ctrl-C at a question")
	y.types("show ve\t")
	require.True(t, strings.HasSuffix(y.sees("version "), "show version "))
}

// TestTerminal: its size decides where the pages end, may change meanwhile, and none is 80 by 24.
func TestTerminal(t *testing.T) {
	s := serve(t)
	const prompt = "Press <enter> for 1 line"
	for _, row := range []struct{ columns, lines, want int }{{80, 24, 23}, {200, 50, 49}, {0, 0, 23}, {80, 1, 2}} {
		y := sit(t, s.dial("cucm-pub"), row.columns, row.lines)
		y.sees("admin:")
		y.types("show itl\r")
		require.Equal(t, row.want+1, strings.Count(y.sees(prompt), "\r\n"), "%d by %d, the echo apart", row.columns, row.lines)
		require.NoError(t, y.session.WindowChange(11, 60))
		_, err := y.session.SendRequest("window-change", true, ssh.Marshal(struct{ Columns, Rows, Width, Height uint32 }{60, 11, 0, 0}))
		require.NoError(t, err)
		y.types(" ")
		require.Equal(t, 10, strings.Count(y.sees(prompt), "\r\n"))
		y.types("q")
		y.sees("admin:")
	}
	y := sit(t, s.dial("cucm-pub"), 5000, 9000)
	y.sees("admin:")
	y.types("show itl\r")
	require.NotContains(t, y.sees("verified successfully.\r\nadmin:"), prompt)
}

// TestWithoutTerminal: what is piped into ssh is answered with a transcript.
func TestWithoutTerminal(t *testing.T) {
	session, err := serve(t).dial("cucm-pub").NewSession()
	require.NoError(t, err)
	session.Stdin = strings.NewReader("show version inactive\nshow nothing\nquit\nshow itl\n")
	var out strings.Builder
	session.Stdout = &out
	require.NoError(t, session.Shell())
	require.NoError(t, session.Wait())
	require.Contains(t, out.String(), "admin:show version inactive\n")
	require.Contains(t, out.String(), "admin:show nothing\nExecuted command unsuccessfully\nNo valid command entered\nadmin:quit\n")
	require.NotContains(t, out.String(), "show itl")
}

// TestLogin: who gets in, by which methods, and what the others are told.
func TestLogin(t *testing.T) {
	asked := 0
	interactive := func(password string) ssh.AuthMethod {
		return ssh.KeyboardInteractive(func(_, _ string, questions []string, echos []bool) ([]string, error) {
			require.Equal(t, []string{"Password: "}, questions)
			require.Equal(t, []bool{false}, echos)
			asked++
			return []string{password}, nil
		})
	}
	for _, row := range []struct {
		name string
		only bool // keyboard-interactive alone
		user string
		by   []ssh.AuthMethod
		in   bool
	}{
		{"password", false, "admin", []ssh.AuthMethod{ssh.Password("secret")}, true},
		{"keyboard-interactive", false, "admin", []ssh.AuthMethod{interactive("secret")}, true},
		{"wrong password", false, "admin", []ssh.AuthMethod{ssh.Password("Secret"), interactive("")}, false},
		{"wrong user", false, "root", []ssh.AuthMethod{ssh.Password("secret")}, false},
		{"nothing", false, "admin", nil, false},
		{"keyboard-interactive alone", true, "admin", []ssh.AuthMethod{interactive("secret")}, true},
		{"password where there is none", true, "admin", []ssh.AuthMethod{ssh.Password("secret")}, false},
		{"password first", true, "admin", []ssh.AuthMethod{ssh.Password("secret"), interactive("secret")}, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := serve(t, func(s *sshd.Server) { s.Login.InteractiveOnly = row.only })
			client, err := ssh.Dial("tcp", s.at("cucm-pub"), &ssh.ClientConfig{User: row.user, Auth: row.by, HostKeyCallback: ssh.InsecureIgnoreHostKey()})
			a := <-s.accesses
			if !row.in {
				require.ErrorContains(t, err, "unable to authenticate")
				require.Equal(t, "not logged in", a.Outcome)
				require.NotContains(t, a.Detail, "ecret")
				return
			}
			require.NoError(t, err)
			require.Equal(t, "logged in", a.Outcome)
			require.NoError(t, client.Close())
		})
	}
	require.Equal(t, 4, asked)
}

// TestTries: a client has six tries on a connection.
func TestTries(t *testing.T) {
	s, tries := serve(t), 0
	guess := ssh.RetryableAuthMethod(ssh.PasswordCallback(func() (string, error) { tries++; return fmt.Sprint(tries), nil }), 100)
	_, err := ssh.Dial("tcp", s.at("cucm-pub"), &ssh.ClientConfig{User: "admin", Auth: []ssh.AuthMethod{guess}, HostKeyCallback: ssh.InsecureIgnoreHostKey()})
	require.Error(t, err)
	require.Equal(t, 6, tries)
}

// TestNothingElse: a node runs no commands, forwards nothing and has no subsystems.
func TestNothingElse(t *testing.T) {
	client := serve(t).dial("cucm-pub")
	session, err := client.NewSession()
	require.NoError(t, err)
	var said strings.Builder
	session.Stderr = &said
	var status *ssh.ExitError
	require.ErrorAs(t, session.Run("show itl"), &status)
	require.Equal(t, 1, status.ExitStatus())
	require.Contains(t, said.String(), "open a shell")

	session, err = client.NewSession()
	require.NoError(t, err)
	require.Error(t, session.RequestSubsystem("sftp"))
	require.Error(t, session.Setenv("LANG", "C"))
	require.NoError(t, session.Shell())
	require.Error(t, session.Shell(), "a session is one thing")
	require.Error(t, session.RequestPty("vt100", 24, 80, nil), "too late")
	session.Close()

	_, err = client.Dial("tcp", "127.0.0.1:22")
	require.ErrorContains(t, err, "forwards nothing")
	_, err = client.Listen("tcp", "127.0.0.1:0")
	require.Error(t, err)
}

// TestAlgorithms: scripts of any age get in.
func TestAlgorithms(t *testing.T) {
	s := serve(t)
	for _, row := range []struct{ key, kex, cipher, mac string }{
		{ssh.KeyAlgoRSA, ssh.InsecureKeyExchangeDH14SHA1, ssh.InsecureCipherAES128CBC, ssh.HMACSHA1},
		{ssh.KeyAlgoRSA, ssh.InsecureKeyExchangeDH1SHA1, ssh.InsecureCipherTripleDESCBC, ssh.InsecureHMACSHA196},
		{ssh.KeyAlgoRSASHA256, ssh.KeyExchangeDH14SHA256, ssh.CipherAES256CTR, ssh.HMACSHA256},
		{ssh.KeyAlgoRSASHA512, ssh.InsecureKeyExchangeDHGEXSHA1, ssh.CipherAES128CTR, ssh.HMACSHA512},
		{ssh.KeyAlgoECDSA256, ssh.KeyExchangeCurve25519, ssh.CipherAES128GCM, ssh.HMACSHA256ETM},
	} {
		var got ssh.PublicKey
		s.dial("cucm-pub", func(c *ssh.ClientConfig) {
			c.HostKeyAlgorithms, c.KeyExchanges, c.Ciphers, c.MACs = []string{row.key}, []string{row.kex}, []string{row.cipher}, []string{row.mac}
			c.HostKeyCallback = func(_ string, _ net.Addr, key ssh.PublicKey) error { got = key; return nil }
		})
		if row.key == ssh.KeyAlgoECDSA256 {
			require.Equal(t, row.key, got.Type())
		} else {
			require.Equal(t, ssh.KeyAlgoRSA, got.Type())
		}
	}
}

// TestHostKeys: a node has the same keys whenever its lab begins, other nodes have others, and a file decides where there is one.
func TestHostKeys(t *testing.T) {
	s := serve(t)
	again := sshd.FromPool(testKeys(t))
	seen := map[string]string{}
	for _, p := range s.Lab.Places() {
		keys, err := again(p.Address)
		require.NoError(t, err)
		s.dial(p.Name, func(c *ssh.ClientConfig) {
			c.HostKeyAlgorithms = []string{ssh.KeyAlgoECDSA256}
			c.HostKeyCallback = ssh.FixedHostKey(keys[0].PublicKey())
		})
		print := ssh.FingerprintSHA256(keys[1].PublicKey())
		require.Empty(t, seen[print], p.Name)
		seen[print] = p.Name
	}
	_, err := sshd.Fixed([]byte("no key"))
	require.ErrorContains(t, err, "host key")
}

// TestNodes: who is down or has no System SSH does not accept, who comes later does, and sessions outlive the service, not the node.
func TestNodes(t *testing.T) {
	s := serve(t)
	do := func(step string) {
		t.Helper()
		_, err := s.Lab.Do(t.Context(), step)
		require.NoError(t, err)
	}
	pub, sub := s.at("cucm-pub"), s.at("cucm-sub1")
	y := sit(t, s.dial("cucm-pub"), 200, 200)
	y.sees("admin:")
	y.types("utils service stop System SSH\r")
	y.sees("admin:")
	refuses(t, pub)
	y.types("utils service list\r")
	require.Contains(t, y.sees("admin:"), "System SSH [STOPPED]\r\n")
	y.types("utils service start System SSH\r")
	y.sees("admin:")
	accepts(t, pub)

	do("fault: {kind: node-down, nodes: cucm-pub}")
	_, err := io.ReadAll(y.out)
	require.NoError(t, err, "the node has gone, and its sessions")
	refuses(t, pub)
	accepts(t, sub)
	do("heal: {kind: node-down, nodes: cucm-pub}")
	accepts(t, pub)
	do("add-node: {cucm-sub2: {roles: [subscriber, tftp], address: 10.1.1.9}}")
	require.Eventually(t, func() bool { return len(s.Ports()) == 3 }, patience, time.Millisecond)
	later := s.at("cucm-sub2")
	accepts(t, later)
	do("remove-node: cucm-sub2")
	refuses(t, later)
}

// accepts waits until an address answers, refuses until it does not.
func accepts(t *testing.T, at string) {
	t.Helper()
	require.Eventually(t, func() bool { return try(at) == nil }, patience, time.Millisecond)
}

func refuses(t *testing.T, at string) {
	t.Helper()
	require.Eventually(t, func() bool { return try(at) != nil }, patience, time.Millisecond)
}

func try(at string) error {
	client, err := ssh.Dial("tcp", at, config(login))
	if err != nil {
		return err
	}
	return client.Close()
}
