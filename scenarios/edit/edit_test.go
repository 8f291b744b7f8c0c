package edit_test

import (
	"io/fs"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios/edit"
	"tvslab/scenarios/library"
)

const plan = `title: t # of the plan
matrix: {release: ["11.5", "12.5"]}
steps: # what is done

  # all of them
  # at once
  - power-on: all

  - regenerate: {certificate: TVS, nodes: all} # first
    note: |
      a text
      # no comment
  # then
  - restart:
      service: Cisco Tftp
      nodes: all
  - wait: registered

# seeds
seed: 7
`

func parse(t *testing.T, text string) *edit.File {
	t.Helper()
	f, err := edit.Parse([]byte(text))
	require.NoError(t, err)
	return f
}

// TestSteps: steps go where they are put, each with the comment above it; all else stays as it was written.
func TestSteps(t *testing.T) {
	f := parse(t, plan)
	require.Equal(t, plan, string(f.Bytes()))
	s := f.Steps()
	require.Len(t, s, 4)
	require.Equal(t, "# then\n- restart:\n    service: Cisco Tftp\n    nodes: all", s[2].String())

	s[1], s[2] = s[2], s[1]
	s = slices.Insert(s, 1, edit.New("fault:\n  kind: node-down\n  nodes: sub", "the node fails"))
	require.Equal(t, `title: t # of the plan
matrix: {release: ["11.5", "12.5"]}
steps: # what is done

  # all of them
  # at once
  - power-on: all

  # the node fails
  - fault:
      kind: node-down
      nodes: sub
  # then
  - restart:
      service: Cisco Tftp
      nodes: all
  - regenerate: {certificate: TVS, nodes: all} # first
    note: |
      a text
      # no comment
  - wait: registered

# seeds
seed: 7
`, string(f.With(s).Bytes()))
	require.Equal(t, plan, string(f.Bytes()), "the file that was edited stays")
}

// TestSet: a key is replaced where it stands, put in before the steps, or taken out.
func TestSet(t *testing.T) {
	f := parse(t, "title: t\ndescription: |\n  one\n\n  two\n\n# c\nsteps:\n- wait: 1m\nseed: 7\n")
	require.Equal(t, "title: t\ndescription: three\n\n# c\nsource: s\nsteps:\n- wait: 1m\nseed: 8\n",
		string(f.Set("description", "three").Set("source", "s").Set("seed", "8").Bytes()))
	require.Equal(t, "title: t\n\n# c\nsteps:\n- wait: 1m\n", string(f.Set("description", "").Set("seed", "").Bytes()))
}

// TestInBrackets: steps in brackets get lines of their own.
func TestInBrackets(t *testing.T) {
	f := parse(t, "title: t\nsteps: [power-on: all, wait: registered]\nseed: 7\n")
	s := f.Steps()
	require.Len(t, s, 2)
	require.Equal(t, "- {power-on: all}", s[0].String())
	require.Contains(t, string(f.With(s[1:]).Bytes()), "- {wait: registered}\nseed: 7\n")
}

// TestRefused: what has no list of steps is no scenario file.
func TestRefused(t *testing.T) {
	for _, text := range []string{"", "steps: 1", "title: t", "[", "- steps", "steps: []"} {
		_, err := edit.Parse([]byte(text))
		require.Error(t, err, text)
	}
}

// TestLibrary: every file of the library comes out as it went in.
func TestLibrary(t *testing.T) {
	files := 0
	require.NoError(t, fs.WalkDir(library.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(library.Files, name)
		if err != nil {
			return err
		}
		files++
		require.Equal(t, string(text), string(parse(t, string(text)).Bytes()), name)
		return nil
	}))
	require.NotZero(t, files)
}
