package doctor_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/bench"
	"tvslab/doctor"
	"tvslab/sim/keypool"
	"tvslab/sim/lab/control"
)

// able is a machine that can do everything.
func able() *doctor.Machine {
	return &doctor.Machine{System: "linux", Cores: 8,
		Listen: func(string, string) (io.Closer, error) { return io.NopCloser(nil), nil },
		Reach:  func() error { return nil },
		Limits: func() bench.Limits {
			return bench.Limits{Descriptors: 20000, Ports: 28000, PortHold: time.Minute, AvailableMemory: 8 << 30}
		},
		Hard: func() int { return 20000 }, Buffer: func() (int, error) { return 8 << 20, nil }, Control: func() error { return nil },
		Keys:  func(string) (keypool.Stock, error) { return keypool.Stock{Missing: 3}, nil },
		Write: func(string) error { return nil }, Free: func(string) (uint64, error) { return 1 << 40, nil },
		Program: func(name string) (string, error) { return "/usr/bin/" + name, nil },
		Read:    func(string) ([]byte, error) { return nil, fs.ErrNotExist },
		Env:     func(string) string { return "" },
		Resolve: func(context.Context, string) ([]string, error) { return []string{"127.0.0.1"}, nil },
		Now:     func() time.Time { return time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC) }, Zone: func() error { return nil }}
}

func ask() doctor.Ask {
	return doctor.Ask{Phones: 1000, KeysDir: "/home/anna/.cache/tvslab/keys", Screen: doctor.Screen{Unicode: true, Columns: 80},
		Labs: func(context.Context) ([]string, error) { return nil, nil }}
}

func TestAbleMachine(t *testing.T) {
	r, err := doctor.Examine(t.Context(), able(), ask())
	require.NoError(t, err)
	require.True(t, r.Fits())
	names := map[string]bool{}
	for _, c := range r.Checks {
		require.Equal(t, doctor.OK, c.State, "%s: %s", c.Name, c.Found)
		require.Empty(t, c.Mend, c.Name)
		require.NotEmpty(t, c.Needs, c.Name)
		require.False(t, names[c.Name], "%s is there twice", c.Name)
		names[c.Name] = true
	}
	for _, w := range r.Works {
		require.Equal(t, doctor.OK, w.State, w.Name)
	}
}

// refusing is a machine on which addresses that contain a text cannot be listened on.
func refusing(text string, errno syscall.Errno) func(*doctor.Machine, *doctor.Ask) {
	return func(m *doctor.Machine, _ *doctor.Ask) {
		m.Listen = func(network, address string) (io.Closer, error) {
			if strings.Contains(network+" "+address, text) {
				return nil, &net.OpError{Op: "listen", Net: network, Err: os.NewSyscallError("bind", errno)}
			}
			return io.NopCloser(nil), nil
		}
	}
}

// TestTroubles: each thing that a machine lacks is found by its check, with a mend, and counts for what depends on it.
func TestTroubles(t *testing.T) {
	for name, row := range map[string]struct {
		lack  func(*doctor.Machine, *doctor.Ask)
		check string
		state doctor.State
		mend  string
	}{
		"privileged TFTP": {refusing("udp4 127.77.254.1:69", syscall.EACCES), "port-69-udp", doctor.Limited, "--tftp-port 6969"},
		"TVS port taken":  {refusing("tcp4 127.77.254.1:2445", syscall.EADDRINUSE), "port-2445-tcp", doctor.No, "another program"},
		"TFTP port taken": {refusing("udp4 127.77.254.1:69", syscall.EADDRINUSE), "port-69-udp", doctor.No, "another program"},
		"ssh port taken":  {refusing("127.77.254.1:22", syscall.EADDRINUSE), "port-ssh", doctor.Limited, "another program"},
		"API port taken":  {refusing("127.77.254.1:8443", syscall.EADDRINUSE), "port-api", doctor.Limited, "--api"},
		"one address":     {refusing("127.77.254.1", syscall.EADDRNOTAVAIL), "addresses", doctor.Limited, "loopback addresses begin with 127"},
		"no loopback":     {func(m *doctor.Machine, _ *doctor.Ask) { m.Reach = func() error { return syscall.ENETUNREACH } }, "loopback", doctor.No, "loopback interface"},
		"few descriptors": {func(m *doctor.Machine, _ *doctor.Ask) {
			m.Limits = func() bench.Limits { return bench.Limits{Descriptors: 64} }
		}, "descriptors", doctor.Limited, "ulimit -n"},
		"many phones": {func(_ *doctor.Machine, a *doctor.Ask) { a.Phones = 1 << 28 }, "memory", doctor.Limited, "--shard"},
		"little memory": {func(m *doctor.Machine, _ *doctor.Ask) {
			m.Limits = func() bench.Limits { return bench.Limits{AvailableMemory: 99 << 20} }
		}, "memory", doctor.Limited, "container"},
		"bounded group": {func(m *doctor.Machine, _ *doctor.Ask) { m.Read = bounded }, "memory", doctor.Limited, "container"},
		"few ports": {func(m *doctor.Machine, _ *doctor.Ask) {
			m.Limits = func() bench.Limits { return bench.Limits{Ports: 10} }
		}, "source-ports", doctor.Limited, "--source"},
		"small buffer":     {func(m *doctor.Machine, _ *doctor.Ask) { m.Buffer = func() (int, error) { return 208 << 10, nil } }, "receive-buffer", doctor.Limited, "net.core.rmem_max=8388608"},
		"one processor":    {func(m *doctor.Machine, _ *doctor.Ask) { m.Cores = 1 }, "cores", doctor.Limited, "--tftp"},
		"keys not to make": {func(m *doctor.Machine, _ *doctor.Ask) { m.Write = unwritable }, "keys", doctor.No, keypool.Mend},
		"no home":          {func(_ *doctor.Machine, a *doctor.Ask) { a.KeysDir = "" }, "keys", doctor.No, keypool.Mend},
		"temporary":        {func(m *doctor.Machine, _ *doctor.Ask) { m.Write = unwritable }, "temporary", doctor.Limited, "TMPDIR"},
		"full disk":        {func(m *doctor.Machine, _ *doctor.Ask) { m.Free = func(string) (uint64, error) { return 1 << 20, nil } }, "disk", doctor.Limited, "make room"},
		"open folder": {func(m *doctor.Machine, _ *doctor.Ask) {
			m.Control = func() error { return &control.FolderError{Dir: "/tmp/x", Why: "is open to others"} }
		}, "control", doctor.No, "chmod 700 /tmp/x"},
		"old clock":        {func(m *doctor.Machine, _ *doctor.Ask) { m.Now = func() time.Time { return time.Unix(0, 0) } }, "clock", doctor.Limited, "set the clock"},
		"before the build": {func(_ *doctor.Machine, a *doctor.Ask) { a.Built = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC) }, "clock", doctor.Limited, "set the clock"},
		"unknown zone":     {func(m *doctor.Machine, _ *doctor.Ask) { m.Zone = func() error { return errors.New("unknown") } }, "zone", doctor.Limited, "tzdata"},
		"latin terminal":   {func(_ *doctor.Machine, a *doctor.Ask) { a.Screen.Unicode = false }, "terminal", doctor.Limited, "UTF-8"},
		"narrow terminal":  {func(_ *doctor.Machine, a *doctor.Ask) { a.Screen.Terminal, a.Screen.Columns = true, 40 }, "terminal", doctor.Limited, "--width"},
		"IPv6 first": {func(m *doctor.Machine, _ *doctor.Ask) {
			m.Resolve = func(context.Context, string) ([]string, error) { return []string{"::1", "127.0.0.1"}, nil }
		}, "ipv6", doctor.Limited, "127"},
		"no program": {func(m *doctor.Machine, _ *doctor.Ask) {
			m.Program = func(string) (string, error) { return "", fs.ErrNotExist }
		}, "program-kubectl", doctor.Absent, "kubectl"},
		"hanging labs": {func(_ *doctor.Machine, a *doctor.Ask) {
			a.Labs = func(ctx context.Context) ([]string, error) { <-ctx.Done(); return nil, ctx.Err() }
		}, "labs", doctor.Limited, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, a := able(), ask()
			row.lack(m, &a)
			r, err := doctor.Examine(t.Context(), m, a)
			require.NoError(t, err)
			c := found(t, r, row.check)
			require.Equal(t, row.state, c.State, c.Found)
			require.Contains(t, c.Mend, row.mend)
			for _, w := range r.Works {
				if row.state == doctor.No && slices.Contains(c.For, w.Name) {
					require.Equal(t, doctor.No, w.State, w.Name)
					require.False(t, r.Fits())
				}
			}
		})
	}
}

// TestPurposes: what is not needed for what is asked for is neither tried nor counted.
func TestPurposes(t *testing.T) {
	m, a := able(), ask()
	refusing("tcp4 127.77.254.1:2445", syscall.EADDRINUSE)(m, &a)
	a.For = []string{"plan", "web"}
	r, err := doctor.Examine(t.Context(), m, a)
	require.NoError(t, err)
	require.True(t, r.Fits())
	require.Len(t, r.Works, 2)
	for _, c := range r.Checks {
		require.True(t, slices.Contains(c.For, "plan") || slices.Contains(c.For, "web"), c.Name)
	}
}

// TestThisMachine tries the real one: whatever it lacks has a mend, and what it has is left as it was.
func TestThisMachine(t *testing.T) {
	a := ask()
	a.KeysDir = t.TempDir() + "/cache/keys"
	r, err := doctor.Examine(t.Context(), doctor.This(), a)
	require.NoError(t, err)
	require.Equal(t, doctor.OK, found(t, r, "keys").State)
	require.NoDirExists(t, a.KeysDir)
	for _, c := range r.Checks {
		if c.State == doctor.No || c.State == doctor.Absent {
			require.NotEmpty(t, c.Mend, "%s: %s", c.Name, c.Found)
		}
	}
}

// TestRealErrors: mends are found for errors as the system gives them.
func TestRealErrors(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, err = net.Listen("tcp4", l.Addr().String())
	require.Contains(t, doctor.MendOf(fmt.Errorf("Cisco Tftp: %w", err)), "another program")
	_, err = net.Listen("tcp4", "192.0.2.1:0")
	require.Contains(t, doctor.MendOf(err), "not one of this machine's")
	_, err = os.Open(t.TempDir() + "/none")
	require.Empty(t, doctor.MendOf(err))
	require.Empty(t, doctor.MendOf(nil))
}

// bounded are the files of a control group that lets a process have 99 MB.
func bounded(file string) ([]byte, error) {
	switch {
	case strings.HasSuffix(file, "memory.max"):
		return []byte("103809024\n"), nil
	case strings.HasSuffix(file, "memory.current"):
		return []byte("1000000\n"), nil
	}
	return nil, fs.ErrNotExist
}

func unwritable(dir string) error { return &fs.PathError{Op: "open", Path: dir, Err: syscall.EROFS} }

func found(t *testing.T, r *doctor.Report, name string) doctor.Result {
	for _, c := range r.Checks {
		if c.Name == name {
			return c
		}
	}
	require.Fail(t, "no check "+name)
	return doctor.Result{}
}
