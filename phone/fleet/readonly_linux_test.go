package fleet_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"tvslab/phone/fleet"
)

// nobody is a user who may write nothing here.
const nobody = 65534

// countAsNobody reads a state and counts its phones with the rights of a user who owns none of the files; a test that does not
// run as root has no right to write into folders that give none.
func countAsNobody(path string) (phones int, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if os.Geteuid() == 0 {
			runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
			if err = unix.Setfsuid(nobody); err != nil {
				return
			}
		}
		var s *fleet.Store
		if s, err = fleet.ReadStore(path); err == nil {
			err = errors.Join(s.Phones(fleet.Filter{}, func(fleet.Row) error { phones++; return nil }), s.Close())
		}
	}()
	<-done
	return phones, err
}

// shut makes a folder one that everybody may read and nobody write, until the test ends.
func shut(t *testing.T, folder string) {
	t.Helper()
	require.NoError(t, os.Chmod(filepath.Dir(folder), 0o755)) // of the test
	require.NoError(t, os.Chmod(folder, 0o555))
	t.Cleanup(func() { require.NoError(t, os.Chmod(folder, 0o755)) })
}

// copies puts copies of files with these rights into a shut folder and returns the first.
func copies(t *testing.T, mode os.FileMode, files ...string) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(folder, filepath.Base(name)), data, mode))
	}
	shut(t, folder)
	return filepath.Join(folder, filepath.Base(files[0]))
}

// TestReadOnlyFolder: a state can be looked at where nothing can be written, after its fleet has ended, after it was killed and
// while it runs. What cannot be read says why.
func TestReadOnlyFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fleet.db")
	c := mixed(50, newWorld())
	c.Store = openStore(t, path)
	f := newFleet(t, c)
	bootAll(t, f)
	require.NoError(t, f.Sync(t.Context()))
	read := func(path string) {
		t.Helper()
		phones, err := countAsNobody(path)
		require.NoError(t, err)
		require.Equal(t, 50, phones)
	}

	read(copies(t, 0o444, path, path+"-wal", path+"-shm")) // as after a kill
	_, err := countAsNobody(copies(t, 0o444, path, path+"-wal"))
	require.ErrorContains(t, err, `fleet.db-wal", which is read only where its folder can be written`)
	require.NotErrorIs(t, err, fleet.ErrNotState)

	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		require.NoError(t, os.Chmod(name, 0o644))
	}
	shut(t, filepath.Dir(path))
	read(path) // while it runs
	require.NoError(t, os.Chmod(filepath.Dir(path), 0o755))

	require.NoError(t, f.Close())
	require.NoError(t, c.Store.Close())
	read(copies(t, 0o444, path))
	_, err = countAsNobody(copies(t, 0o200, path))
	require.ErrorIs(t, err, os.ErrPermission)
}

// TestReadOnlyStranger: another database is told apart there too.
func TestReadOnlyStranger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.db")
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	_, err = db.Exec("CREATE TABLE t (x)")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	_, err = countAsNobody(copies(t, 0o444, path))
	require.ErrorIs(t, err, fleet.ErrNotState)
}
