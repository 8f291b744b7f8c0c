package folder

import (
	"archive/zip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tvslab/sqlitefile"
)

// An exported lab is a zip file: manifest.json, the database, and the keys. It is whole: whoever imports it goes on with the same lab.

// manifest is the first file of an exported lab.
type manifest struct {
	Format   int    `json:"format"` // 1
	Title    string `json:"title"`
	Made     string `json:"made"`
	Exported string `json:"exported"`
	Warning  string `json:"warning"`
}

const (
	manifestName  = "manifest.json"
	archiveFormat = 1
	keyWarning    = "private keys of a lab, for labs only"
)

// Bounds of what is imported.
const (
	mostFiles   = 64
	largestFile = 4 << 30 // bytes
)

// ErrArchive is a file that is no exported lab, or a damaged one.
var ErrArchive = errors.New("not an exported lab")

// Export writes the lab in a folder into a file: with all keys, so that only its owner may read it. The lab may be served meanwhile. The file must
// not exist.
func Export(ctx context.Context, dir, to string) (err error) {
	if !Is(dir) {
		return fmt.Errorf("lab folder %q: %w: it has no %s", dir, ErrNoLab, databaseName)
	}
	copied, remove, err := copyDatabase(ctx, dir)
	if err != nil {
		return err
	}
	defer remove()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	defer func() {
		if err = errors.Join(err, out.Close()); err != nil {
			err = errors.Join(fmt.Errorf("export %q: %w", to, err), os.Remove(to))
		}
	}()
	return pack(out, dir, copied)
}

// copyDatabase makes a copy of the database as it is at one moment.
func copyDatabase(ctx context.Context, dir string) (name string, remove func(), err error) {
	temporary, err := os.MkdirTemp("", "tvslab-export-")
	if err != nil {
		return "", nil, fmt.Errorf("export: %w", err)
	}
	remove = func() { _ = os.RemoveAll(temporary) }
	name = filepath.Join(temporary, databaseName)
	db, err := open(filepath.Join(dir, databaseName))
	if err == nil {
		_, err = db.ExecContext(ctx, "VACUUM INTO ?", name)
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		remove()
		return "", nil, fmt.Errorf("lab folder %q: %w", dir, err)
	}
	return name, remove, nil
}

// peek opens the database of a lab to look at it, whoever holds it.
func peek(dir string) (*sql.DB, error) {
	at, err := sqlitefile.URI(filepath.Join(dir, databaseName), "_pragma=busy_timeout(5000)&_pragma=query_only(true)")
	if err != nil {
		return nil, err
	}
	return sql.Open("sqlite", at)
}

func pack(out io.Writer, dir, database string) error {
	z := zip.NewWriter(out)
	about, err := Look(context.Background(), dir)
	if err != nil {
		return err
	}
	m, _ := json.MarshalIndent(manifest{archiveFormat, about.Title, about.Made, time.Now().UTC().Format(time.RFC3339), keyWarning}, "", "  ") // strings: cannot fail
	if err := add(z, manifestName, strings.NewReader(string(m)+"\n")); err != nil {
		return err
	}
	keys, err := fs.Glob(os.DirFS(dir), keysName+"/*.pem") // the folder itself is no pattern
	if err != nil {
		return err
	}
	if err := addFile(z, databaseName, database); err != nil {
		return err
	}
	for _, name := range keys {
		if err := addFile(z, name, filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	return z.Close()
}

func addFile(z *zip.Writer, as, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return add(z, as, f)
}

func add(z *zip.Writer, as string, content io.Reader) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: as, Method: zip.Deflate})
	if err == nil {
		_, err = io.Copy(w, content)
	}
	return err
}

// Import makes a lab's folder of an exported lab. The folder must not exist, or be empty. The error is ErrArchive where the file is none, ErrVersion
// where a later version wrote it; nothing is left then.
func Import(ctx context.Context, from, dir string) (err error) {
	z, err := zip.OpenReader(from)
	if err != nil {
		if errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("%q: %w: %w", from, ErrArchive, err)
		}
		return fmt.Errorf("import: %w", err)
	}
	defer z.Close()
	if err := fits(&z.Reader); err != nil {
		return fmt.Errorf("%q: %w", from, err)
	}
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return fmt.Errorf("lab folder %q: %w (name a folder of its own)", dir, ErrNotEmpty)
	}
	if err := os.MkdirAll(filepath.Join(dir, keysName), 0o700); err != nil {
		return fmt.Errorf("lab folder: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	for _, f := range z.File {
		if f.Name == manifestName {
			continue
		}
		if err := unpack(f, dir); err != nil {
			return fmt.Errorf("%q: %w", from, err)
		}
	}
	return try(ctx, dir)
}

// try opens the lab once: what was imported must be one.
func try(ctx context.Context, dir string) error {
	f, err := Open(ctx, dir)
	if err != nil {
		return err
	}
	_, err = f.origin(f.at.document)
	return errors.Join(f.wrong(err), f.Close())
}

// fits refuses what is no exported lab by its names and sizes.
func fits(z *zip.Reader) error {
	if len(z.File) == 0 || len(z.File) > mostFiles || !slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == manifestName }) {
		return ErrArchive
	}
	for _, f := range z.File {
		dir, name := path.Split(f.Name)
		key := dir == keysName+"/" && path.Ext(name) == ".pem" && filepath.IsLocal(name) && !strings.ContainsAny(name, `\:`)
		if !key && f.Name != manifestName && f.Name != databaseName {
			return fmt.Errorf("%w: it holds %.100q", ErrArchive, f.Name)
		}
		if f.UncompressedSize64 > largestFile {
			return fmt.Errorf("%w: %s has %d bytes", ErrArchive, f.Name, f.UncompressedSize64)
		}
	}
	return nil
}

func unpack(f *zip.File, dir string) (err error) {
	in, err := f.Open()
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrArchive, f.Name, err)
	}
	defer in.Close()
	out, err := os.OpenFile(filepath.Join(dir, filepath.FromSlash(f.Name)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err := io.Copy(out, in); err != nil { // no more than the size that it says
		return fmt.Errorf("%w: %s: %w", ErrArchive, f.Name, err)
	}
	return nil
}

// About is what a lab's folder says of itself.
type About struct {
	Folder string `json:"folder"`
	Title  string `json:"title"`
	Made   string `json:"made"`  // RFC 3339
	Clock  string `json:"clock"` // RFC 3339, of the lab
	Kept   string `json:"kept"`  // RFC 3339, when it was written last
	Steps  int    `json:"steps"`
	Phones int    `json:"phones"`
	Bytes  int64  `json:"bytes"` // of the database
}

// Look tells of the lab in a folder, whoever holds it.
func Look(ctx context.Context, dir string) (*About, error) {
	if !Is(dir) {
		return nil, fmt.Errorf("lab folder %q: %w: it has no %s", dir, ErrNoLab, databaseName)
	}
	db, err := peek(dir)
	if err != nil {
		return nil, fmt.Errorf("lab folder %q: %w", dir, err)
	}
	defer db.Close()
	a := &About{Folder: dir}
	err = db.QueryRowContext(ctx, `SELECT coalesce((SELECT value FROM lab WHERE name = 'title'), ''), coalesce((SELECT value FROM lab WHERE name = 'made'), ''),
		n.clock, n.kept, (SELECT count(*) FROM step), (SELECT coalesce(sum(last - first + 1), 0) FROM phones_alike),
		(SELECT page_count * page_size FROM pragma_page_count, pragma_page_size) FROM now n`).
		Scan(&a.Title, &a.Made, &a.Clock, &a.Kept, &a.Steps, &a.Phones, &a.Bytes)
	if err != nil {
		return nil, fmt.Errorf("lab folder %q: %w: %w", dir, ErrNoLab, err)
	}
	return a, nil
}

// Remove deletes a lab's folder. The error is claim.ErrInUse where somebody has it; nothing is deleted that is no lab.
func Remove(dir string) error {
	if !Is(dir) {
		return fmt.Errorf("lab folder %q: %w: it has no %s", dir, ErrNoLab, databaseName)
	}
	f, err := hold(dir, false)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.RemoveAll(dir))
}
