package roster_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/twin/roster"
)

// seeds adds the files of folders of testdata.
func seeds(f *testing.F, folders ...string) {
	f.Helper()
	for _, folder := range folders {
		for _, path := range files(f, filepath.Join("testdata", folder)) {
			text, err := os.ReadFile(path)
			require.NoError(f, err)
			f.Add(text)
		}
	}
}

// sound reports what must be true of whatever was read: every fact stands in the file, on one of its lines.
func sound(t *testing.T, text []byte) {
	r := roster.NewReader()
	require.NoError(t, r.Read("file", bytes.NewReader(text)))
	found := r.Roster()
	lines := bytes.Count(text, []byte("\n")) + 1
	for i, p := range found.Phones {
		require.NotEmpty(t, p.Name)
		require.True(t, i == 0 || found.Phones[i-1].Name < p.Name)
		for _, f := range append([]roster.Fact{p.Model, p.Status, p.Node, p.Mode, p.ITL, p.LSC, {At: p.At}}, append(p.TFTP, p.CallManagers...)...) {
			require.True(t, f.At == roster.Place{} && !f.Known() || f.At.File == "file" && f.At.Line >= 1 && f.At.Line <= lines, f)
		}
		require.LessOrEqual(t, len(p.TFTP), 2)
		require.LessOrEqual(t, len(p.CallManagers), 5)
	}
	for _, p := range found.Problems {
		require.Equal(t, "file", p.At.File)
		require.True(t, p.At.Line >= 1 && p.At.Line <= lines, p)
	}
	require.True(t, len(found.Lists) > 0 || len(found.Problems) > 0, "a file that gives nothing is told")
	n := 0
	for _, g := range roster.Grouped(found.Phones) {
		n += len(g.Phones)
	}
	require.Equal(t, len(found.Phones), n)
	if roster.Recognizes(text) {
		require.NotEmpty(t, found.Lists, "what is recognized can be read")
	}
}

// FuzzLists: lists with any bytes.
func FuzzLists(f *testing.F) {
	seeds(f, "site", "broken")
	f.Fuzz(sound)
}

// FuzzPages: pages with any bytes.
func FuzzPages(f *testing.F) {
	seeds(f, "pages")
	f.Fuzz(func(t *testing.T, text []byte) { sound(t, append([]byte("<html>"), text...)) })
}

// FuzzAnswers: answers of AXL and RisPort70 with any bytes.
func FuzzAnswers(f *testing.F) {
	seeds(f, "answers")
	f.Fuzz(func(t *testing.T, text []byte) { sound(t, append([]byte("<s:Envelope>"), text...)) })
}
