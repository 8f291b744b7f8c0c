package store

import "tvslab/sim/cucm"

// Follow returns the files of a node as Certificate Change Notification leaves them after a row reached it; changed is
// false if the row asks for nothing. Rows of identity stores have no file here; stores that are not notified keep what
// was put there by hand, but lose what was deleted in the whole cluster, as everywhere says of a store.
func (f Files) Follow(r Row, everywhere func(cucm.Store) bool) (files Files, changed bool) {
	rule := r.Store.Rule()
	if !rule.Trust {
		return f, false
	}
	have, ok := f.At(r.Store, r.Slot)
	switch same := ok && have.Cert.Sum == r.Cert.Sum; {
	case r.Deleted && same && everywhere(r.Store):
		return f.Without(r.Store, r.Slot), true
	case r.Deleted, !rule.Notified, same:
		return f, false
	}
	return f.With(File{Store: r.Store, Slot: r.Slot, Cert: r.Cert}), true
}

// Outdated lists the rows of a node's copy of the table, deleted ones too, that its files do not follow yet.
func (f Files) Outdated(t Table, everywhere func(cucm.Store) bool) []Row {
	var rows []Row
	for i := range t.rows {
		if _, changed := f.Follow(t.rows[i].Row, everywhere); changed {
			rows = append(rows, t.rows[i].Row)
		}
	}
	return rows
}
