package plan

import "slices"

// item is one thing that happened to one subject at one place.
type item struct {
	sign    Sign
	kind    string
	subject string // "" where phrase says it all
	node    string // "" for a whole cluster
	phrase  phrase
	value
}

// value is something that changed with it.
type value struct{ of, before, after string }

// own are values that differ by node: they are told of one node only.
func (v value) own() bool { return v.of == ofSerial }

// ofSerial is the start of the serial number of a certificate.
const ofSerial = "serial"

// folder gathers items, so that what is alike at several nodes, or for several subjects, is told once.
type folder struct {
	all   int // nodes that there are
	items []folded
}

// folded is an item at all its nodes.
type folded struct {
	item
	subjects []string
	nodes    []string
}

// add notes an item: with the others of its subject, where there are some.
func (f *folder) add(i item) {
	for k := range f.items {
		known := &f.items[k]
		if known.alike(i) && known.subjects[0] == i.subject {
			known.place(i.node)
			known.forget()
			return
		}
	}
	one := folded{item: i, subjects: []string{i.subject}}
	one.place(i.node)
	f.items = append(f.items, one)
}

// alike reports whether the same is said of both, apart from subject and nodes.
func (f *folded) alike(i item) bool {
	return f.sign == i.sign && f.kind == i.kind && f.phrase == i.phrase && (f.value == i.value || i.own())
}

// forget drops a value that others do not have.
func (f *folded) forget() {
	if f.own() {
		f.value = value{of: ofSerial}
	}
}

func (f *folded) place(node string) {
	if node != "" && !slices.Contains(f.nodes, node) {
		f.nodes = append(f.nodes, node)
	}
}

// fold tells what was gathered: subjects of which the same is said at the same nodes together.
func (f *folder) fold() (list []Change) {
	var groups []folded
	for _, one := range f.items {
		at := slices.IndexFunc(groups, func(g folded) bool {
			return g.alike(one.item) && slices.Equal(g.nodes, one.nodes) && g.phrase.many != ""
		})
		if at < 0 {
			groups = append(groups, one)
			continue
		}
		groups[at].subjects = append(slices.Clip(groups[at].subjects), one.subjects...)
		groups[at].forget()
	}
	for _, g := range groups {
		what := g.phrase.one
		if g.phrase.many != "" {
			what = g.phrase.of(g.subjects)
		}
		if g.before == "" && g.after == "" {
			g.of = ""
		}
		list = append(list, Change{Sign: g.sign, Kind: g.kind, What: what, Nodes: g.nodes, Of: g.of, Before: g.before, After: g.after,
			All: len(g.nodes) > 1 && len(g.nodes) == f.all})
	}
	return list
}
