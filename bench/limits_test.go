package bench

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLimits(t *testing.T) {
	l := Limits{Descriptors: 20000, Ports: 28232, PortHold: time.Minute, AvailableMemory: 4 << 30}
	need := Need{Workers: 1000, PerBoot: 1, TCPPerBoot: 4, Phones: 20000, PhoneBytes: 300}
	for name, c := range map[string]struct {
		change  func(*Need)
		limit   string // "" none
		workers int
		mend    string
	}{
		"enough":         {func(*Need) {}, "", 1000, ""},
		"descriptors":    {func(n *Need) { n.Workers = 20000 }, "descriptors", 19744, "ulimit -n 20256"},
		"servers inside": {func(n *Need) { n.Workers, n.PerBoot = 10000, 3 }, "descriptors", 6581, "ulimit -n 30256"},
		"rate":           {func(n *Need) { n.Rate, n.Sources = 500, 1 }, "ports", 1000, "127.80.0.1-127.80.0.5"},
		"rate, sources":  {func(n *Need) { n.Rate, n.Sources = 500, 8 }, "", 1000, ""},
		"rate, loopback": {func(n *Need) { n.Rate, n.Local = 500, true }, "", 1000, ""},
		"memory":         {func(n *Need) { n.Phones, n.PhoneBytes = 1<<24, 400 }, "memory", 1000, "--shard"},
	} {
		n := need
		c.change(&n)
		list := l.Check(n)
		require.Equal(t, c.workers, l.Workers(n), name)
		if c.limit == "" {
			require.Empty(t, list, name)
			continue
		}
		require.Len(t, list, 1, name)
		require.Equal(t, c.limit, list[0].Limit, name)
		require.Contains(t, list[0].Mend, c.mend, name)
	}
	many := Limits{Descriptors: 1 << 20, Ports: 28232}
	n := Need{Workers: 60000, PerBoot: 1}
	require.Equal(t, 25408, many.Workers(n))
	require.Contains(t, many.Check(n)[0].Mend, "127.80.0.1-127.80.0.3")
	n.Sources = 3
	require.Empty(t, many.Check(n))
}

func TestThisMachineHasLimits(t *testing.T) {
	l := ReadLimits()
	require.Positive(t, l.Descriptors)
	if _, err := os.Stat("/proc/meminfo"); err != nil {
		t.Skip("no /proc here")
	}
	require.Positive(t, l.Ports)
	require.Positive(t, l.AvailableMemory)
	require.Positive(t, ThisMachine("test").MemoryBytes)
}
