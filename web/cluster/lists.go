package cluster

import (
	"context"
	"fmt"

	"tvslab/sim/lab/control"
	"tvslab/trustlist/inspect"
	"tvslab/web/frame"
)

// versionView is a content of a list.
type versionView struct {
	control.ListVersion
}

// Name tells the version apart for people.
func (v *versionView) Name() string {
	switch {
	case len(v.Nodes) > 0:
		return v.List + " of " + joined(v.Nodes)
	case v.Phones == 1:
		return v.List + " that one phone holds"
	}
	return fmt.Sprintf("%s that %d phones hold", v.List, v.Phones)
}

// Short is the beginning of the file's hash.
func (v *versionView) Short() string { return v.SHA256[:12] }

// Signer reports whether a record of the list is its signer's.
func (v *versionView) Signer(r inspect.Record) bool {
	h := v.File.Header
	return h != nil && r.Issuer == h.Issuer && r.Serial == h.Serial
}

// comparison is two contents side by side.
type comparison struct {
	A, B  *versionView
	Pairs []recordPair
	Same  bool // every record is in both
}

// recordPair is a record of one list and the same of the other; nil where a list has none.
type recordPair struct{ A, B *inspect.Record }

// compare puts the records of two lists side by side: those of A in their order, then what only B has.
func compare(a, b *versionView) *comparison {
	c := &comparison{A: a, B: b, Same: true}
	left := map[string][]*inspect.Record{}
	for i := range b.File.Records {
		r := &b.File.Records[i]
		left[keyOf(r)] = append(left[keyOf(r)], r)
	}
	for i := range a.File.Records {
		r := &a.File.Records[i]
		p := recordPair{A: r}
		if same := left[keyOf(r)]; len(same) > 0 {
			p.B, left[keyOf(r)] = same[0], same[1:]
		}
		c.Pairs = append(c.Pairs, p)
	}
	for i := range b.File.Records {
		r := &b.File.Records[i]
		if same := left[keyOf(r)]; len(same) > 0 && same[0] == r {
			left[keyOf(r)] = same[1:]
			c.Pairs = append(c.Pairs, recordPair{B: r})
		}
	}
	for _, p := range c.Pairs {
		c.Same = c.Same && p.A != nil && p.B != nil
	}
	return c
}

// keyOf is what makes records the same, wherever they stand.
func keyOf(r *inspect.Record) string {
	return r.Role + "|" + r.Host + "|" + r.Issuer + "|" + r.Serial + "|" + r.SHA1
}

// listsView is all lists, and two of them compared.
type listsView struct {
	Lists    []*versionView
	A, B     string // SHA-256 of those that are compared
	Compared *comparison
}

// Of are the versions of a list, by whether nodes have them.
func (v *listsView) Of(list string) (all []*versionView) {
	for _, one := range v.Lists {
		if one.List == list {
			all = append(all, one)
		}
	}
	return all
}

func showLists(ctx context.Context, a *frame.Ask) (any, error) {
	v := &listsView{A: a.URL.Query().Get("a"), B: a.URL.Query().Get("b")}
	for _, one := range a.Lab.ListVersions(ctx) {
		v.Lists = append(v.Lists, &versionView{one})
	}
	if v.A == "" && v.B == "" {
		v.choose()
	}
	one, other := v.find(v.A), v.find(v.B)
	if one != nil && other != nil {
		v.Compared = compare(one, other)
	}
	return v, nil
}

func (v *listsView) find(sum string) *versionView {
	for _, one := range v.Lists {
		if one.SHA256 == sum {
			return one
		}
	}
	return nil
}

// choose proposes what is most worth comparing: the first node's ITL with one that phones hold and no node has, else with the next node's.
func (v *listsView) choose() {
	all := v.Of("ITL")
	if len(all) < 2 {
		return
	}
	v.A, v.B = all[0].SHA256, all[1].SHA256
	for _, one := range all {
		if len(one.Nodes) == 0 {
			v.B = one.SHA256
			return
		}
	}
}
