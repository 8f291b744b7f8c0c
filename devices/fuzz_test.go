package devices_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
)

// FuzzParse: what is a device name is written as it was read.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"SEP0A0101000001", "SEPFFFFFFFFFFFF", "SEP0a0101000001", "SEP", "", "ATA0A0101000001"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		n, ok := devices.Parse(name)
		if ok {
			require.Equal(t, name, n.Name())
			require.Less(t, uint64(n), uint64(1)<<48)
			return
		}
		require.Zero(t, n)
	})
}
