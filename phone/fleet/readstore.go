package fleet

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// reading are the ways to open a file to look at, the best first. A database in WAL mode is written even by who reads it (its
// shared memory), unless it is told that nobody else has it open: true where there is no log, because then the last writer has
// closed it.
var reading = []struct {
	options string
	fits    func(path string) bool
}{
	{"mode=rw&_pragma=query_only(1)", func(string) bool { return true }},
	{"mode=ro&_pragma=query_only(1)", func(string) bool { return true }},
	{"mode=ro&immutable=1", func(path string) bool { return !exists(path+"-wal") && !exists(path+"-shm") }},
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, os.ErrNotExist)
}

// ReadStore opens an existing file to look at; a fleet may be writing it meanwhile. It may be in a folder where nobody may
// write.
func ReadStore(path string) (*Store, error) {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		err = &fs.PathError{Op: "read", Path: path, Err: syscall.EISDIR}
	}
	if err != nil {
		return nil, fmt.Errorf("state of the fleet: %w", err)
	}
	for _, way := range reading {
		if !way.fits(path) {
			continue
		}
		var s *Store
		if s, err = readStore(path, way.options); err == nil || !readOnly(err) {
			return s, err
		}
	}
	return nil, whyUnreadable(path, err)
}

// whyUnreadable says of a file that no way opens what keeps it shut.
func whyUnreadable(path string, err error) error {
	f, denied := os.Open(path)
	if denied != nil {
		return fmt.Errorf("state of the fleet: %w", denied)
	}
	f.Close()
	if exists(path + "-wal") {
		return fmt.Errorf("%w (its last boots are in %q, which is read only where its folder can be written: copy both)", err, path+"-wal")
	}
	return err
}

func readStore(path, options string) (*Store, error) {
	s, err := open(path, options)
	if err != nil {
		return nil, err
	}
	version, err := s.version()
	if err == nil && version != schemaVersion {
		err = ErrNotState
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("state %q: %w", path, err), s.Close())
	}
	return s, nil
}

// readOnly reports that a database could not be opened because something may not be written.
func readOnly(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	primary := e.Code() & 0xff
	return primary == sqlite3.SQLITE_READONLY || primary == sqlite3.SQLITE_CANTOPEN
}
