package folder_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/scenarios"
	"tvslab/sim/lab/folder"
	"tvslab/testrace"
)

// moments are those that lead to where the lab stands, or all.
func moments(t testing.TB, f *folder.Folder, b folder.Between) []folder.Moment {
	t.Helper()
	list, err := f.Moments(t.Context(), b)
	require.NoError(t, err)
	return list
}

func passes(t testing.TB, f *folder.Folder, r *scenarios.Runner, d time.Duration) {
	t.Helper()
	r.Lab.Advance(d)
	require.NoError(t, f.Keep(t.Context(), folder.Change{}, r))
}

// TestStandings: how phones stood is known after each step, and where they came to stand otherwise by themselves; after a start too, and on each
// branch.
func TestStandings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lab")
	f, r := made(t, path)
	does(t, f, r, "regenerate: {certificate: CallManager, nodes: cucm-pub}")
	passes(t, f, r, time.Second) // as before: no moment
	does(t, f, r, "power-off: lobby")
	require.NoError(t, f.Close())

	f, r = again(t, path)
	defer f.Close()
	passes(t, f, r, time.Second)
	line := moments(t, f, folder.Between{})
	require.Len(t, line, 3)
	require.Equal(t, []folder.Standing{{Group: "floor", Phones: 40, Registered: 40, Trust: map[string]int{"current": 40}},
		{Group: "lobby", Phones: 1, Registered: 1, Trust: map[string]int{"current": 1}}}, line[0].Groups)
	require.Equal(t, map[string]int{"behind": 40}, line[1].Groups[0].Trust)
	require.Equal(t, 1, line[2].Groups[1].Off)
	require.Equal(t, []bool{false, true, true}, []bool{line[0].Ends, line[1].Ends, line[2].Ends})
	require.Equal(t, []int64{0, 1, 2}, []int64{line[0].Step, line[1].Step, line[2].Step})

	_, err := f.Undo(t.Context(), r)
	require.NoError(t, err)
	does(t, f, r, "reset: all")
	branch := moments(t, f, folder.Between{})
	require.Equal(t, []int64{0, line[0].Number, line[1].Number}, []int64{branch[0].Parent, branch[1].Parent, branch[2].Parent})
	require.Equal(t, int64(3), branch[2].Step)
	require.Equal(t, 0, branch[2].Groups[1].Off)
	require.Len(t, moments(t, f, folder.Between{All: true}), 4)
	require.Equal(t, branch[2:], moments(t, f, folder.Between{Most: 1}))
	at, err := time.Parse(time.RFC3339, branch[1].Clock)
	require.NoError(t, err)
	require.Equal(t, branch[1:2], moments(t, f, folder.Between{From: at, To: at}))

	_, err = f.GoTo(t.Context(), r, 2)
	require.NoError(t, err)
	require.Equal(t, line, moments(t, f, folder.Between{}))
}

// TestStandingView: people read in the database how phones stood.
func TestStandingView(t *testing.T) {
	f, r := made(t, filepath.Join(t.TempDir(), "lab"))
	defer f.Close()
	does(t, f, r, "regenerate: {certificate: CallManager, nodes: cucm-pub}")
	var got string
	require.NoError(t, f.Database().QueryRow(`SELECT "group" || ' ' || trust || ' ' || stand_so || ' of ' || phones FROM standing WHERE step = 1 LIMIT 1`).Scan(&got))
	require.Equal(t, "floor behind 40 of 40", got)
}

// TestThen: a lab is looked at as it was after a step, at a moment, at a snapshot, byte for byte, while it goes on.
func TestThen(t *testing.T) {
	f, r := made(t, filepath.Join(t.TempDir(), "lab"))
	defer f.Close()
	begun, groups := lists(r), r.Groups(t.Context())
	does(t, f, r, "regenerate: {certificate: CallManager, nodes: cucm-pub}")
	first, behind, clock := lists(r), r.Groups(t.Context()), r.Lab.Now()
	require.NoError(t, f.Snapshot(t.Context(), "one certificate"))
	does(t, f, r, "reset: all")
	now := lists(r)
	for text, want := range map[string]struct {
		lists  []string
		groups []scenarios.GroupResult
		step   int64
	}{
		"0": {begun, groups, 0}, "m1": {begun, groups, 0}, "snapshot-beginning": {begun, groups, 0},
		"1": {first, behind, 1}, "snapshot-one certificate": {first, behind, 1}, "2": {now, r.Groups(t.Context()), 2},
	} {
		p, err := folder.ParsePlace(text)
		require.NoError(t, err)
		require.Equal(t, text, p.String())
		then, err := f.Then(t.Context(), p)
		require.NoError(t, err)
		require.Equal(t, want.step, then.Step, text)
		fork := r.Fork(nil)
		require.NoError(t, f.Show(t.Context(), fork, then))
		require.Equal(t, want.lists, lists(fork), text)
		require.Equal(t, want.groups, fork.Groups(t.Context()), text)
		if want.step == 1 {
			require.Equal(t, clock, fork.Lab.Now())
		}
	}
	require.Equal(t, now, lists(r), "the lab itself stands where it stood")
	_, err := f.Then(t.Context(), folder.Place{Step: 99})
	require.ErrorIs(t, err, folder.ErrNoStep)
	_, err = f.Then(t.Context(), folder.Place{Moment: 99})
	require.ErrorIs(t, err, folder.ErrGone)
	require.ErrorIs(t, f.Show(t.Context(), r.Fork(nil), folder.Then{Document: "none"}), folder.ErrGone)
}

// TestMomentsSwept: a lab that stands otherwise each second remembers the newest moments, and looks at the newest of those.
func TestMomentsSwept(t *testing.T) {
	testrace.Alone(t)
	f, r := made(t, filepath.Join(t.TempDir(), "lab"))
	defer f.Close()
	for i := range 600 {
		word := map[bool]string{true: "power-off: lobby", false: "power-on: lobby"}[i%2 == 0]
		s, err := r.Read(word)
		require.NoError(t, err)
		require.NoError(t, r.Take(t.Context(), s))
		require.NoError(t, f.Keep(context.Background(), folder.Change{}, r))
	}
	list := moments(t, f, folder.Between{})
	require.Greater(t, len(list), 300, "a machine that judges slowly judges seldom")
	require.True(t, list[0].Whole, "the beginning has a name")
	require.False(t, list[100].Whole)
	last := len(list) - 1
	require.True(t, list[last].Whole)
	then, err := f.Then(t.Context(), folder.Place{Moment: list[100].Number})
	require.NoError(t, err)
	require.ErrorIs(t, f.Show(t.Context(), r.Fork(nil), then), folder.ErrGone)
}

// FuzzParsePlace: what is read as a place is written as it was read, or means the same.
func FuzzParsePlace(f *testing.F) {
	for _, text := range []string{"0", "12", "m3", "m0", "snapshot-x", "snapshot-", "-1", "+7", "m"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := folder.ParsePlace(text)
		if err != nil {
			return
		}
		again, err := folder.ParsePlace(p.String())
		require.NoError(t, err)
		require.Equal(t, p, again)
	})
}
