package fleet

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"

	"modernc.org/sqlite" // driver "sqlite" too
	sqlite3 "modernc.org/sqlite/lib"

	"tvslab/claim"
	"tvslab/sqlitefile"
)

//go:embed schema.sql
var schema string

// schemaVersion is PRAGMA user_version of the files written here.
const schemaVersion = 1

// Store keeps a fleet in an SQLite file. A process that ends, in whatever way, leaves a file that is whole and has every
// boot that was acknowledged; a machine that loses power may lose the last ones (WAL with synchronous=NORMAL).
type Store struct {
	path string
	db   *sql.DB
	lock io.Closer // of who writes; nil where the file is only looked at
}

// Errors of stores; compare with errors.Is.
var (
	// ErrNotState: the file is not the state of a fleet, or of a later version.
	ErrNotState = errors.New("not the state of a fleet")
	// ErrOtherFleet: the file has phones of another fleet.
	ErrOtherFleet = errors.New("state of another fleet")
)

// OpenStore opens the file, making it if it does not exist. Only its owner may read it: it has private keys. Only one Store
// of all processes may be open to write; the error is claim.ErrInUse.
func OpenStore(path string) (*Store, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("state of the fleet: %w", err)
	}
	f.Close()
	lock, err := claim.Take(path)
	if err != nil {
		return nil, fmt.Errorf("state %q: %w", path, err)
	}
	s, err := open(path, "mode=rw&_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)")
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	s.lock = lock
	if err := s.prepare(); err != nil {
		return nil, errors.Join(fmt.Errorf("state %q: %w", path, err), s.Close())
	}
	return s, nil
}

func open(path, options string) (*Store, error) {
	at, err := sqlitefile.URI(path, "_pragma=busy_timeout(5000)&"+options)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", at)
	if err != nil {
		return nil, fmt.Errorf("state %q: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	return &Store{path: path, db: db}, nil
}

// Close closes the file. A fleet that uses it is closed first.
func (s *Store) Close() error {
	err := s.db.Close()
	if s.lock != nil {
		err = errors.Join(err, s.lock.Close())
	}
	return err
}

func (s *Store) version() (v int, err error) {
	err = s.db.QueryRow("PRAGMA user_version").Scan(&v)
	if foreign(err) {
		err = fmt.Errorf("%w: %w", ErrNotState, err)
	}
	return v, err
}

// foreign reports an error that says that the file is no database, or a damaged one.
func foreign(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code() == sqlite3.SQLITE_NOTADB || e.Code() == sqlite3.SQLITE_CORRUPT)
}

// prepare makes the tables of an empty file.
func (s *Store) prepare() error {
	v, err := s.version()
	switch {
	case err != nil:
		return err
	case v == schemaVersion:
		return nil
	case v != 0:
		return fmt.Errorf("%w that this version knows: form %d, not %d", ErrNotState, v, schemaVersion)
	}
	var tables int
	if err := s.db.QueryRow("SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return err
	}
	if tables > 0 {
		return fmt.Errorf("%w: it has tables of somebody else", ErrNotState)
	}
	return s.transact(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec(schema + fmt.Sprintf("PRAGMA user_version = %d;", schemaVersion))
		return err
	})
}

// transact commits what act did, or nothing.
func (s *Store) transact(ctx context.Context, act func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := act(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// CheckIntegrity has SQLite look through the whole file.
func (s *Store) CheckIntegrity() error {
	var answer string
	if err := s.db.QueryRow("PRAGMA integrity_check").Scan(&answer); err != nil {
		return err
	}
	if answer != "ok" {
		return fmt.Errorf("state %q is damaged: %s", s.path, answer)
	}
	return nil
}
