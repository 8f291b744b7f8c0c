package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
)

// openLab prepares a library scenario in memory, without playing a step.
func openLab(t *testing.T) *sharedLab {
	t.Helper()
	s, _, err := (&cellFlags{release: "12.5"}).pick("tftp-both-changed-tvs-ok")
	require.NoError(t, err)
	keys, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	logs := newNodeLogs()
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: keys, Log: logs.add})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Lab.Close()) })
	return &sharedLab{lab: r.Lab, outside: r.Outside, logs: logs}
}

// controlled serves a lab's control socket until the test ends, and leaves no goroutine.
func controlled(t *testing.T) (*sharedLab, string) {
	t.Helper()
	shared := openLab(t)
	path := filepath.Join(t.TempDir(), "control.sock")
	l, err := listenControl(path)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	before := goleak.IgnoreCurrent()
	go func() { ended <- serveControl(ctx, l, shared) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
		goleak.VerifyNone(t, before)
	})
	return shared, path
}

func TestControlSocketIsPrivate(t *testing.T) {
	_, path := controlled(t)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	_, err = listenControl(path)
	require.Error(t, err, "the path is taken")
}

func TestControlCommands(t *testing.T) {
	shared, path := controlled(t)
	before := shared.lab.Now()
	conn, _, reply, err := dialControl(path, controlRequest{Node: "cucm-sub1", Answers: []string{"no"},
		Commands: []string{"set cert regen TVS", "utils service stop Cisco Tftp", "reboot", "show itl"}})
	require.NoError(t, err)
	require.NoError(t, conn.Close())
	require.Empty(t, reply.Error)
	require.Len(t, reply.Results, 3, "a refused command is the last")
	require.True(t, strings.HasSuffix(reply.Results[0].Output, "Proceed with regeneration (yes|no)? no\n"))
	require.Contains(t, reply.Results[1].Output, "Cisco Tftp[STOPPED]\n")
	require.Contains(t, reply.Results[2].Refused, `command "reboot" is not known here`)
	require.False(t, shared.lab.Cluster().Node("cucm-sub1").Running("Cisco Tftp"))
	require.Equal(t, commandTime, shared.lab.Now().Sub(before), "only a change takes time")
}

func TestControlNodes(t *testing.T) {
	_, path := controlled(t)
	conn, _, reply, err := dialControl(path, controlRequest{Nodes: true})
	require.NoError(t, err)
	require.NoError(t, conn.Close())
	require.Equal(t, []string{"cucm-pub", "cucm-sub1"}, reply.Nodes)
}

func TestControlSession(t *testing.T) {
	shared, path := controlled(t)
	conn, screen, reply, err := dialControl(path, controlRequest{})
	require.NoError(t, err)
	defer conn.Close()
	require.Empty(t, reply.Error)
	_, err = io.WriteString(conn, "utils ctl set-cluster mixed-mode\ny\nquit\n")
	require.NoError(t, err)
	text, err := io.ReadAll(screen)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(text), "admin:utils ctl set-cluster mixed-mode\nThis operation will set"), string(text))
	require.True(t, strings.HasSuffix(string(text), "admin:quit\n"), string(text))
	require.True(t, shared.lab.Cluster().Mixed())
}

func TestControlRefusals(t *testing.T) {
	_, path := controlled(t)
	for name, row := range map[string]struct{ line, want string }{
		"unknown node": {`{"node":"nobody"}` + "\n", `node "nobody" is not in the lab; nodes are cucm-pub, cucm-sub1`},
		"no JSON":      {"GET / HTTP/1.1\n", "request: "},
		"too long":     {strings.Repeat("x", controlLine+1) + "\n", "request: "},
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("unix", path)
			require.NoError(t, err)
			defer conn.Close()
			_, err = io.WriteString(conn, row.line)
			require.NoError(t, err)
			line, err := bufio.NewReader(conn).ReadBytes('\n')
			require.NoError(t, err)
			var reply controlReply
			require.NoError(t, json.Unmarshal(line, &reply))
			require.Contains(t, reply.Error, row.want)
		})
	}
}

func TestFindControl(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	_, err := findControl()
	require.ErrorContains(t, err, "no lab is running")
	first, err := listenControl("")
	require.NoError(t, err)
	defer first.Close()
	found, err := findControl()
	require.NoError(t, err)
	require.Equal(t, first.Addr().String(), found)
	second, err := listenControl(filepath.Join(filepath.Dir(found), "serve-0.sock"))
	require.NoError(t, err)
	defer second.Close()
	_, err = findControl()
	require.ErrorContains(t, err, "several labs are running")
	require.NoError(t, os.Chmod(filepath.Dir(found), 0o755))
	_, err = findControl()
	require.ErrorContains(t, err, "open to others")
}

// TestStaleControl: the socket of a lab that was killed is passed over, and named as such where it is asked for.
func TestStaleControl(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	l, err := listenControl("")
	require.NoError(t, err)
	path := l.Addr().String()
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	require.NoError(t, l.Close())
	_, err = findControl()
	require.ErrorContains(t, err, "no lab is running")
	_, _, _, err = dialControl(path, controlRequest{})
	require.ErrorContains(t, err, "the lab that made it runs no more")
}

// TestControlHangsUp: a peer that says nothing or goes away in a session leaves nothing behind.
func TestControlHangsUp(t *testing.T) {
	_, path := controlled(t)
	silent, err := net.Dial("unix", path)
	require.NoError(t, err)
	defer silent.Close() // held until the lab ends
	conn, screen, _, err := dialControl(path, controlRequest{Node: "cucm-pub", Terminal: true})
	require.NoError(t, err)
	_, err = io.ReadFull(screen, make([]byte, len("admin:")))
	require.NoError(t, err)
	require.NoError(t, conn.Close())
}

func TestNodeLogsAreBounded(t *testing.T) {
	logs := newNodeLogs()
	require.Empty(t, logs.names("a"))
	for range logMost + 5 {
		logs.add(lab.LogLine{Source: "a", Kind: "tvs", Text: "x"})
	}
	logs.add(lab.LogLine{Source: "a", Kind: "tvs", Text: "last"})
	logs.add(lab.LogLine{Source: "SEP0A0101000001", Kind: "console", Text: "not on a node"})
	require.Equal(t, []string{logPaths["tvs"]}, logs.names("a"))
	lines := logs.lines("a", logPaths["tvs"])
	require.Len(t, lines, logMost)
	require.Equal(t, "last", lines[logMost-1])
}

func TestPrintTyped(t *testing.T) {
	var out strings.Builder
	a := app{out: &out, output: "text"}
	err := a.printTyped([]typed{{Command: "a", Output: "A\n"}, {Command: "b", Refused: "not b"}})
	require.Equal(t, "A\n", out.String())
	var usage usageError
	require.True(t, errors.As(err, &usage))
	require.EqualError(t, err, "not b")
}
