package control

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/event"
	"tvslab/scenarios"
	"tvslab/sim"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func testKeys(t testing.TB) *keypool.Pool {
	t.Helper()
	pool, err := keypool.Open("../../../testdata/keys", nil)
	require.NoError(t, err)
	return pool
}

// plan is a scenario without steps, and how it is run.
type plan struct {
	release, mode string
	floor         int // phones
	resets        Resets
	scenarios.Options
}

// openLab is a lab of two nodes in memory, or on sockets.
func openLab(t testing.TB, onSockets bool, change ...func(*plan)) *Lab {
	t.Helper()
	logs := NewLogs()
	p := plan{"12.5", "non-secure", 3, ResetsAtOnce, scenarios.Options{Keys: testKeys(t), Log: logs.Add}}
	if onSockets {
		p.Sockets = &lab.Sockets{}
	}
	for _, c := range change {
		c(&p)
	}
	text := fmt.Sprintf(`title: A lab
release: %q
cluster:
  mode: %s
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  floor: {model: "8841", count: %d, tftp: [cucm-pub, cucm-sub1]}
  lobby: {model: "7940", tftp: [cucm-pub, cucm-sub1]}
steps: [expect: {lobby: {trust: none}}]
`, p.release, p.mode, p.floor)
	s, err := scenarios.Load("lab.yaml", []byte(text))
	require.NoError(t, err)
	s, err = s.For(s.Cells()[0])
	require.NoError(t, err)
	r, err := scenarios.Prepare(t.Context(), s, p.Options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Lab.Close()) })
	return Share(r, logs, p.resets)
}

func TestSocketIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "control.sock")
	l, err := Listen(path)
	require.NoError(t, err)
	defer l.Close()
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	_, err = Listen(path)
	require.ErrorIs(t, err, syscall.EADDRINUSE, "the path is taken")
}

// TestSessionSeesLogs: the file commands of a session read what nodes log, after a change of the node's name too.
func TestSessionSeesLogs(t *testing.T) {
	shared := openLab(t, false)
	shared.logs.Add(event.Event{Node: "cucm-sub1", What: lab.Line{Log: lab.LogTVS, Text: "asked"}})
	s, err := shared.Session("cucm-sub1")
	require.NoError(t, err)
	look := []string{"file list activelog cm/trace/tvs/sdi", "file view activelog cm/trace/tvs/sdi/tvs00000000.txt"}
	before, err := s.Type(t.Context(), look, nil)
	require.NoError(t, err)
	require.Len(t, before, 2)
	require.Contains(t, before[0].Output, "tvs00000000.txt")
	require.Contains(t, before[1].Output, "asked")

	require.NoError(t, shared.lab.DoOn("cucm-sub1", sim.SetHostname("cucm-sub1", "renamed")))
	after, err := s.Type(t.Context(), look, nil)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

// TestType: commands are run one after the other, up to the first that is refused, and a change takes time.
func TestType(t *testing.T) {
	shared := openLab(t, false)
	before := shared.lab.Now()
	session, err := shared.Session("cucm-sub1")
	require.NoError(t, err)
	results, err := session.Type(t.Context(), []string{"set cert regen TVS", "utils service stop Cisco Tftp", "reboot", "show itl"}, []string{"no"})
	require.NoError(t, err)
	require.Len(t, results, 3, "a refused command is the last")
	require.True(t, strings.HasSuffix(results[0].Output, "Proceed with regeneration (yes|no)? no\n"))
	require.Contains(t, results[1].Output, "Cisco Tftp[STOPPED]  \n")
	require.Contains(t, results[2].Refused, `command "reboot" is not known here`)
	require.False(t, shared.lab.Cluster().Node("cucm-sub1").Running("Cisco Tftp"))
	require.Equal(t, commandTime, shared.lab.Now().Sub(before), "only a change takes time")
}

func TestUnknownNode(t *testing.T) {
	_, err := openLab(t, false).Session("nobody")
	require.ErrorAs(t, err, new(NotFoundError))
	require.ErrorAs(t, err, new(RefusedError))
	require.EqualError(t, err, `node "nobody" is not in the lab; nodes are cucm-pub, cucm-sub1`)
}

func TestFind(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	_, err := Find()
	require.ErrorIs(t, err, ErrNone)
	first, err := Listen("")
	require.NoError(t, err)
	defer first.Close()
	found, err := Find()
	require.NoError(t, err)
	require.Equal(t, first.Addr().String(), found)
	second, err := Listen(filepath.Join(filepath.Dir(found), "serve-0.sock"))
	require.NoError(t, err)
	defer second.Close()
	_, err = Find()
	var several *SeveralError
	require.ErrorAs(t, err, &several)
	require.ElementsMatch(t, []string{first.Addr().String(), second.Addr().String()}, several.Paths)
	require.NoError(t, os.Chmod(filepath.Dir(found), 0o755))
	_, err = Find()
	require.ErrorContains(t, err, "open to others")
}

// TestForeignFolder: the owner of a folder can replace the sockets in it, so another's is not used, whatever its mode.
func TestForeignFolder(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o700))
	info, err := os.Lstat(dir)
	require.NoError(t, err)
	require.Empty(t, exposed(info, os.Getuid()))
	require.Equal(t, "belongs to another user", exposed(info, os.Getuid()+1))
	require.EqualError(t, &FolderError{"/run/x", "belongs to another user"}, `control socket: folder "/run/x" belongs to another user`)
}

// TestLinkedFolder: a link to a folder is one that somebody can turn elsewhere.
func TestLinkedFolder(t *testing.T) {
	base := t.TempDir()
	t.Setenv("XDG_RUNTIME_DIR", base)
	require.NoError(t, os.Symlink(t.TempDir(), filepath.Join(base, "tvslab")))
	var folder *FolderError
	_, err := Listen("")
	require.ErrorAs(t, err, &folder)
	_, err = Find()
	require.ErrorAs(t, err, &folder)
}

// TestLongPath: a runtime folder too far down for a socket is passed over, and a path too long for one is told.
func TestLongPath(t *testing.T) {
	temporary, err := os.MkdirTemp("", "c") // t.TempDir is long itself
	require.NoError(t, err)
	defer os.RemoveAll(temporary)
	t.Setenv("TMPDIR", temporary)
	long := filepath.Join(temporary, strings.Repeat("x", longestPath))
	t.Setenv("XDG_RUNTIME_DIR", long)
	l, err := Listen("")
	require.NoError(t, err)
	defer l.Close()
	found, err := Find()
	require.NoError(t, err)
	require.Equal(t, l.Addr().String(), found)
	require.True(t, strings.HasPrefix(found, temporary+"/tvslab-"), found)

	var refused *LongPathError
	_, err = Listen(long)
	require.ErrorAs(t, err, &refused)
	require.ErrorAs(t, CheckPath(long), &refused)
}

// abandon leaves a socket at the path as a lab that was killed does.
func abandon(t *testing.T, path string) string {
	t.Helper()
	l, err := Listen(path)
	require.NoError(t, err)
	path = l.Addr().String()
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	require.NoError(t, l.Close())
	return path
}

// TestAbandonedSocket: the socket of a lab that was killed is passed over, and gives way to the next lab.
func TestAbandonedSocket(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	path := abandon(t, "")
	_, err := Find()
	require.ErrorIs(t, err, ErrNone)
	l, err := Listen("")
	require.NoError(t, err)
	require.Equal(t, path, l.Addr().String())
	require.NoError(t, l.Close())
}

// TestOtherFilesStay: only a socket gives way.
func TestOtherFilesStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "precious")
	require.NoError(t, os.WriteFile(path, []byte("data"), 0o600))
	_, err := Listen(path)
	require.Error(t, err)
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "data", string(data))
}
