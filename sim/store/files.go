package store

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"slices"
	"strings"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// File is one file in a -trust store of a node.
type File struct {
	Store   cucm.Store
	Slot    string // place in the store, see Slot
	Cert    *pki.Certificate
	Deleted bool // not there any more: remembered where nothing may bring it back
}

func (f File) compare(other File) int {
	return cmp.Or(strings.Compare(string(f.Store), string(other.Store)), strings.Compare(f.Slot, other.Slot))
}

// Files are the -trust stores on a node's disk, sorted by store and slot. The zero value has none.
type Files struct {
	files []File `keep:",apart"`
}

// All returns the files sorted by store and slot. They must not be changed.
func (f Files) All() []File { return f.files }

func (f Files) find(s cucm.Store, slot string) (int, bool) {
	return slices.BinarySearchFunc(f.files, File{Store: s, Slot: slot}, File.compare)
}

// At returns the file in a slot of a store; ok is false if none was ever there.
func (f Files) At(s cucm.Store, slot string) (file File, ok bool) {
	i, ok := f.find(s, slot)
	if !ok {
		return File{}, false
	}
	return f.files[i], true
}

// With returns the files with one of them written.
func (f Files) With(file File) Files {
	i, ok := f.find(file.Store, file.Slot)
	return Files{replaced(f.files, i, ok, file)}
}

// Without returns the files with one of them removed.
func (f Files) Without(s cucm.Store, slot string) Files {
	i, ok := f.find(s, slot)
	if !ok {
		return f
	}
	return Files{slices.Concat(f.files[:i], f.files[i+1:])}
}

// replaced returns a copy of a list with value at i: in the place of what is there or, if it has none such, before it.
func replaced[T any](list []T, i int, have bool, value T) []T {
	rest := list[i:]
	if have {
		rest = list[i+1:]
	}
	copied := make([]T, 0, len(list)+1)
	copied = append(copied, list[:i]...)
	copied = append(copied, value)
	return append(copied, rest...)
}

// Holds reports whether the certificate lies in the slot.
func (f Files) Holds(s cucm.Store, slot string, cert *pki.Certificate) bool {
	file, ok := f.At(s, slot)
	return ok && !file.Deleted && file.Cert.Sum == cert.Sum
}

// Trusted returns the certificates of a -trust store, sorted by subject and serial number.
func (f Files) Trusted(s cucm.Store) []*pki.Certificate {
	var certs []*pki.Certificate
	for i, _ := f.find(s, ""); i < len(f.files) && f.files[i].Store == s; i++ {
		if !f.files[i].Deleted {
			certs = append(certs, f.files[i].Cert)
		}
	}
	slices.SortFunc(certs, func(a, b *pki.Certificate) int {
		return cmp.Or(strings.Compare(a.Subject, b.Subject), bytes.Compare(a.Serial, b.Serial))
	})
	return certs
}

// Named returns the first file of a store whose certificate is meant by a name, see pki.Certificate.Named.
func (f Files) Named(s cucm.Store, name string) (file File, ok bool) {
	i := slices.IndexFunc(f.files, func(file File) bool {
		return file.Store == s && !file.Deleted && file.Cert.Named(name)
	})
	if i < 0 {
		return File{}, false
	}
	return f.files[i], true
}

// Slot is the place of a certificate in a -trust store. A store holds one certificate per subject (security guide 14);
// that a regenerated certificate therefore replaces the old one is inferred, hence the setting keepsOld.
func Slot(cert *pki.Certificate, keepsOld bool) string {
	if keepsOld {
		return cert.Subject + "|" + cert.SerialHex()
	}
	return cert.Subject
}

// FileName returns the name of a certificate's file in a -trust store: the common name up to 9.x, followed by the
// serial number later (security guide 14; that this began with 10.0 is a guess), but for CAPF, whose common name is a
// new one each time (list of a CUCM 14). Blanks become underscores.
func FileName(cert *pki.Certificate, rules *cucm.Rules) string {
	name := cert.FileStem()
	if rules.SerialInFileName && !strings.HasPrefix(name, "CAPF-") {
		name += "_" + hex.EncodeToString(cert.Serial)
	}
	return name + ".pem"
}
