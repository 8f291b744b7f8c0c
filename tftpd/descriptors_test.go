//go:build linux

package tftpd

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestNoDescriptors: where a process has no descriptor left, requests are not answered. It neither ends nor keeps what it
// had, and serves again when others are done.
func TestNoDescriptors(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "CTLFile.tlv"), content(6433), 0o644))
	for engine, kind := range map[Engine]string{EngineLean: "lean", EnginePin: "tftpd"} {
		t.Run(string(engine), func(t *testing.T) {
			limited := exec.Command("/bin/sh", "-c", `ulimit -n 40 && exec "$0"`, os.Args[0])
			p := startCommand(t, limited, serverProcess+"="+kind, serverFolder+"="+folder, serverTimeout+"=200ms")
			own := func() int {
				entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.cmd.Process.Pid))
				require.NoError(t, err)
				return len(entries)
			}
			patient := &Client{Retransmit: slices.Repeat([]time.Duration{50 * time.Millisecond}, 400)}
			fetch := func() {
				got, err := patient.TFTP(t.Context(), p.address, "CTLFile.tlv")
				require.NoError(t, err)
				require.Equal(t, content(6433), got)
			}
			fetch()
			before := own()
			for range 3 {
				for range 200 { // each wants a socket of its own, and falls silent
					sendTo(t, peer(t), p.address, request(opRead, "CTLFile.tlv", "blksize", "1024"))
				}
				require.Eventually(t, func() bool { return own() >= 39 }, 10*time.Second, time.Millisecond, "no descriptor is left")
				fetch()
			}
			require.Eventually(t, func() bool { return own() <= before }, 20*time.Second, 10*time.Millisecond)
		})
	}
}
