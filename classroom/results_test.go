package classroom_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/classroom"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// results of two learners, one of whom types what is no answer.
func results() *classroom.Results {
	return &classroom.Results{Schema: 1, Course: "read-an-itl", Title: "Read an ITL", Release: "12.5", Written: time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC),
		Learners: []*classroom.Figures{
			{Learner: "anna", Clock: "2026-01-05 09:40:00", Rate: "real", Minutes: 40, Phones: 30, Deeds: 4, Last: "show itl", Who: "cli cucm-pub", Marks: &classroom.Marks{
				Tasks: []classroom.TaskMark{{Task: "look", Says: "Look at the ITL.", State: classroom.TaskDone, Hints: 1},
					{Task: "signer", Says: "Who signed it?", State: classroom.TaskDone, Answer: "CallManager of cucm-pub", Right: true}},
				Moves: []string{"restart-only"}, Points: 18, Most: 20, Bill: classroom.Bill{Without: 12, Longest: 2, More: 1}}},
			{Learner: "bert", Clock: "2026-01-05 09:10:00", Rate: "real", Minutes: 10, Phones: 30, Locked: 8, Without: 8, Deeds: 1, Last: "reset: all", Who: "lab (instructor)", Marks: &classroom.Marks{
				Tasks: []classroom.TaskMark{{Task: "look", Says: "Look at the ITL.", State: classroom.TaskTried, Hints: 3},
					{Task: "signer", Says: "Who signed it?", State: classroom.TaskOpen, Answer: `=HYPERLINK("http://x")<script>alert(1)</script>`}},
				Most: 20, Bill: classroom.Bill{Visits: 8, Without: 80, Longest: 10}}},
		}}
}

// TestResults: the table, and the page of each learner; what was typed is neither a formula nor a script.
func TestResults(t *testing.T) {
	files := map[string]func(*strings.Builder) error{
		"results.csv":  func(b *strings.Builder) error { return results().WriteCSV(b) },
		"results.json": func(b *strings.Builder) error { return results().WriteJSON(b) },
		"bert.html":    func(b *strings.Builder) error { return results().WritePage(b, "bert") },
	}
	for name, write := range files {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			require.NoError(t, write(&b))
			golden := filepath.Join("testdata", name)
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), b.String())
		})
	}
	var page, table strings.Builder
	require.NoError(t, results().WritePage(&page, "bert"))
	require.NotContains(t, page.String(), "<script>")
	require.NotRegexp(t, `(src|href|url)\s*[=(]`, page.String())
	require.NoError(t, results().WriteCSV(&table))
	require.Contains(t, table.String(), `'=HYPERLINK`)
	require.Error(t, results().WritePage(&page, "carla"))
}

// TestResultsAreKept: what was saved is read again.
func TestResultsAreKept(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, results().Save(dir))
	read, err := classroom.ReadResults(dir)
	require.NoError(t, err)
	require.Equal(t, results(), read)
	_, err = classroom.ReadResults(t.TempDir())
	require.ErrorIs(t, err, classroom.ErrNoClass)
}
