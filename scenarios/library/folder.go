package library

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// shelf is where scenario files are.
type shelf struct {
	fs.FS
	shown  func(file string) string // the name of a file for messages
	beside func(file string) fs.FS  // where the files are that it names
}

// embedded is the shelf of the library.
var embedded = shelf{Files, func(file string) string { return file }, func(file string) fs.FS {
	sub, err := fs.Sub(Files, path.Dir(file))
	if err != nil {
		panic(err) // the folder of an embedded file is there
	}
	return sub
}}

// onDisk is the shelf of a folder; shown is the path of a file in it.
func onDisk(name string, shown func(file string) string) shelf {
	return shelf{os.DirFS(name), shown, func(file string) fs.FS { return folder(filepath.Dir(shown(file))) }}
}

// folder is a folder whose files are opened without leaving it, by whatever links.
type folder string

// Open implements fs.FS.
func (f folder) Open(name string) (fs.File, error) {
	return os.OpenInRoot(string(f), filepath.FromSlash(name))
}
