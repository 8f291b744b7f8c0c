package control

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"

	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/lab"
	simlist "tvslab/sim/list"
	"tvslab/trustlist/inspect"
)

// ListVersion is one content of a trust list, and who has it.
type ListVersion struct {
	List   string        `json:"list" doc:"CTL or ITL"`
	SHA256 string        `json:"sha256" doc:"of the file, hexadecimal"`
	Nodes  []string      `json:"nodes" doc:"on whose disk it is; none where it is one of before, or of another cluster"`
	Phones int           `json:"phones" doc:"that hold it"`
	Groups []GroupCount  `json:"groups" doc:"of these phones"`
	Store  string        `json:"signer_store,omitempty" doc:"identity store of the certificate that signed it, or token; of one that a node has"`
	File   *inspect.File `json:"file" doc:"decoded"`
}

// GroupCount is how many phones of a group are so.
type GroupCount struct {
	Group  string `json:"group"`
	Phones int    `json:"phones"`
}

// ListVersions are all contents of trust lists that nodes or phones have: by list, those of nodes first in their order, then those that more
// phones hold.
func (l *Lab) ListVersions(ctx context.Context) []ListVersion {
	l.mutex.Lock()
	found := l.versions(ctx)
	l.mutex.Unlock()
	list := make([]ListVersion, 0, len(found.inOrder))
	for _, v := range found.inOrder {
		v.decode()
		list = append(list, v.ListVersion)
	}
	slices.SortStableFunc(list, ListVersion.compare)
	return list
}

// compare is the order of versions; those of nodes stay in that of the nodes.
func (v ListVersion) compare(other ListVersion) int {
	rank := func(v ListVersion) int {
		if len(v.Nodes) > 0 {
			return -1
		}
		return 0
	}
	order := cmp.Or(cmp.Compare(v.List, other.List), cmp.Compare(rank(v), rank(other)))
	if order == 0 && rank(v) == 0 {
		return cmp.Compare(other.Phones, v.Phones)
	}
	return order
}

// versions gathers the contents of lists.
type versions struct {
	inOrder []*version
}

type version struct {
	ListVersion
	bytes   []byte
	holders []holder
}

// holder is phones that stand alike, and hold a list.
type holder struct {
	stand int
	GroupCount
}

// decode examines the file; a damaged one says so itself.
func (v *version) decode() {
	name := v.List + "File.tlv"
	file, err := inspect.Examine(name, v.bytes, inspect.Options{})
	if err != nil {
		file = &inspect.File{Schema: 1, File: name, Kind: inspect.Kind(v.List), Size: len(v.bytes), Problem: err.Error()}
	}
	v.File = file
}

// versions looks at the disks of the nodes, and then into the phones.
func (l *Lab) versions(ctx context.Context) versions {
	var all versions
	for _, c := range l.lab.Clusters() {
		for _, n := range c.Nodes {
			all.onDisk(n, "CTL", n.CTL())
			all.onDisk(n, "ITL", n.ITL())
		}
	}
	for i, s := range l.lab.Stands(ctx, l.lab.Phones()) {
		all.held(i, s)
	}
	return all
}

func (v *versions) onDisk(n *sim.Node, list string, f *simlist.File) {
	if f == nil {
		return
	}
	sum := f.Sum()
	one := v.of(list, hex.EncodeToString(sum[:]), f.Bytes)
	one.Nodes, one.Store = append(one.Nodes, n.Name), f.SignerStore()
}

// held adds the lists of phones that stand alike, the i-th such.
func (v *versions) held(i int, s lab.Stand) {
	state := s.Phone.State()
	for _, which := range trust.Lists {
		f := state.Lists[which].File
		if f == nil {
			continue
		}
		sum := f.Sum()
		one := v.of(which.String(), hex.EncodeToString(sum[:]), f.Bytes)
		held := GroupCount{s.Phone.Group(), s.Phones.Len()}
		one.Phones += held.Phones
		one.Groups = counted(one.Groups, held)
		one.holders = append(one.holders, holder{i, held})
	}
}

// of is the version of a list with that sum.
func (v *versions) of(list, sum string, bytes func() []byte) *version {
	for _, one := range v.inOrder {
		if one.List == list && one.SHA256 == sum {
			return one
		}
	}
	one := &version{ListVersion{List: list, SHA256: sum, Nodes: []string{}, Groups: []GroupCount{}}, bytes(), nil}
	v.inOrder = append(v.inOrder, one)
	return one
}

// counted adds phones to those of their group.
func counted(list []GroupCount, more GroupCount) []GroupCount {
	for i := range list {
		if list[i].Group == more.Group {
			list[i].Phones += more.Phones
			return list
		}
	}
	return append(list, more)
}
