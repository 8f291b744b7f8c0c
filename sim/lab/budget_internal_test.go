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
		"two nodes, the default of many systems": {budget{limit: 1024, tcp: 13, udp: 2, tftp: 2}, false},
		"two nodes, a container":                 {budget{limit: 1 << 20, tcp: 13, udp: 2, tftp: 2}, false},
		"two nodes, next to nothing":             {budget{limit: 64, tcp: 13, udp: 2, tftp: 2}, true},
		"one node without TFTP":                  {budget{limit: 1024, tcp: 5, udp: 1, tftp: 0}, false},
		"hundreds of nodes":                      {budget{limit: 20000, tcp: 1801, udp: 300, tftp: 300}, true},
		"hundreds of nodes, a high limit":        {budget{limit: 1 << 19, tcp: 1801, udp: 300, tftp: 300}, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := row.budget
			require.LessOrEqual(t, b.connections()+b.tftp*b.transfers()+b.tcp+b.udp+b.tftp, b.limit)
			require.Positive(t, b.connections())
			require.Positive(t, b.transfers())
			trouble, low := b.trouble()
			require.Equal(t, row.low, low, "%v", trouble)
		})
	}
	unknown := budget{limit: 0, tcp: 13, udp: 2, tftp: 2}
	require.Zero(t, unknown.connections(), "no bound")
	require.Equal(t, tftpd.DefaultMaxTransfers, unknown.transfers())
	_, low := unknown.trouble()
	require.False(t, low)
}
