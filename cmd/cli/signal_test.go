//go:build unix

package cli_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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
