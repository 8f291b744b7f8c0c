package bench

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseStat(t *testing.T) {
	u, err := parseStat([]byte("4711 (a (b) c) S 1 1 1 0 -1 4194560 100 0 0 0 150 50 20 30 20 0 7 0 100 1000000 25 18446744073709551615 1"))
	require.NoError(t, err)
	require.InDelta(t, 1.7, u.User, 1e-9)
	require.InDelta(t, 0.8, u.System, 1e-9)
	require.EqualValues(t, 25*os.Getpagesize(), u.PeakBytes)
	_, err = parseStat([]byte("4711 (a"))
	require.Error(t, err)
}

// A process that computes for a while has used that time, whoever asks.
func TestUsageOfAProcess(t *testing.T) {
	p, err := FindProcess(os.Getpid())
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
	_, err = FindProcess(1 << 30)
	require.Error(t, err)
}
