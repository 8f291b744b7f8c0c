package library

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim/cucm"
)

func TestPick(t *testing.T) {
	release := func(name string) Selection {
		r, err := cucm.ParseRelease(name)
		require.NoError(t, err)
		return Selection{Releases: []cucm.Release{r}}
	}
	for name, row := range map[string]struct {
		pick   string
		choice Selection
		want   string // release of the cell
		wrong  string
	}{
		"first cell":      {pick: "tftp-both-changed-tvs-ok", want: "8.6"},
		"of a release":    {pick: "tftp-both-changed-tvs-ok", choice: release("12.5(1)"), want: "12.5"},
		"several":         {pick: "tftp-both-changed...", wrong: `"tftp-both-changed..." names several scenarios`},
		"no such mode":    {pick: "tftp-both-changed-tvs-ok", choice: Selection{Modes: []string{"half"}}, wrong: "no cell to run; there are: 8.6 non-secure, 9.1 "},
		"a mode too many": {pick: "tftp-both-changed-tvs-ok", choice: Selection{Modes: []string{"non-secure", "half"}}, wrong: `mode "half": no cell has it`},
		"a release of none": {pick: "tftp-both-changed-tvs-ok", choice: Selection{Releases: append(release("11.5").Releases, release("8.0").Releases...)},
			wrong: "release 8.0: no cell has it"},
		"another release": {pick: "tftp-both-changed-tvs-ok", choice: Selection{As: []string{"10.0"}}, want: "10.0"},
		"a plan":          {pick: "../../plan/testdata/careful.yaml", want: "11.5"},
		"unknown":         {pick: "nothing-like-it", wrong: `unknown scenario "nothing-like-it"`},
		"file not there":  {pick: "a/b.yaml", wrong: "no such file"},
		"the whole topic": {pick: "*", wrong: "names several"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Pick(row.pick, row.choice)
			if row.wrong != "" {
				require.ErrorContains(t, err, row.wrong)
				return
			}
			require.NoError(t, err)
			require.Equal(t, row.want, s[0].Release.Value)
		})
	}
}

func TestFirstExpect(t *testing.T) {
	cells, err := Pick("tftp-both-changed-tvs-ok", Selection{})
	require.NoError(t, err)
	s := cells[0]
	n := s.FirstExpect()
	require.Equal(t, "expect", s.Steps[n].Verb)
	for i := range n {
		require.NotEqual(t, "expect", s.Steps[i].Verb)
	}
	s.Steps = s.Steps[:n]
	require.Equal(t, n, s.FirstExpect(), "all, where none expects")
}

func TestGather(t *testing.T) {
	all, err := Gather()
	require.NoError(t, err)
	require.Len(t, all, len(Names()))
	both, err := Gather("callmanager/regen-callmanager-ecdsa.yaml", "tftp-both-changed-tvs-ok")
	require.NoError(t, err)
	require.Equal(t, "regen-callmanager-ecdsa", both[0].Name)
	require.Equal(t, "tftp-both-changed-tvs-ok", both[1].Name)
	_, err = Gather("tftp-both-changed-tvs-ok", "nothing-like-it")
	require.Error(t, err)
}

// TestAs: every cell is played on each of the other releases, once where cells differed by their releases only.
func TestAs(t *testing.T) {
	all, err := Gather("tftp-both-changed-tvs-ok")
	require.NoError(t, err)
	modes := map[string]bool{}
	for _, c := range all[0].Cells() {
		modes[c.Mode] = true
	}
	cells, err := Selection{As: []string{"11.5", "14"}}.Cells(all)
	require.NoError(t, err)
	require.Len(t, cells, 2*len(modes))
	for i, c := range cells {
		require.Equal(t, []string{"11.5", "14"}[i/len(modes)], c.Release.Value)
	}
}
