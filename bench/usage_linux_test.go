package bench

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseStat(t *testing.T) {
	p, parent, err := parseStat([]byte("4711 (a (b) c) S 17 1 1 0 -1 4194560 100 0 0 0 150 50 20 30 20 0 7 0 100 1000000 25 18446744073709551615 1"))
	require.NoError(t, err)
	require.Equal(t, 17, parent)
	require.Equal(t, process{start: 100, own: cpuTime{1.5, 0.5}, waited: cpuTime{0.2, 0.3}, resident: int64(25 * os.Getpagesize())}, p)
	_, _, err = parseStat([]byte("4711 (a"))
	require.Error(t, err)
}

// A process that computes for a while has used that time, whoever asks.
func TestUsageOfAProcess(t *testing.T) {
	p, err := FindProcesses([]int{os.Getpid()})
	require.NoError(t, err)
	s := startUsage(p)
	sum := 0
	for begin := selfUsage(); selfUsage().CPUSeconds()-begin.CPUSeconds() < 0.1; {
		for i := range 1_000_000 {
			sum += i
		}
	}
	require.NotZero(t, sum)
	client, servers := s.end()
	require.GreaterOrEqual(t, client.CPUSeconds(), 0.1)
	require.InDelta(t, client.CPUSeconds(), servers.CPUSeconds(), 0.05) // /proc counts in 10 ms
	require.Greater(t, client.PeakBytes, int64(1<<20))
	require.Positive(t, servers.PeakBytes)
	_, err = FindProcesses([]int{os.Getpid(), 1 << 30})
	require.Error(t, err)
}

// burn is a shell that computes in a child of its own, and then waits for a line.
const burn = "(i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done) & wait; echo done; read line"

// TestUsageOfChildren: the time of a child counts, whether it has ended or not, and one process of several is counted once.
func TestUsageOfChildren(t *testing.T) {
	cmd := exec.Command("sh", "-c", burn)
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	p, err := FindProcesses([]int{cmd.Process.Pid, cmd.Process.Pid})
	require.NoError(t, err)
	s := startUsage(p)
	_, err = out.Read(make([]byte, 10)) // "done"
	require.NoError(t, err)
	_, servers := s.end()
	require.NoError(t, in.Close())
	_ = cmd.Wait() // its read failed
	require.Greater(t, servers.CPUSeconds(), 0.02)
	require.Empty(t, servers.LowerBound)
}
