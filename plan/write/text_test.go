package write_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/plan"
	"tvslab/plan/testplan"
	"tvslab/plan/write"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// TestText: the report as text, in several widths and alphabets.
func TestText(t *testing.T) {
	for _, row := range []struct {
		name, plan, cell string
		text             write.Text
	}{
		{"careless-80.txt", "careless", "", write.Text{Width: 80}},
		{"careless-120.txt", "careless", "", write.Text{Width: 120}},
		{"careless-ascii.txt", "careless", "", write.Text{Width: 80, ASCII: true}},
		{"careful-80.txt", "careful", "", write.Text{Width: 80}},
		{"many-80.txt", "many", "", write.Text{Width: 80}},
		{"many-120.txt", "many", "", write.Text{Width: 120}},
		{"refused-80.txt", "refused", "", write.Text{Width: 80}},
		{"secure-80.txt", "secure", "", write.Text{Width: 80}},
		{"lent-80.txt", "lent", "", write.Text{Width: 80}},
		{"lent-ascii.txt", "lent", "", write.Text{Width: 100, ASCII: true}},
	} {
		t.Run(row.name, func(t *testing.T) {
			var out bytes.Buffer
			require.NoError(t, row.text.Write(&out, testplan.Make(t, testplan.Cell(t, row.plan, row.cell))))
			for line := range strings.Lines(out.String()) {
				require.LessOrEqual(t, len([]rune(strings.TrimSuffix(line, "\n"))), row.text.Width, line)
			}
			if row.text.ASCII {
				require.Equal(t, strings.ToValidUTF8(out.String(), "?"), strings.Map(ascii, out.String()))
			}
			golden(t, row.name, out.String())
		})
	}
}

// ascii marks what is more than ASCII.
func ascii(r rune) rune {
	if r > '~' {
		return '?'
	}
	return r
}

// TestDiff: where one plan parts on two releases, and two plans with other groups.
func TestDiff(t *testing.T) {
	const name = "tftp-both-changed-tvs-changed"
	for file, d := range map[string]*plan.Difference{
		"diff-releases.txt": plan.Compare(testplan.Make(t, testplan.Cell(t, name, "11.5")), testplan.Make(t, testplan.Cell(t, name, "12.5"))),
		"diff-plans.txt":    plan.Compare(testplan.Make(t, testplan.Cell(t, "careful", "")), testplan.Make(t, testplan.Cell(t, "careless", ""))),
	} {
		var out bytes.Buffer
		require.NoError(t, write.Text{Width: 80}.Diff(&out, d))
		golden(t, file, out.String())
	}
}
