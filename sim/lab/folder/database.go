package folder

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"

	"modernc.org/sqlite" // driver "sqlite" too
	sqlite3 "modernc.org/sqlite/lib"

	"tvslab/sqlitefile"
)

// form1 makes the tables of the first form, and each further form what it has more: a fresh lab has what one has that was brought there.
var (
	//go:embed schema.sql
	form1 string
	//go:embed form2.sql
	form2 string
)

// schemaVersion is PRAGMA user_version of the labs written here. upgrades lead there.
const schemaVersion = 2

// upgrades[i] makes form i+1 of form i, from the oldest that is read on.
var upgrades = map[int]string{1: form2}

// open opens a database so that what was written stays, whatever happens to process or machine.
func open(name string) (*sql.DB, error) {
	at, err := sqlitefile.URI(name, "_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", at)
	if err != nil {
		return nil, fmt.Errorf("lab folder: %w", err)
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// prepare makes the tables of a fresh lab.
func (f *Folder) prepare(ctx context.Context) error {
	var tables int
	if err := f.db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return f.wrong(err)
	}
	if tables > 0 { // of a process that was killed
		return f.upgrade(ctx)
	}
	err := f.transact(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, form1+"PRAGMA user_version = 1;")
		return err
	})
	if err != nil {
		return err
	}
	return f.upgrade(ctx)
}

// upgrade brings the lab of an older version to the form of this one.
func (f *Folder) upgrade(ctx context.Context) error {
	var version int
	if err := f.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return f.wrong(err)
	}
	for version < schemaVersion {
		change, ok := upgrades[version]
		if !ok {
			return fmt.Errorf("lab folder %q: %w: its form is %d, and the oldest that this version reads is %d", f.path, ErrVersion, version, schemaVersion-len(upgrades))
		}
		version++
		if err := f.transact(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, change+fmt.Sprintf("PRAGMA user_version = %d;", version))
			return err
		}); err != nil {
			return err
		}
	}
	if version > schemaVersion {
		return fmt.Errorf("lab folder %q: %w: its form is %d, and this version knows %d: a later version made it", f.path, ErrVersion, version, schemaVersion)
	}
	return nil
}

// begun reports whether there is a state to go on with.
func (f *Folder) begun() (bool, error) {
	var rows int
	err := f.db.QueryRow("SELECT count(*) FROM sqlite_schema WHERE name = 'now'").Scan(&rows)
	if err != nil || rows == 0 {
		return false, f.wrong(err)
	}
	err = f.db.QueryRow("SELECT count(*) FROM now").Scan(&rows)
	return rows > 0, f.wrong(err)
}

// transact does something wholly or not at all.
func (f *Folder) transact(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return f.wrong(err)
	}
	if err := do(tx); err != nil {
		return errors.Join(f.wrong(err), tx.Rollback())
	}
	return f.wrong(tx.Commit())
}

// wrong names the folder in an error of its database.
func (f *Folder) wrong(err error) error {
	var damaged *sqlite.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &damaged) && (damaged.Code() == sqlite3.SQLITE_NOTADB || damaged.Code() == sqlite3.SQLITE_CORRUPT):
		return fmt.Errorf("lab folder %q: %w: %s is damaged, or something else: %w", f.path, ErrNoLab, databaseName, err)
	}
	return fmt.Errorf("lab folder %q: %w", f.path, err)
}
