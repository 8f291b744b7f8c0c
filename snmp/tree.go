package snmp

import (
	"slices"
	"sort"
)

// Object is a scalar, or a column of a table.
type Object struct {
	At   OID
	Rows Rows // of the table; nil for a scalar, which has one row, 0
	// Cell is the value of a row, counted from 0. It is asked for when somebody wants to know it.
	Cell func(row int) Value
}

// Rows are the rows of a table, in the order of their indices.
type Rows interface {
	Len() int
	// Index appends the index of a row, counted from 0.
	Index(row int, to OID) OID
}

// Numbered are rows with one number as their index, in ascending order.
type Numbered []uint32

// Len implements Rows.
func (r Numbered) Len() int { return len(r) }

// Index implements Rows.
func (r Numbered) Index(row int, to OID) OID { return append(to, r[row]) }

// scalar is the one row of what is no table.
var scalar = Numbered{0}

func (o *Object) rows() Rows {
	if o.Rows == nil {
		return scalar
	}
	return o.Rows
}

// from is the first row whose index does not come before one, or with after the first that comes behind it.
func (o *Object) from(index OID, after bool) int {
	rows, buffer := o.rows(), make(OID, 0, 8)
	return sort.Search(rows.Len(), func(i int) bool {
		way := slices.Compare(rows.Index(i, buffer[:0]), index)
		return way > 0 || way == 0 && !after
	})
}

// Tree is values by their names: objects in ascending order, none below another. It does not change.
type Tree []Object

// NewTree returns the tree of objects, in whatever order.
func NewTree(objects ...Object) Tree {
	slices.SortFunc(objects, func(a, b Object) int { return slices.Compare(a.At, b.At) })
	return objects
}

// place is the first object that has values behind a name, or at it.
func (t Tree) place(name OID) int {
	return sort.Search(len(t), func(i int) bool {
		if _, is := name.Below(t[i].At); is {
			return true
		}
		return slices.Compare(t[i].At, name) > 0
	})
}

// Get returns the value at a name; object says whether there are such values elsewhere.
func (t Tree) Get(name OID) (v Value, object, ok bool) {
	i := t.place(name)
	if i == len(t) {
		return v, false, false
	}
	o := &t[i]
	index, is := name.Below(o.At)
	if !is {
		return v, false, false
	}
	row := o.from(index, false)
	if row == o.rows().Len() || !slices.Equal(o.rows().Index(row, nil), index) {
		return v, true, false
	}
	return o.Cell(row), true, true
}

// Next returns the first value behind a name, with its own; false if there is none.
func (t Tree) Next(name OID) (OID, Value, bool) {
	for i := t.place(name); i < len(t); i++ {
		o, row := &t[i], 0
		if index, is := name.Below(o.At); is {
			row = o.from(index, true)
		}
		if row < o.rows().Len() {
			return o.At.with(o.rows().Index(row, nil)), o.Cell(row), true
		}
	}
	return nil, Value{}, false
}
