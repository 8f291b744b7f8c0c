package file

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]string{
		"90s": "1m30s", "10m": "10m0s", "1h30m": "1h30m0s", "30d": "720h0m0s", "2w": "336h0m0s", "1y": "8760h0m0s", "250ms": "250ms",
		"0s": "", "": "", "-1s": "", "5": "", "1.5h": "", "101y": "", "999999999y": "", "90y20y": "", "30 days": "",
	} {
		got, err := ParseDuration(text)
		if want == "" {
			require.Error(t, err, text)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, want, got.String())
	}
}

// A duration is written so that it reads back, in the largest units.
func TestWriteDuration(t *testing.T) {
	for _, text := range []string{"6y", "1y30d", "30d", "1h30m", "10m", "90ms", "1d1s"} {
		span, err := ParseDuration(text)
		require.NoError(t, err)
		require.Equal(t, text, Duration{Value: span}.String())
	}
}
