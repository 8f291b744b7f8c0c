//go:build unix

package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/cmd/cli"
	"tvslab/outcome"
	"tvslab/tftpd"
)

// longEnough ends a child that hangs; nothing is measured by it.
const longEnough = 2 * time.Minute

// child starts tvslab with a runtime folder of its own.
func child(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), longEnough)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, "tvslab", args...)
	cmd.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+t.TempDir())
	return cmd
}

// unread is a pipe that nobody reads.
func unread(t *testing.T) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() { r.Close(); w.Close() })
	return w
}

// exitStatus waits for the child.
func exitStatus(t *testing.T, cmd *exec.Cmd) int {
	t.Helper()
	err := cmd.Wait()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return cmd.ProcessState.ExitCode()
}

// TestNobodyReadsStandardError: the request log holds up neither servers nor sessions nor the end.
func TestNobodyReadsStandardError(t *testing.T) {
	for engine, address := range map[string]string{"pin": "127.60.1.1", "lean": "127.60.2.1"} {
		t.Run(engine, func(t *testing.T) {
			cmd := child(t, "serve", "tftp-both-changed-tvs-ok", "--keys", "../../testdata/keys", "--listen", address, "--tftp-engine", engine, "-o", "json")
			cmd.Stderr = unread(t)
			out, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			var l lab
			require.NoError(t, json.NewDecoder(out).Decode(&l))

			const clients, requests = 10, 300
			var all sync.WaitGroup
			failed := make([]error, clients)
			for i := range clients {
				all.Go(func() {
					for range requests {
						_, err := (&tftpd.Client{}).TFTP(t.Context(), address+":"+strconv.Itoa(l.Nodes[0].TFTP), "nobody-has-a-file-of-this-name-however-long-it-may-be")
						if !errors.Is(err, outcome.NotFound) {
							failed[i] = errors.Join(failed[i], errors.New("not answered"), err)
						}
					}
				})
			}
			all.Wait()
			require.NoError(t, errors.Join(failed...))

			typed := exec.Command("tvslab", "cli", "-c", "show version active")
			typed.Env = cmd.Env
			answer, err := typed.Output()
			require.NoError(t, err)
			require.Contains(t, string(answer), "Active Master Version")

			require.NoError(t, cmd.Process.Signal(os.Interrupt))
			require.Equal(t, 0, exitStatus(t, cmd))
		})
	}
}

// TestSecondSignal: a command that does not come to its end, because nobody reads what it prints, is ended by the second
// signal.
func TestSecondSignal(t *testing.T) {
	for name, row := range map[string]struct {
		signal os.Signal
		status int
	}{"SIGINT": {os.Interrupt, 130}, "SIGTERM": {syscall.SIGTERM, 143}} {
		t.Run(name, func(t *testing.T) {
			cmd := child(t, "list", "-o", "json")
			out, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			_, err = io.ReadFull(out, make([]byte, 1)) // it has begun; the rest does not fit the pipe
			require.NoError(t, err)
			ended := make(chan int)
			go func() {
				state, _ := cmd.Process.Wait()
				ended <- state.ExitCode()
			}()
			again := time.NewTicker(10 * time.Millisecond) // signals that come at once are one
			defer again.Stop()
			for {
				select {
				case <-again.C:
					_ = cmd.Process.Signal(row.signal)
				case status := <-ended:
					require.Equal(t, row.status, status)
					return
				}
			}
		})
	}
}

// TestReadingEnds: a pipe into which nothing is written holds up no command.
func TestReadingEnds(t *testing.T) {
	keys, err := filepath.Abs("../../testdata/keys")
	require.NoError(t, err)
	list, err := filepath.Abs("../../testdata/vectors/tlv-reference-writer/ITLFile-sha1-rsa2048-all-roles.tlv")
	require.NoError(t, err)
	for _, args := range [][]string{
		{"run", "--keys", keys, "PIPE"}, {"check", "PIPE"}, {"serve", "--keys", keys, "PIPE"}, {"cli", "--scenario", "PIPE"}, {"bench", "--scenario", "PIPE"},
		{"inspect", "PIPE"}, {"inspect", list, "--signer", "PIPE"}, {"inspect", list, "--held", "PIPE"}, {"phones", "--lab", "PIPE"},
		{"plan", "PIPE"}, {"plan", "diff", "PIPE", list}, {"why", "PIPE"}, {"explore", "PIPE"}, {"explore", "merge", "PIPE"}, {"import", "PIPE"},
		{"import", "--redact", "--redact-key", "PIPE", list},
		{"bench", "report", "PIPE"}, {"bench", "compare", "PIPE", list}, {"bench", "merge", "--results", "sum.json", "PIPE"},
	} {
		t.Run(strings.Join(args[:2], " "), func(t *testing.T) {
			pipe := filepath.Join(t.TempDir(), "pipe.yaml")
			require.NoError(t, syscall.Mkfifo(pipe, 0o600))
			args = slices.Clone(args)
			for i := range args {
				args[i] = strings.ReplaceAll(args[i], "PIPE", pipe)
			}
			cmd := child(t, args...)
			var errs bytes.Buffer
			cmd.Stderr = &errs
			require.NoError(t, cmd.Start())
			writer, err := os.OpenFile(pipe, os.O_WRONLY, 0) // returns when the child has opened the other end
			require.NoError(t, err)
			defer writer.Close()
			require.NoError(t, cmd.Process.Signal(os.Interrupt))
			require.Equal(t, 130, exitStatus(t, cmd))
			require.Equal(t, "tvslab: interrupted\n", errs.String())
		})
	}
}

// TestKeysThatAreNoFile: a pipe in the place of keys is told, not read.
func TestKeysThatAreNoFile(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "rsa2048.pem"), 0o600))
	var errs bytes.Buffer
	cmd := child(t, "run", "--keys", dir, "tftp-both-changed-tvs-ok")
	cmd.Stderr = &errs
	require.NoError(t, cmd.Start())
	require.Equal(t, 3, exitStatus(t, cmd))
	require.Contains(t, errs.String(), "rsa2048.pem: not a file")
}

// TestEndlessFiles: a file without end gives one clear error.
func TestEndlessFiles(t *testing.T) {
	list, err := filepath.Abs("../../testdata/vectors/tlv-reference-writer/ITLFile-sha1-rsa2048-all-roles.tlv")
	require.NoError(t, err)
	for _, row := range []struct {
		args []string
		want string
	}{
		{[]string{"check", "/dev/zero"}, "the file is larger than 1048576 bytes"},
		{[]string{"plan", "/dev/zero"}, "the file is larger than 1048576 bytes"},
		{[]string{"why", "/dev/zero"}, "the file is larger than 1048576 bytes"},
		{[]string{"explore", "/dev/zero"}, "the file is larger than 1048576 bytes"},
		{[]string{"explore", "merge", "/dev/zero"}, "explore merge /dev/zero"},
		{[]string{"inspect", "/dev/zero"}, "larger than 16777216 bytes"},
		{[]string{"inspect", list, "--signer", "/dev/zero"}, "larger than 16777216 bytes"},
		{[]string{"inspect", list, "--key", "/dev/zero"}, "larger than 16777216 bytes"},
		{[]string{"inspect", list, "--held", "/dev/zero"}, "larger than 16777216 bytes"},
		{[]string{"phones", "--lab", "/dev/zero"}, "is not what tvslab serve -o json prints"},
		{[]string{"bench", "report", "/dev/zero"}, "not results of a benchmark"},
		{[]string{"phones", "list", "--state", "/dev/zero"}, "/dev/zero"},
		{[]string{"phones", "list", "--state", "."}, "is a directory"},
		{[]string{"why", "--state", ".", "--group", "desk"}, "is a directory"},
	} {
		t.Run(strings.Join(row.args[:2], " "), func(t *testing.T) {
			var out, errs bytes.Buffer
			require.Equal(t, 2, cli.Run(t.Context(), row.args, nil, &out, &errs), errs.String())
			require.Contains(t, errs.String(), row.want)
			require.Equal(t, 1, strings.Count(errs.String(), "\n"), errs.String())
			require.Empty(t, out.String())
		})
	}
}
