// Package stockfile is the table of the files beside lists and configurations that phones and tools ask a Cisco Tftp for: which of
// them every CUCM has, from which release on, and on what that rests. What is in them here is ours, small, and valid of its kind.
//
// It signs nothing, and knows no cluster. Files that come with a locale, with firmware or by an upload are rows that no CUCM has by
// itself.
package stockfile

import (
	"slices"
	"strings"

	"tvslab/setting"
	"tvslab/sim/cucm"
)

// Row is a file, or several of one kind that no CUCM has by itself.
type Row struct {
	Name   string // or a pattern, of files that are not served
	Who    string // asks for it
	From   string // first release that has it; "" for none by itself
	Here   string // what is in it, or why there is none
	Basis  setting.Basis
	Source string

	content func() []byte // nil where there is none
}

// Served reports whether a CUCM of some release has the file by itself.
func (r Row) Served() bool { return r.content != nil }

// On reports whether a CUCM of the release has the file.
func (r Row) On(release cucm.Release) bool {
	from, err := cucm.ParseRelease(r.From)
	return r.Served() && err == nil && from.Compare(release) <= 0
}

// Content returns what is in the file. It is made anew and the same each time; nil where there is none.
func (r Row) Content() []byte {
	if !r.Served() {
		return nil
	}
	return r.content()
}

// Rows returns the table. It is shared and must not be changed.
func Rows() []Row { return rows }

// Open returns the content of a file by its plain name, false where a CUCM of the release has none. softKeys is the GUID of the
// standard soft key template, by which its file is named.
func Open(name, softKeys string, release cucm.Release) ([]byte, bool) {
	i := slices.IndexFunc(rows, func(r Row) bool { return r.Served() && r.name(softKeys) == name && r.On(release) })
	if i < 0 {
		return nil, false
	}
	return rows[i].Content(), true
}

// Names returns the plain names of the files that a CUCM of the release has, in the order of the table.
func Names(softKeys string, release cucm.Release) (names []string) {
	for _, r := range rows {
		if r.On(release) {
			names = append(names, r.name(softKeys))
		}
	}
	return names
}

// guid stands in names for the GUID of a soft key template.
const guid = "GUID"

func (r Row) name(softKeys string) string { return strings.Replace(r.Name, guid, softKeys, 1) }
