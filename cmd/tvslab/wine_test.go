// Package main_test runs the Windows binary, by Wine. Wine 8 is not Windows: what it lacks is mended for it here, or not tried.
package main_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// wine runs Windows programs in a folder of its own for what is installed, and a folder for work.
type wine struct {
	program string // wine64
	binary  string // of tvslab
	work    string
	env     []string
}

// find returns a program that Debian's wine64 has beside or in the path; "" where it is not installed.
func find(names ...string) string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// newWine builds tvslab for Windows and prepares a prefix. The test is skipped where there is no Wine, and fails there with TVSLAB_WINE=1.
func newWine(t *testing.T) *wine {
	program := find("wine64", "/usr/lib/wine/wine64")
	switch wanted := os.Getenv("TVSLAB_WINE") == "1"; {
	case runtime.GOOS != "linux" || runtime.GOARCH != "amd64":
		t.Skip("the Windows binary is run by Wine on Linux on amd64 only")
	case program == "" && wanted:
		t.Fatal("wine64 is not installed, and TVSLAB_WINE=1 wants it")
	case program == "":
		t.Skip("wine64 is not installed: the Windows binary is not run")
	}
	dir := t.TempDir()
	w := &wine{program: program, binary: filepath.Join(dir, "tvslab.exe"), work: filepath.Join(dir, "work")}
	w.build(t)
	w.prepare(t, filepath.Join(dir, "prefix"))
	return w
}

// resetOfNetwork is how the Go runtime's network code loads SIO_UDP_NETRESET into a register, and resetOfConnection how it loads
// SIO_UDP_CONNRESET. Wine 8 knows the second one only, and no socket of UDP is had there without: a copy of the binary asks twice for that.
var (
	resetOfNetwork    = []byte{0xbb, 0x0f, 0x00, 0x00, 0x98}
	resetOfConnection = []byte{0xbb, 0x0c, 0x00, 0x00, 0x98}
)

// build makes the binary, as the release has it but for one byte.
func (w *wine) build(t *testing.T) {
	cmd := exec.Command("go", "build", "-trimpath", "-o", w.binary, ".")
	cmd.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	code, err := os.ReadFile(w.binary)
	require.NoError(t, err)
	require.Equal(t, 1, bytes.Count(code, resetOfNetwork), "the Go runtime has changed: see resetOfNetwork")
	require.NoError(t, os.WriteFile(w.binary, bytes.Replace(code, resetOfNetwork, resetOfConnection, 1), 0o755))
}

// prepare makes the prefix, with the source of random numbers that Go wants: Wine 8 has it by another name.
func (w *wine) prepare(t *testing.T, prefix string) {
	keys, err := filepath.Abs("../../testdata/keys")
	require.NoError(t, err)
	require.NoError(t, os.Mkdir(w.work, 0o700))
	require.NoError(t, os.CopyFS(filepath.Join(w.work, "keys"), os.DirFS(keys)))
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); name != "DISPLAY" && !strings.HasPrefix(name, "WINE") && !strings.HasPrefix(name, "XDG_") {
			w.env = append(w.env, v)
		}
	}
	w.env = append(w.env, "WINEPREFIX="+prefix, "WINEARCH=win64", "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml=")
	t.Cleanup(func() {
		if server := find("wineserver64", "/usr/lib/wine/wineserver64", "wineserver"); server != "" {
			end := exec.Command(server, "-k", "-w") // of this prefix
			end.Env = w.env
			_ = end.Run() // it may have ended by itself
		}
	})
	boot := exec.CommandContext(t.Context(), w.program, "wineboot", "-i")
	boot.Env = w.env
	out, err := boot.CombinedOutput()
	require.NoError(t, err, "%s", out)
	library := filepath.Join(prefix, "drive_c/windows/system32/bcryptprimitives.dll")
	if _, err := os.Stat(library); errors.Is(err, os.ErrNotExist) {
		require.NoError(t, os.WriteFile(library, forwarder("bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036"), 0o644))
	}
}

// write puts a file into the folder for work.
func (w *wine) write(t *testing.T, name, text string) {
	require.NoError(t, os.WriteFile(filepath.Join(w.work, name), []byte(text), 0o600))
}

// command is the binary with arguments, not started yet. It gets Ctrl-C where the context ends.
func (w *wine) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, w.program, append([]string{w.binary}, args...)...)
	cmd.Dir, cmd.Env, cmd.WaitDelay = w.work, w.env, 20*time.Second
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	return cmd
}

// says runs the binary, and wants an exit status and texts in what is printed.
func (w *wine) says(t *testing.T, status int, line string, texts ...string) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := w.command(ctx, strings.Fields(line)...)
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	require.Equal(t, status, cmd.ProcessState.ExitCode(), "%s: %s", line, out)
	for _, text := range texts {
		require.Contains(t, string(out), text, line)
	}
	require.NotContains(t, string(out), "\x1b[", "output is redirected")
}
