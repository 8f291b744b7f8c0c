package bench

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOutcomesAreDefined: every word for what became of a phase has its row in the documentation.
func TestOutcomesAreDefined(t *testing.T) {
	page, err := os.ReadFile("../docs/bench-results.md")
	require.NoError(t, err)
	for _, o := range []Outcome{Missing, WrongFile, Timeout, Unreachable, Unavailable, TLS, Invalid, Rejected, Refused, Exhausted, Interrupted, Other} {
		require.Contains(t, string(page), "\n| `"+string(o)+"` |", "docs/bench-results.md")
	}
}
