package devices_test

import (
	"strings"
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

// FuzzWritten: what is taken for a device is taken for the same by its name, and has all its digits in the text.
func FuzzWritten(f *testing.F) {
	for _, text := range []string{"SEP0A0101000001", "sep0a:01:01:00:00:01", "0A01.0100.0001", "0a-01-01-00-00-01", "0A 01 01 00 00 01", "0A:01.01", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, ok := devices.Written(text)
		if !ok {
			require.Zero(t, n)
			return
		}
		again, ok := devices.Written(n.Name())
		require.True(t, ok)
		require.Equal(t, n, again)
		plain := strings.NewReplacer(":", "", "-", "", ".", "", " ", "").Replace(strings.ToUpper(text))
		require.Equal(t, n.Name()[3:], strings.TrimPrefix(plain, "SEP"))
	})
}
