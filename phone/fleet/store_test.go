package fleet_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/claim"
	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/fleet"
)

func openStore(t testing.TB, path string) *fleet.Store {
	t.Helper()
	s, err := fleet.OpenStore(path)
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

// TestRestart: a fleet goes on from its file as if it had not ended.
func TestRestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a strange?name#.db")
	w := newWorld()
	c := mixed(500, w)
	c.Store = openStore(t, path)
	f := newFleet(t, c)
	bootAll(t, f)
	w.regenerate(after())
	bootAll(t, f)
	want := f.Summary()
	require.NoError(t, f.Close())
	_, err := f.Boot(t.Context(), 0, "reset")
	require.ErrorContains(t, err, "the fleet is closed")
	require.NoError(t, c.Store.Close())

	c.Store = openStore(t, path)
	again := newFleet(t, c)
	require.Equal(t, want, again.Summary())
	for i := range again.Size() {
		require.Equal(t, f.Outcome(i).Verdict, again.Outcome(i).Verdict)
	}
	require.Equal(t, f.Outcome(7), again.Outcome(7))
	w.regenerate(before())
	bootAll(t, again)
	require.NoError(t, again.Sync(t.Context()))
	for _, l := range again.Summary() {
		require.Equal(t, fleet.Accepted, l.Verdict)
	}
	require.NoError(t, c.Store.CheckIntegrity())
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.NoError(t, again.Close())
}

// TestAcknowledge: what is acknowledged is in the file, and everything is acknowledged once.
func TestAcknowledge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	c := mixed(3000, newWorld())
	c.Store = openStore(t, path)
	reader, err := fleet.ReadStore(path)
	require.NoError(t, err)
	defer reader.Close()
	var mutex sync.Mutex
	acknowledged := map[int]int{}
	c.Acknowledge = func(phones []int) {
		inFile := map[int]bool{}
		require.NoError(t, reader.Phones(fleet.Filter{}, func(r fleet.Row) error { inFile[r.Number] = true; return nil }))
		mutex.Lock()
		defer mutex.Unlock()
		for _, i := range phones {
			acknowledged[i]++
			if !inFile[i] {
				t.Errorf("phone %d was acknowledged before it was in the file", i)
			}
		}
	}
	f := newFleet(t, c)
	bootAll(t, f)
	require.NoError(t, f.Close())
	require.Len(t, acknowledged, 3000)
	for i, n := range acknowledged {
		require.Equal(t, 1, n, i)
	}
}

// TestFilters: the questions that `tvslab phones list` answers.
func TestFilters(t *testing.T) {
	w := newWorld()
	c := mixed(400, w)
	c.Store = openStore(t, filepath.Join(t.TempDir(), "state.db"))
	f := newFleet(t, c)
	bootAll(t, f)
	w.regenerate(after())
	bootAll(t, f)
	require.NoError(t, f.Close())
	var one fleet.Row
	count := func(filter fleet.Filter) (n int) {
		require.NoError(t, c.Store.Phones(filter, func(r fleet.Row) error { n++; one = r; return nil }))
		return n
	}
	require.Equal(t, 400, count(fleet.Filter{}))
	lobby := count(fleet.Filter{Group: "lobby"})
	require.InDelta(t, 100, lobby, 40)
	require.Equal(t, lobby, count(fleet.Filter{Verdict: fleet.Accepted}))
	require.Equal(t, 400-lobby, count(fleet.Filter{Verdict: fleet.ListsRefused}))
	require.Equal(t, 400-lobby, count(fleet.Filter{Reason: "signer-unknown"}))
	require.Equal(t, 400-lobby, count(fleet.Filter{Signer: "CN=after"}))
	require.Equal(t, 400-lobby, count(fleet.Filter{Signer: "CN=before"}), "the list they kept")
	require.Equal(t, 400-lobby, count(fleet.Filter{List: one.ITL[:10]}))
	require.Equal(t, 0, count(fleet.Filter{List: "ffffffffff"}))
	require.Equal(t, 1, count(fleet.Filter{Name: one.Name}))
	require.Equal(t, 400, count(fleet.Filter{Name: "SEP*"}))
	require.Equal(t, 400, count(fleet.Filter{Reason: "registered"}))
	require.Equal(t, 5, count(fleet.Filter{Limit: 5}))
	require.Equal(t, 0, count(fleet.Filter{Model: "8841", Group: "lobby"}))
	require.Equal(t, "sub", one.Registered)
	require.Equal(t, 2, one.Boots)
}

// TestOtherFiles: files that are not this fleet's state stay as they are.
func TestOtherFiles(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	require.NoError(t, os.WriteFile(text, []byte("This is no database at all, and long enough to look at as one would. ............."), 0o644))
	_, err := fleet.OpenStore(text)
	require.ErrorIs(t, err, fleet.ErrNotState)

	foreign := filepath.Join(dir, "foreign.db")
	db, err := sql.Open("sqlite", foreign)
	require.NoError(t, err)
	_, err = db.Exec("CREATE TABLE mine (x)")
	require.NoError(t, err)
	_, err = fleet.OpenStore(foreign)
	require.ErrorIs(t, err, fleet.ErrNotState)
	_, err = fleet.ReadStore(foreign)
	require.ErrorIs(t, err, fleet.ErrNotState)
	_, err = db.Exec("PRAGMA user_version = 99")
	require.NoError(t, err)
	_, err = fleet.OpenStore(foreign)
	require.ErrorContains(t, err, "form 99")
	require.NoError(t, db.Close())

	_, err = fleet.ReadStore(filepath.Join(dir, "missing.db"))
	require.ErrorIs(t, err, os.ErrNotExist)

	path := filepath.Join(dir, "state.db")
	c := mixed(10, newWorld())
	c.Store = openStore(t, path)
	require.NoError(t, newFleet(t, c).Close())
	c.Seed++
	_, err = fleet.New(c)
	require.ErrorIs(t, err, fleet.ErrOtherFleet)
	require.ErrorContains(t, err, "seed is 7 there, not 8")
	c.Seed--
	other := phone.DefaultSettings()
	c.Settings = &other
	require.NoError(t, newFleet(t, c).Close(), "the defaults, however they are given")
	other.ITLForCCMTLS, other.CheckValidityOf = true, []string{phone.DatedTVS, phone.DatedHTTPS}
	_, err = fleet.New(c)
	require.ErrorIs(t, err, fleet.ErrOtherFleet)
	require.ErrorContains(t, err, "settings is defaults there, not check_validity_of=tvs,https itl_for_ccm_tls=true")
}

// TestStateOfNames: a state is of the names that its phones have, and of no others.
func TestStateOfNames(t *testing.T) {
	c := mixed(3, newWorld())
	c.Store = openStore(t, filepath.Join(t.TempDir(), "state.db"))
	list, err := devices.Listed(devices.Span{First: 0x50, Last: 0x51}, devices.Span{First: 7, Last: 7})
	require.NoError(t, err)
	c.Devices = list
	f := newFleet(t, c)
	bootAll(t, f)
	require.NoError(t, f.Close())
	again := newFleet(t, c)
	require.Equal(t, f.Outcome(2), again.Outcome(2))
	require.NoError(t, again.Close())
	require.NoError(t, c.Store.Phones(fleet.Filter{}, func(r fleet.Row) error {
		require.Equal(t, list.At(r.Number).Name(), r.Name)
		return nil
	}))
	other, err := devices.Listed(devices.Span{First: 0x50, Last: 0x51}, devices.Span{First: 8, Last: 8})
	require.NoError(t, err)
	for _, wrong := range []*devices.List{other, nil} {
		c.Devices, c.FirstName = wrong, "SEP000000000050"
		_, err = fleet.New(c)
		require.ErrorIs(t, err, fleet.ErrOtherFleet)
		require.ErrorContains(t, err, "first-name is SEP000000000050 and others (")
	}
}

// TestOneWriter: who opens a state that is open to write, by whatever name, is told who has it; it can be looked at meanwhile,
// and is free again when its writer has closed it.
func TestOneWriter(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "state.db"), filepath.Join(dir, "link.db")
	s := openStore(t, path)
	require.NoError(t, os.Symlink(path, link))
	for _, name := range []string{path, link} {
		_, err := fleet.OpenStore(name)
		require.ErrorIs(t, err, claim.ErrInUse)
		require.ErrorContains(t, err, fmt.Sprintf(`state %q: another process writes it: "process %d on `, name, os.Getpid()))
	}
	reader, err := fleet.ReadStore(path)
	require.NoError(t, err)
	require.NoError(t, reader.Close())
	require.NoError(t, s.Close())
	openStore(t, link)
	_, err = fleet.OpenStore(path)
	require.ErrorIs(t, err, claim.ErrInUse)
}

// TestOneMaker: of many that open a state which does not exist, one makes it, and the others are told that it is in use.
func TestOneMaker(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	opened := make([]*fleet.Store, 8)
	errs := make([]error, len(opened))
	var all sync.WaitGroup
	for i := range opened {
		all.Go(func() { opened[i], errs[i] = fleet.OpenStore(path) })
	}
	all.Wait()
	made := 0
	for i, s := range opened {
		if errs[i] != nil {
			require.ErrorIs(t, errs[i], claim.ErrInUse)
			continue
		}
		made++
		require.NoError(t, s.Close())
	}
	require.Equal(t, 1, made)
}
