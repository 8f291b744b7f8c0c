package store

import (
	"cmp"
	"slices"
	"strings"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// Row is one row of the certificate table with its trust roles (tables certificate and certificatetrustrolemap, tech
// notes 210541 and 212051).
type Row struct {
	Store   cucm.Store
	Slot    string // place in a -trust store; "" in identity stores
	Server  string // identity of the node the certificate belongs to; "" for uploads
	Cert    *pki.Certificate
	Roles   []trustlist.Role
	Written uint64 // order of writes in the whole cluster; the newest wins when replication catches up
	Deleted bool
}

// Key makes rows replace each other: a node has one identity certificate per store, and a trust store cannot hold two
// certificates in one slot.
func (r Row) Key() string {
	if r.Store.Trust() {
		return string(r.Store) + "|" + r.Slot
	}
	return string(r.Store) + "|" + r.Server
}

// Table is one node's copy of the certificate table, sorted by the keys of its rows. The zero value is empty.
type Table struct {
	rows []keyed `keep:",apart"`
}

type keyed struct {
	Row
	key string
}

func compareKey(r keyed, key string) int { return strings.Compare(r.key, key) }

// Rows returns the rows that are not deleted, sorted by their keys.
func (t Table) Rows() []Row {
	rows := make([]Row, 0, len(t.rows))
	for i := range t.rows {
		if !t.rows[i].Deleted {
			rows = append(rows, t.rows[i].Row)
		}
	}
	return rows
}

// All returns all rows, deleted ones too, sorted by their keys.
func (t Table) All() []Row {
	rows := make([]Row, len(t.rows))
	for i := range t.rows {
		rows[i] = t.rows[i].Row
	}
	return rows
}

// Row returns the row with a key; ok is false if there is none, or only a deleted one.
func (t Table) Row(key string) (row Row, ok bool) {
	i, ok := slices.BinarySearchFunc(t.rows, key, compareKey)
	if !ok || t.rows[i].Deleted {
		return Row{}, false
	}
	return t.rows[i].Row, true
}

// With returns the table with a row written.
func (t Table) With(r Row) Table {
	key := r.Key()
	i, ok := slices.BinarySearchFunc(t.rows, key, compareKey)
	return Table{replaced(t.rows, i, ok, keyed{r, key})}
}

// Newer tells of the rows that both tables have whether this one's were written before (-1) or after (1) the other's, by their keys, sorted;
// rows written at once are left out.
func (t Table) Newer(other Table) func(yield func(key string, than int) bool) {
	return func(yield func(string, int) bool) {
		if t.Place() == other.Place() {
			return
		}
		a, b := t.rows, other.rows
		for len(a) > 0 && len(b) > 0 {
			order := strings.Compare(a[0].key, b[0].key)
			if order == 0 && a[0].Written != b[0].Written && !yield(a[0].key, cmp.Compare(a[0].Written, b[0].Written)) {
				return
			}
			if order <= 0 {
				a = a[1:]
			}
			if order >= 0 {
				b = b[1:]
			}
		}
	}
}

// Merge returns the newest of both copies' rows, which is what repaired replication leaves.
func (t Table) Merge(other Table) Table {
	if len(t.rows) == 0 {
		return other
	}
	merged := make([]keyed, 0, max(len(t.rows), len(other.rows)))
	a, b := t.rows, other.rows
	for len(a) > 0 && len(b) > 0 {
		switch strings.Compare(a[0].key, b[0].key) {
		case -1:
			merged, a = append(merged, a[0]), a[1:]
		case 1:
			merged, b = append(merged, b[0]), b[1:]
		default:
			newest := a[0]
			if newest.Written < b[0].Written {
				newest = b[0]
			}
			merged, a, b = append(merged, newest), a[1:], b[1:]
		}
	}
	return Table{append(append(merged, a...), b...)}
}

// Identity returns the certificate of a node's identity store as this copy of the table knows it, nil if it does not.
func (t Table) Identity(s cucm.Store, server string) *pki.Certificate {
	r, _ := t.Row(Row{Store: s, Server: server}.Key())
	return r.Cert
}

// Lookup finds a certificate by test and returns it with the union of the roles of its rows, sorted.
func (t Table) Lookup(match func(*pki.Certificate) bool) (*pki.Certificate, []trustlist.Role) {
	var found *pki.Certificate
	var roles []trustlist.Role
	for i := range t.rows {
		r := &t.rows[i]
		if r.Deleted || !match(r.Cert) {
			continue
		}
		found = r.Cert
		for _, role := range r.Roles {
			if !slices.Contains(roles, role) {
				roles = append(roles, role)
			}
		}
	}
	slices.Sort(roles)
	return found, roles
}
