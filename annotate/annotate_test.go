package annotate_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"tvslab/annotate"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sample has what is awkward: text that means something to the formats, lines, places that are not known, one note twice.
func sample() []annotate.Note {
	twice := annotate.Note{File: "plans/a b.yaml", Line: 7, Severity: annotate.Warning, Rule: "plan/restart-due", Title: "step 3: Cisco Tftp, 100% old"}
	return []annotate.Note{
		{File: "plans/a b.yaml", Severity: annotate.Notice, Rule: "plan/condition", Title: "relies on: cucm-sub1 is up", Text: "else 5 phones are locked"},
		twice, twice,
		{File: "/repository/plans/rotation.yaml", Line: 18, Column: 5, Severity: annotate.Error, Rule: "plan/locks", Title: "Step 4: locked,\n120 phones: ::error", Text: "Cheapest cure: one\r\nand <two> & \"three\"\n"},
		{File: "/elsewhere/x.yaml", Line: 1, Column: 1, Severity: annotate.Error, Rule: "check/problem", Title: "unknown verb \"resett\"", Text: strings.Repeat("é", 5000)},
	}
}

func written(t *testing.T, f annotate.Format, notes []annotate.Note) []byte {
	t.Chdir(t.TempDir())
	root, err := os.Getwd()
	require.NoError(t, err)
	notes = slices.Clone(notes)
	for i := range notes {
		notes[i].File = strings.Replace(notes[i].File, "/repository", root, 1)
	}
	var b bytes.Buffer
	require.NoError(t, f.Write(&b, notes, root, annotate.Tool{Name: "tvslab", Version: "1.2.3"}))
	return b.Bytes()
}

// TestFormats compares with what was looked at once.
func TestFormats(t *testing.T) {
	for _, f := range annotate.Formats() {
		t.Run(f.Name, func(t *testing.T) {
			golden, err := filepath.Abs("testdata/" + f.Name + ".golden")
			require.NoError(t, err)
			got := written(t, f, sample())
			if *update {
				require.NoError(t, os.WriteFile(golden, got, 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), string(got))
		})
	}
}

// command is a workflow command as the runner takes it apart.
var command = regexp.MustCompile(`^::(error|warning|notice) ([^\n]*?)::(.*)$`)

func TestGitHubReadsBack(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(string(written(t, annotate.Formats()[0], sample())), "\n"), "\n")
	require.Len(t, lines, 4, "a line each, and none twice")
	for _, line := range lines {
		require.NotContains(t, line, "\r")
		parts := command.FindStringSubmatch(line)
		require.NotNil(t, parts, line)
		for property := range strings.SplitSeq(parts[2], ",") {
			name, value, ok := strings.Cut(property, "=")
			require.True(t, ok, property)
			require.Contains(t, []string{"file", "line", "col", "title"}, name)
			require.NotContains(t, value, ":")
			_, err := url.PathUnescape(value)
			require.NoError(t, err)
		}
		require.NotEmpty(t, parts[3])
	}
	require.Contains(t, lines[0]+lines[1], "title=Step 4%3A locked%2C 120 phones%3A %3A%3Aerror::Cheapest cure: one%0D%0Aand <two>")
}

// TestGitLabShape: what GitLab asks of a report: these fields, a known severity, a relative path, a fingerprint of its own for each.
func TestGitLabShape(t *testing.T) {
	var list []struct {
		Description, Fingerprint, Severity string
		CheckName                          string `json:"check_name"`
		Location                           struct {
			Path  string
			Lines struct{ Begin int }
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(written(t, annotate.Formats()[1], sample())))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&list))
	require.Len(t, list, 4)
	prints := map[string]bool{}
	for _, issue := range list {
		require.NotEmpty(t, issue.Description)
		require.NotEmpty(t, issue.CheckName)
		require.Contains(t, []string{"info", "minor", "major", "critical", "blocker"}, issue.Severity)
		require.Positive(t, issue.Location.Lines.Begin)
		require.False(t, strings.HasPrefix(issue.Location.Path, "./"))
		require.False(t, prints[issue.Fingerprint])
		prints[issue.Fingerprint] = true
	}
	require.Equal(t, "plans/rotation.yaml", list[1].Location.Path)
}

// TestEmpty: nothing found is a report too, by which CI systems know that what was there is mended.
func TestEmpty(t *testing.T) {
	require.Empty(t, written(t, annotate.Formats()[0], nil))
	require.Equal(t, "[]\n", string(written(t, annotate.Formats()[1], nil)))
	require.Contains(t, string(written(t, annotate.Formats()[2], nil)), `"results": []`)
}

// TestFingerprintsStay: a note that moves to another line is the same one to GitLab and to readers of SARIF.
func TestFingerprintsStay(t *testing.T) {
	moved := sample()
	for i := range moved {
		moved[i].Line += 10
	}
	lines := regexp.MustCompile(`(?m)^.*"(begin|startLine|startColumn)": \d+.*$`)
	for _, f := range annotate.Formats()[1:] {
		before, after := written(t, f, sample()), written(t, f, moved)
		require.Equal(t, prints(before), prints(after), f.Name)
		require.NotEqual(t, lines.FindAllString(string(before), -1), lines.FindAllString(string(after), -1))
	}
}

func prints(report []byte) []string {
	return regexp.MustCompile(`"(fingerprint|tvslab/v1)": "\w+"`).FindAllString(string(report), -1)
}

// TestSARIFSchema checks a log against what the standard wants of the parts that are written; with TVSLAB_SARIF_SCHEMA against the whole
// schema of OASIS, which may not be published here (sarif-schema-2.1.0.json).
func TestSARIFSchema(t *testing.T) {
	file, err := filepath.Abs("testdata/sarif-part.schema.json")
	require.NoError(t, err)
	if whole := os.Getenv("TVSLAB_SARIF_SCHEMA"); whole != "" {
		file = whole
	}
	schema, err := jsonschema.NewCompiler().Compile(file)
	require.NoError(t, err)
	for _, notes := range [][]annotate.Note{nil, sample()} {
		log, err := jsonschema.UnmarshalJSON(bytes.NewReader(written(t, annotate.Formats()[2], notes)))
		require.NoError(t, err)
		require.NoError(t, schema.Validate(log))
	}
}
