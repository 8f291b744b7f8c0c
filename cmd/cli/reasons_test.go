package cli

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTopicsAreDocumented: docs/json.md lists the topics that tvslab reasons prints.
func TestTopicsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/json.md")
	require.NoError(t, err)
	_, line, ok := strings.Cut(string(page), "\nTopics: ")
	require.True(t, ok)
	line, _, _ = strings.Cut(line, "\n")
	for _, row := range reasonRows() {
		require.Contains(t, line, "`"+row.Topic+"`")
	}
}
