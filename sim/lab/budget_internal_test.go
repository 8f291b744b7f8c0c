package lab

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/tftpd"
)

// TestBudget: what all servers may have open together fits the limit of the process, and little is said to be little.
func TestBudget(t *testing.T) {
	for name, row := range map[string]struct {
		budget
		low bool
	}{
		"two nodes, the default of many systems": {budget{1024, 13, 2}, false},
		"two nodes, a container":                 {budget{1 << 20, 13, 2}, false},
		"two nodes, next to nothing":             {budget{64, 13, 2}, true},
		"one node without TFTP":                  {budget{1024, 5, 0}, false},
		"hundreds of nodes":                      {budget{20000, 1801, 300}, true},
		"hundreds of nodes, a high limit":        {budget{1 << 19, 1801, 300}, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := row.budget
			require.LessOrEqual(t, b.connections()+b.tftp*b.transfers()+b.tcp+b.tftp, b.limit)
			require.Positive(t, b.connections())
			require.Positive(t, b.transfers())
			trouble, low := b.trouble()
			require.Equal(t, row.low, low, "%v", trouble)
		})
	}
	unknown := budget{0, 13, 2}
	require.Zero(t, unknown.connections(), "no bound")
	require.Equal(t, tftpd.DefaultMaxTransfers, unknown.transfers())
	_, low := unknown.trouble()
	require.False(t, low)
}
