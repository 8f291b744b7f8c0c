package write_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/plan/testplan"
	"tvslab/plan/write"
)

// TestReadme: what README.md shows of a plan is what is printed of it; "..." stands for what it leaves out.
func TestReadme(t *testing.T) {
	page, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, block, ok := strings.Cut(string(page), "    $ tvslab plan rotation.yaml\n")
	require.True(t, ok)
	block, _, ok = strings.Cut(block, "    $ echo $?\n")
	require.True(t, ok)
	s := testplan.Cell(t, "careless", "")
	s.Name = "rotation"
	var out bytes.Buffer
	require.NoError(t, write.Text{Width: 80}.Write(&out, testplan.Make(t, s)))
	rest := out.String()
	for _, part := range strings.Split(strings.ReplaceAll(block, "\n    ", "\n"), "\n...\n") {
		part = strings.TrimSpace(strings.TrimPrefix(part, "    "))
		_, after, found := strings.Cut(rest, part)
		require.True(t, found, "README.md shows\n%s\nwhich is not printed:\n%s", part, rest)
		rest = after
	}
}

// TestPage: docs/plan.md explains every symbol, sign and verdict.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/plan.md")
	require.NoError(t, err)
	for _, word := range write.Explained() {
		require.Contains(t, string(page), "`"+word+"`")
	}
}
