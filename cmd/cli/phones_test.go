package cli

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/bench/boots"
)

// TestPhonesBooted: phones are counted, and boots beside them where phones booted again by themselves.
func TestPhonesBooted(t *testing.T) {
	for text, r := range map[string]boots.Report{
		"3 of 4 phones booted in 2.0 s":          {Phones: 4, PhonesBoot: 3, Booted: 3, Seconds: 2},
		"1 of 1 phones booted, 3 boots in 2.0 s": {Phones: 1, PhonesBoot: 1, Booted: 3, Seconds: 2},
	} {
		var b bytes.Buffer
		require.NoError(t, writeFleet(&b, &r))
		require.Contains(t, b.String(), text)
	}
}
