package folder

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"tvslab/claim"
	"tvslab/keep"
	"tvslab/sim/keypool"
)

// Names in a lab's folder.
const (
	databaseName = "lab.db"
	keysName     = "keys"
	// CertificatesName is the folder of certificates as PEM, and TokenName the file with the token of the control API.
	CertificatesName = "certificates"
	TokenName        = "api-token"
)

// Errors of folders; compare with errors.Is.
var (
	// ErrNoLab: the folder holds no lab.
	ErrNoLab = errors.New("no lab")
	// ErrIsLab: the folder holds a lab already.
	ErrIsLab = errors.New("it holds a lab already")
	// ErrNotEmpty: the folder holds something else.
	ErrNotEmpty = errors.New("it is not empty, and no lab")
	// ErrVersion: a later version wrote the lab, or one that is too old.
	ErrVersion = errors.New("of another version")
	// ErrNotKept: what was done could not be written down, and was taken back.
	ErrNotKept = errors.New("not done, since it cannot be written down")
)

// Folder is the folder of a lab, held by this process. Its methods are safe for concurrent use.
type Folder struct {
	path string
	db   *sql.DB
	lock io.Closer
	keys *keypool.Pool
	now  func() time.Time // of this machine

	mutex   sync.Mutex
	writer  *keep.Writer
	known   map[string]bool // documents that are in the database
	tx      *sql.Tx         // while something is written
	at      position
	pending []record      // events that are not written yet
	number  int64         // of the last event
	lost    int           // events that there was no room for
	writes  int           // since documents were swept
	judged  time.Time     // when phones were judged last
	judging time.Duration // how long that took
}

// position is where in its history a lab stands.
type position struct {
	step     int64
	document string // "" before the lab has begun
	moment   int64  // 0 for none yet
	groups   string // how phones stood in it, as JSON; "" where that is not known
}

// Is reports whether the path is the folder of a lab.
func Is(path string) bool {
	info, err := os.Stat(filepath.Join(path, databaseName))
	return err == nil && info.Mode().IsRegular()
}

// Create makes the folder of a lab, which has the keys of a pool: they are copied, so that the lab is whole. An existing folder must be empty, or
// hold what a process left that was killed before the lab had begun. The error is ErrIsLab, claim.ErrInUse, or one of the file system.
func Create(ctx context.Context, path string, pool *keypool.Pool) (*Folder, error) {
	if err := vacant(path); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(path, keysName), 0o700); err != nil {
		return nil, fmt.Errorf("lab folder: %w", err)
	}
	if err := os.Chmod(path, 0o700); err != nil {
		return nil, fmt.Errorf("lab folder: %w", err)
	}
	f, err := hold(path, true)
	if err != nil {
		return nil, err
	}
	if err := f.begin(ctx, pool); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// begin prepares a fresh folder.
func (f *Folder) begin(ctx context.Context, pool *keypool.Pool) error {
	switch begun, err := f.begun(); {
	case err != nil:
		return err
	case begun:
		return fmt.Errorf("lab folder %q: %w: tvslab serve %s goes on with it", f.path, ErrIsLab, f.path)
	}
	if err := pool.CopyTo(filepath.Join(f.path, keysName)); err != nil {
		return err
	}
	if err := f.prepare(ctx); err != nil {
		return err
	}
	return f.openKeys(ctx)
}

// vacant says what stands where a lab is to be made.
func vacant(path string) error {
	entries, err := os.ReadDir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("lab folder: %w", err)
	case len(entries) == 0, Is(path):
		return nil
	}
	return fmt.Errorf("lab folder %q: %w (name a folder of its own)", path, ErrNotEmpty)
}

// Open opens the folder of a lab. The error is ErrNoLab, claim.ErrInUse with who has it, or ErrVersion.
func Open(ctx context.Context, path string) (*Folder, error) {
	if !Is(path) {
		return nil, fmt.Errorf("lab folder %q: %w: it has no %s", path, ErrNoLab, databaseName)
	}
	f, err := hold(path, false)
	if err != nil {
		return nil, err
	}
	if err := f.resume(ctx); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (f *Folder) resume(ctx context.Context) error {
	if err := f.upgrade(ctx); err != nil {
		return err
	}
	switch begun, err := f.begun(); {
	case err != nil:
		return err
	case !begun:
		return fmt.Errorf("lab folder %q: %w: whoever made it was ended before it had begun; make it anew with tvslab serve NAME --dir %s", f.path, ErrNoLab, f.path)
	}
	if err := f.find(ctx); err != nil {
		return err
	}
	return f.openKeys(ctx)
}

// hold claims the folder for this process and opens its database.
func hold(path string, create bool) (*Folder, error) {
	name := filepath.Join(path, databaseName)
	if create {
		file, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, fmt.Errorf("lab folder: %w", err)
		}
		file.Close()
	}
	lock, err := claim.Take(name)
	if err != nil {
		return nil, fmt.Errorf("lab folder %q: %w", path, err)
	}
	db, err := open(name)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return &Folder{path: path, db: db, lock: lock, now: time.Now, known: map[string]bool{}}, nil
}

func (f *Folder) openKeys(ctx context.Context) (err error) {
	f.keys, err = keypool.OpenUntil(ctx, filepath.Join(f.path, keysName), nil)
	return err
}

// Path returns the folder as it was named.
func (f *Folder) Path() string { return f.path }

// Keys returns the keys of the lab.
func (f *Folder) Keys() *keypool.Pool { return f.keys }

// Certificates returns the folder of the lab's certificates.
func (f *Folder) Certificates() string { return filepath.Join(f.path, CertificatesName) }

// Token returns the file of the token of the control API.
func (f *Folder) Token() string { return filepath.Join(f.path, TokenName) }

// Close gives the folder up. Nothing is written: what was kept is on the disk.
func (f *Folder) Close() error { return errors.Join(f.db.Close(), f.lock.Close()) }
