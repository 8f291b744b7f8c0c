package folder_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/claim"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab/folder"
	"tvslab/testrace"
)

const text = `title: A lab
release: "12.5"
cluster:
  mode: mixed-tokenless
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  floor: {model: "8841", count: 40, tftp: [cucm-pub, cucm-sub1]}
  lobby: {model: "7940", tftp: [cucm-pub, cucm-sub1]}
steps:
  - power-on: all
  - expect: {floor: {trust: current}}
`

func pool(t testing.TB) *keypool.Pool {
	t.Helper()
	keys, err := keypool.Open("../../../testdata/keys", nil)
	require.NoError(t, err)
	return keys
}

// made makes a lab in a folder, and plays its first step.
func made(t testing.TB, path string) (*folder.Folder, *scenarios.Runner) {
	t.Helper()
	f, err := folder.Create(t.Context(), path, pool(t))
	require.NoError(t, err)
	s, err := scenarios.Load("lab.yaml", []byte(text))
	require.NoError(t, err)
	s, err = s.For(s.Cells()[0])
	require.NoError(t, err)
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: f.Keys(), Observe: f.Tell})
	require.NoError(t, err)
	_, err = r.Play(t.Context(), 1)
	require.NoError(t, err)
	require.NoError(t, f.Begin(t.Context(), r))
	return f, r
}

// again opens a lab as the next process does.
func again(t testing.TB, path string) (*folder.Folder, *scenarios.Runner) {
	t.Helper()
	f, err := folder.Open(t.Context(), path)
	require.NoError(t, err)
	r, err := f.Restore(t.Context(), scenarios.Options{Observe: f.Tell})
	require.NoError(t, err)
	return f, r
}

func does(t testing.TB, f *folder.Folder, r *scenarios.Runner, step string) {
	t.Helper()
	s, err := r.Read(step)
	require.NoError(t, err)
	require.NoError(t, r.Take(t.Context(), s))
	require.NoError(t, f.Keep(t.Context(), folder.Change{Who: "test", What: step}, r))
}

// lists are the lists that the nodes serve, byte for byte.
func lists(r *scenarios.Runner) (all []string) {
	for _, n := range r.Lab.Cluster().Nodes {
		all = append(all, string(n.ITL().Bytes()), string(n.CTL().Bytes()))
	}
	return all
}

// TestOpenedAgain: a lab goes on in the next process as it stood: lists byte for byte, phones, clock, and what becomes of it.
func TestOpenedAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lab")
	f, r := made(t, path)
	does(t, f, r, "regenerate: {certificate: CallManager, nodes: cucm-sub1}")
	want, clock, groups := lists(r), r.Lab.Now(), r.Groups(t.Context())
	require.NoError(t, f.Close())

	f, r = again(t, path)
	require.Equal(t, want, lists(r))
	require.Equal(t, clock, r.Lab.Now())
	require.Equal(t, groups, r.Groups(t.Context()))
	does(t, f, r, "reset: all")
	require.NoError(t, f.Close())

	f, r = again(t, path)
	defer f.Close()
	require.Equal(t, "current", r.Groups(t.Context())[0].Trust)
	for _, name := range []string{"lab.db", "keys/rsa2048.pem"} {
		info, err := os.Stat(filepath.Join(path, name))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), name)
	}
}

// TestUndo: the lab goes to any step of its history and back, with its clock; what is done instead is another branch.
func TestUndo(t *testing.T) {
	f, r := made(t, filepath.Join(t.TempDir(), "lab"))
	defer f.Close()
	begun, clock := lists(r), r.Lab.Now()
	does(t, f, r, "regenerate: {certificate: CallManager, nodes: cucm-sub1}")
	first := lists(r)
	require.NotEqual(t, begun, first)
	require.NoError(t, f.Snapshot(t.Context(), "one certificate"))
	require.ErrorIs(t, f.Snapshot(t.Context(), "one certificate"), folder.ErrSnapshot)
	does(t, f, r, "regenerate: {certificate: TVS, nodes: all}")
	second := lists(r)

	step, err := f.Undo(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, "regenerate: {certificate: TVS, nodes: all}", step.What)
	require.Equal(t, first, lists(r))
	_, err = f.Undo(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, begun, lists(r))
	require.Equal(t, clock, r.Lab.Now())
	_, err = f.Undo(t.Context(), r)
	require.ErrorIs(t, err, folder.ErrNothingDone)

	for range 2 {
		_, err = f.Redo(t.Context(), r)
		require.NoError(t, err)
	}
	require.Equal(t, second, lists(r))
	_, err = f.Redo(t.Context(), r)
	require.ErrorIs(t, err, folder.ErrNothingUndone)

	require.NoError(t, f.RestoreSnapshot(t.Context(), r, "one certificate"))
	require.Equal(t, first, lists(r))
	does(t, f, r, "reset: all")
	steps, err := f.Steps(t.Context())
	require.NoError(t, err)
	require.Equal(t, []int64{0, 1, 1}, []int64{steps[0].Parent, steps[1].Parent, steps[2].Parent})
	require.True(t, steps[2].Now)
	_, err = f.GoTo(t.Context(), r, 2)
	require.NoError(t, err)
	require.Equal(t, second, lists(r))
	_, err = f.GoTo(t.Context(), r, 99)
	require.ErrorIs(t, err, folder.ErrNoStep)
	_, err = f.GoTo(t.Context(), nil, 0)
	require.NoError(t, err)
	require.NoError(t, f.Revert(r))
	require.Equal(t, begun, lists(r))
	require.NoError(t, f.Forget(t.Context(), "one certificate"))
	require.ErrorIs(t, f.RestoreSnapshot(t.Context(), r, "one certificate"), folder.ErrNoSnapshot)
}

// TestHeld: one process has a lab, and the next is told who.
func TestHeld(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lab")
	f, _ := made(t, path)
	_, err := folder.Open(t.Context(), path)
	require.ErrorIs(t, err, claim.ErrInUse)
	require.ErrorContains(t, err, "process")
	_, err = folder.Create(t.Context(), path, pool(t))
	require.ErrorIs(t, err, claim.ErrInUse)
	require.NoError(t, f.Close())
	_, err = folder.Create(t.Context(), path, pool(t))
	require.ErrorIs(t, err, folder.ErrIsLab)
}

// TestNoLab: what is no lab is told from one that is.
func TestNoLab(t *testing.T) {
	dir := t.TempDir()
	_, err := folder.Open(t.Context(), dir)
	require.ErrorIs(t, err, folder.ErrNoLab)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600))
	_, err = folder.Create(t.Context(), dir, pool(t))
	require.ErrorContains(t, err, "not empty, and no lab")

	other := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(other, "lab.db"), []byte("no database, whatever it is called"), 0o600))
	_, err = folder.Open(t.Context(), other)
	require.ErrorIs(t, err, folder.ErrNoLab)
	require.ErrorContains(t, err, "lab.db is damaged, or something else")

	half := filepath.Join(t.TempDir(), "half")
	f, err := folder.Create(t.Context(), half, pool(t))
	require.NoError(t, err)
	require.NoError(t, f.Close())
	_, err = folder.Open(t.Context(), half)
	require.ErrorIs(t, err, folder.ErrNoLab)
	f, _ = made(t, half)
	require.NoError(t, f.Close())
}

// TestLaterVersion: a lab of a later version is refused, and left as it is.
func TestLaterVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lab")
	f, _ := made(t, path)
	require.NoError(t, f.Close())
	db := database(t, path)
	_, err := db.Exec("PRAGMA user_version = 99")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	_, err = folder.Open(t.Context(), path)
	require.ErrorIs(t, err, folder.ErrVersion)
	require.ErrorContains(t, err, "a later version made it")
}

func database(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(path, "lab.db"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// TestViews: whoever opens the database finds the lab in the words of the trade.
func TestViews(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lab")
	f, r := made(t, path)
	does(t, f, r, "power-off: lobby")
	require.NoError(t, f.Close())
	db := database(t, path)
	for name, row := range map[string]struct{ query, want string }{
		"cluster":     {"SELECT cluster || ' ' || release FROM cluster", "home 12.5"},
		"nodes":       {"SELECT group_concat(name || ' ' || address) FROM node", "cucm-pub 192.0.2.11,cucm-sub1 192.0.2.12"},
		"roles":       {"SELECT roles FROM node WHERE name = 'cucm-sub1'", "subscriber, callmanager, tftp, tvs"},
		"service":     {"SELECT running FROM service WHERE node = 'cucm-pub' AND service = 'Cisco Tftp'", "1"},
		"loaded":      {"SELECT count(*) FROM service s JOIN certificate c ON c.serial = s.certificate_loaded WHERE service = 'Cisco CallManager'", "2"},
		"certificate": {"SELECT subject LIKE 'CN=cucm-pub%' FROM certificate WHERE node = 'cucm-pub' AND store = 'TVS'", "1"},
		"trust":       {"SELECT count(*) > 3 FROM trust_certificate WHERE node = 'cucm-sub1'", "1"},
		"lists":       {"SELECT group_concat(file) FROM (SELECT file FROM trust_list WHERE node = 'cucm-sub1' ORDER BY file)", "CTLFile.tlv,ITLFile.tlv"},
		"parameter":   {"SELECT value FROM parameter WHERE parameter = 'Cluster Security Mode'", "1"},
		"phones":      {`SELECT group_concat(n || ' ' || model || ' ' || "on") FROM (SELECT count(*) n, model, "on" FROM phone GROUP BY model, "on" ORDER BY 1)`, "1 7940 0,40 8841 1"},
		"registered":  {"SELECT DISTINCT registered FROM phone WHERE device = 'SEP0A0101000028'", "cucm-pub"},
		"history":     {"SELECT who || ': ' || what FROM history", "test: power-off: lobby"},
		"events":      {"SELECT count(*) FROM event WHERE phone = 'SEP0A0102000001' AND kind = 'power'", "1"},
		"snapshot":    {"SELECT name FROM snapshot", "beginning"},
	} {
		var got string
		require.NoError(t, db.QueryRow(row.query).Scan(&got), name)
		require.Equal(t, row.want, got, name)
	}
}

// TestFullDisk: what cannot be written down is taken back, and the lab goes on from before when there is room again.
func TestFullDisk(t *testing.T) {
	f, r := made(t, filepath.Join(t.TempDir(), "lab"))
	defer f.Close()
	before := lists(r)
	f.Fill(t)
	s, err := r.Read("regenerate: {certificate: [CallManager, TVS], nodes: all}")
	require.NoError(t, err)
	require.NoError(t, r.Take(t.Context(), s))
	require.NotEqual(t, before, lists(r))
	err = f.Keep(t.Context(), folder.Change{Who: "test", What: "regenerate"}, r)
	require.ErrorIs(t, err, folder.ErrNotKept)
	require.ErrorContains(t, err, "full")
	require.NoError(t, f.Revert(r))
	require.Equal(t, before, lists(r))
	f.Empty(t)
	does(t, f, r, "regenerate: {certificate: TVS, nodes: all}")
	steps, err := f.Steps(t.Context())
	require.NoError(t, err)
	require.Len(t, steps, 1)
}

// TestSwept: what no step and no snapshot needs goes, and nothing else.
func TestSwept(t *testing.T) {
	testrace.Alone(t)
	path := filepath.Join(t.TempDir(), "lab")
	f, r := made(t, path)
	does(t, f, r, "reset: all")
	count := func() (n int) {
		require.NoError(t, f.Database().QueryRow("SELECT count(*) FROM document").Scan(&n))
		return n
	}
	before := count()
	for range 600 { // the clock goes on by itself
		r.Lab.Advance(1e9)
		require.NoError(t, f.Keep(context.Background(), folder.Change{}, r))
	}
	require.Less(t, count(), before+4*256)
	want := lists(r)
	require.NoError(t, f.Close())
	f, r = again(t, path)
	defer f.Close()
	require.Equal(t, want, lists(r))
	_, err := f.Undo(t.Context(), r)
	require.NoError(t, err)
}

// TestEvents: what happened is there after the next start, and counts on.
func TestEvents(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lab")
	f, _ := made(t, path)
	all, err := f.Events(t.Context(), 0, 10_000)
	require.NoError(t, err)
	require.NotEmpty(t, all)
	require.NoError(t, f.Close())
	f, r := again(t, path)
	defer f.Close()
	does(t, f, r, "power-off: lobby")
	newer, err := f.Events(t.Context(), all[len(all)-1].Number, 10_000)
	require.NoError(t, err)
	require.Equal(t, all[len(all)-1].Number+1, newer[0].Number)
	require.Equal(t, int64(1), newer[0].Step)
	kinds, err := f.Tallies(t.Context(), 1)
	require.NoError(t, err)
	times := 0
	for _, k := range kinds {
		times += k.Times
		if k.Kind == "power" {
			require.Equal(t, 1, k.Phones)
		}
	}
	require.Equal(t, len(newer), times)
}
