package scenarios

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"time"
)

// remembered is a folder whose files are remembered as they are read.
type remembered struct {
	fs.FS
	files beside
}

// Open implements fs.FS.
func (r remembered) Open(name string) (fs.File, error) {
	f, err := r.FS.Open(name)
	if err != nil {
		return nil, err
	}
	r.files[name] = nil // it may be read again
	return reading{f, name, r.files}, nil
}

// reading is a file that is remembered as far as it is read, piece by piece.
type reading struct {
	fs.File
	name  string
	files beside
}

// Read implements io.Reader.
func (r reading) Read(p []byte) (int, error) {
	n, err := r.File.Read(p)
	r.files[r.name] = append(r.files[r.name], p[:n]...)
	return n, err
}

// beside is a folder of files in memory.
type beside map[string][]byte

// Open implements fs.FS.
func (b beside) Open(name string) (fs.File, error) {
	data, ok := b[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &inMemory{bytes.NewReader(data), path.Base(name)}, nil
}

// inMemory is an open file of beside.
type inMemory struct {
	*bytes.Reader
	name string
}

// Stat implements fs.File.
func (f *inMemory) Stat() (fs.FileInfo, error) { return f, nil }

// Close implements fs.File.
func (*inMemory) Close() error { return nil }

// Name, Mode and the others implement fs.FileInfo.
func (f *inMemory) Name() string     { return f.name }
func (*inMemory) Mode() fs.FileMode  { return 0o444 }
func (*inMemory) ModTime() time.Time { return time.Time{} }
func (*inMemory) IsDir() bool        { return false }
func (*inMemory) Sys() any           { return nil }

var _ io.ReaderAt = (*inMemory)(nil)
