package relay

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

func mustPort(s string) netip.AddrPort { return netip.MustParseAddrPort(s) }

// FuzzRecords: in whatever pieces records come, as many are counted.
func FuzzRecords(f *testing.F) {
	f.Add([]byte{22, 3, 3, 0, 2, 1, 2, 23, 3, 3, 0, 1, 9}, 3)
	f.Add([]byte{23, 3, 3, 0, 0, 23, 3, 3, 255, 255}, 1)
	f.Add([]byte{}, 2)
	f.Fuzz(func(t *testing.T, b []byte, at int) {
		var whole, pieces records
		whole.take(b)
		cut := min(max(at, 0), len(b))
		pieces.take(b[:cut])
		pieces.take(b[cut:])
		require.Equal(t, whole.data, pieces.data)
		require.GreaterOrEqual(t, whole.body, 0)
	})
}

// FuzzNumber: packets have a number or none, and nothing else happens.
func FuzzNumber(f *testing.F) {
	f.Add([]byte{0, 1, 'a', 0, 'o', 0})
	f.Add([]byte{0, 4, 0, 7})
	f.Add([]byte{0})
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, op := range []uint16{opData, opAck} {
			n, ok := number(b, op)
			require.True(t, ok || n == 0)
			require.Less(t, n, 1<<16)
		}
	})
}
