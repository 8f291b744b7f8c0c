// Package pack makes what people get out of programs and files: archives, packages of Debian and of rpm, an image of containers. The same input gives
// the same bytes: names are sorted, times and owners are given, nothing is asked of the machine.
package pack

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// File is a file of a tree: its bytes, or a folder with an owner and a mode of its own.
type File struct {
	Name   string // with slashes, no leading one
	Body   []byte
	Mode   fs.FileMode // permission bits, with fs.ModeDir of a folder
	Owner  int         // number of user and group
	Config bool        // the administrator's to change: a conffile
}

// Tree is what goes into an archive, a package or an image.
type Tree []File

// Add adds a file that all may read, and all may run if its name is in a folder bin.
func (t *Tree) Add(name string, body []byte) {
	mode := fs.FileMode(0o644)
	if path.Base(path.Dir(name)) == "bin" {
		mode = 0o755
	}
	*t = append(*t, File{Name: name, Body: body, Mode: mode})
}

// AddFiles adds files of a folder below another name, those whose path matches, as path.Match has it for each element of one pattern, and all that
// is in folders that match.
func (t *Tree) AddFiles(name, folder string, patterns ...string) error {
	for _, pattern := range patterns {
		found, err := filepath.Glob(filepath.Join(folder, filepath.FromSlash(pattern)))
		if err != nil || len(found) == 0 {
			return fmt.Errorf("pack: no file %s in %s", pattern, folder)
		}
		for _, f := range found {
			if err := t.addAll(name, folder, f); err != nil {
				return fmt.Errorf("pack: %w", err)
			}
		}
	}
	return nil
}

// addAll adds a file, or the files of a folder and of those in it.
func (t *Tree) addAll(name, folder, found string) error {
	return filepath.WalkDir(found, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		below, err := filepath.Rel(folder, file)
		if err != nil {
			return err
		}
		t.Add(path.Join(name, filepath.ToSlash(below)), body)
		return nil
	})
}

// Below is the tree in a folder.
func (t Tree) Below(folder string) Tree {
	moved := slices.Clone(t)
	for i := range moved {
		moved[i].Name = path.Join(folder, moved[i].Name)
	}
	return moved
}

// sorted is the tree by name, with all folders that it needs.
func (t Tree) sorted() Tree {
	all, have := slices.Clone(t), map[string]bool{}
	for _, f := range t {
		have[f.Name] = true
	}
	for _, f := range t {
		for dir := path.Dir(f.Name); dir != "."; dir = path.Dir(dir) {
			if !have[dir] {
				have[dir] = true
				all = append(all, File{Name: dir, Mode: fs.ModeDir | 0o755})
			}
		}
	}
	slices.SortFunc(all, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// Tar writes the tree as a tar archive, without compression.
func (t Tree) Tar(w io.Writer, when time.Time) error {
	out := tar.NewWriter(w)
	for _, f := range t.sorted() {
		h := &tar.Header{Name: f.Name, Size: int64(len(f.Body)), Mode: int64(f.Mode.Perm()), Uid: f.Owner, Gid: f.Owner, ModTime: when, Typeflag: tar.TypeReg, Format: tar.FormatPAX}
		if f.Mode&fs.ModeSticky != 0 {
			h.Mode |= 0o1000
		}
		if f.Mode.IsDir() {
			h.Name, h.Typeflag = h.Name+"/", tar.TypeDir
		}
		if err := out.WriteHeader(h); err != nil {
			return fmt.Errorf("tar: %s: %w", f.Name, err)
		}
		if _, err := out.Write(f.Body); err != nil {
			return fmt.Errorf("tar: %s: %w", f.Name, err)
		}
	}
	return out.Close()
}

// TarGz is the tree as a compressed tar archive.
func (t Tree) TarGz(w io.Writer, when time.Time) error {
	out, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := t.Tar(out, when); err != nil {
		return err
	}
	return out.Close()
}

// Zip is the tree as a zip archive.
func (t Tree) Zip(w io.Writer, when time.Time) error {
	out := zip.NewWriter(w)
	for _, f := range t.sorted() {
		if f.Mode.IsDir() {
			continue
		}
		h := &zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: when}
		h.SetMode(f.Mode)
		file, err := out.CreateHeader(h)
		if err != nil {
			return fmt.Errorf("zip: %s: %w", f.Name, err)
		}
		if _, err := file.Write(f.Body); err != nil {
			return fmt.Errorf("zip: %s: %w", f.Name, err)
		}
	}
	return out.Close()
}

// Gzip compresses without a name or a time, as Debian wants it.
func Gzip(body []byte) []byte {
	var b bytes.Buffer
	out, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is a right one
	_, _ = out.Write(body)                                  // a buffer takes everything
	_ = out.Close()
	return b.Bytes()
}

// stage writes the files of a tree into a folder, for tools that read files.
func (t Tree) stage(folder string) error {
	for _, f := range t {
		name := filepath.Join(folder, filepath.FromSlash(f.Name))
		if f.Mode.IsDir() {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return fmt.Errorf("pack: %w", err)
		}
		if err := os.WriteFile(name, f.Body, f.Mode.Perm()); err != nil {
			return fmt.Errorf("pack: %w", err)
		}
	}
	return nil
}

// absolute is the path of the file where it is installed.
func (f File) absolute() string { return "/" + strings.TrimPrefix(f.Name, "/") }
