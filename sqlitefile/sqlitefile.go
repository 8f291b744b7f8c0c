// Package sqlitefile names files to SQLite, as URIs (https://www.sqlite.org/uri.html).
package sqlitefile

import (
	"net/url"
	"path/filepath"
)

// URI names a file with options, which are a query: `mode=rw&_pragma=journal_mode(WAL)`. The file need not exist.
func URI(name, options string) (string, error) {
	absolute, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	return uri(filepath.ToSlash(absolute), options), nil
}

// uri puts a slash before a drive, C:/labs: what follows the two slashes is the name of a machine otherwise.
func uri(absolute, options string) string {
	if absolute[0] != '/' {
		absolute = "/" + absolute
	}
	at := url.URL{Scheme: "file", Path: absolute, RawQuery: options}
	return at.String()
}
