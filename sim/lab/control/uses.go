package control

import (
	"context"
	"encoding/hex"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// CertificateUse is a certificate with everybody who goes by it.
type CertificateUse struct {
	SHA256   string       `json:"sha256" doc:"of the certificate, hexadecimal"`
	Places   []Stored     `json:"places" doc:"stores of nodes that hold it"`
	Services []ServiceUse `json:"services" doc:"services that work with it: they read it at their last start, or took it over since"`
	Lists    []ListUse    `json:"lists" doc:"trust lists on nodes that name it or that it signed"`
	TVS      []string     `json:"tvs" doc:"nodes whose Trust Verification Service vouches for it"`
	Signed   []GroupCount `json:"signed" doc:"phones that hold a list which it signed, by group"`
	Listed   []GroupCount `json:"listed" doc:"phones that hold a list which names it, by group"`
}

// Stored is where a certificate lies.
type Stored struct {
	Node  string `json:"node"`
	Store string `json:"store"`
}

// ServiceUse is a service that works with a certificate.
type ServiceUse struct {
	Node    string `json:"node"`
	Service string `json:"service"`
	Old     bool   `json:"old" doc:"the node's store holds another one by now"`
}

// ListUse is a list of nodes that names a certificate, or is signed by it.
type ListUse struct {
	List    string   `json:"list" doc:"CTL or ITL"`
	Nodes   []string `json:"nodes"`
	Records []int    `json:"records" doc:"numbers of the records, from 1"`
	Roles   []string `json:"roles" doc:"of these records"`
	Signs   bool     `json:"signs" doc:"the list is signed by it"`
}

// CertificateUses says of every certificate that lies in a store of a node, or that a running service works with, who goes by it: in the order of
// Certificates, each certificate once.
func (l *Lab) CertificateUses(ctx context.Context) []CertificateUse {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	all := usage{bySum: map[string]*use{}, byName: map[string][]*use{}}
	for _, c := range l.lab.Clusters() {
		for _, n := range c.Nodes {
			all.stored(n)
			all.worked(c, n)
		}
	}
	for _, c := range l.lab.Clusters() {
		for _, n := range c.Nodes {
			all.vouched(n)
		}
	}
	for _, v := range l.versions(ctx).inOrder {
		all.listed(v)
	}
	list := make([]CertificateUse, 0, len(all.inOrder))
	for _, u := range all.inOrder {
		list = append(list, u.CertificateUse)
	}
	return list
}

// usage gathers who goes by which certificate.
type usage struct {
	inOrder []*use
	bySum   map[string]*use
	byName  map[string][]*use // by issuer and serial number, which is how lists and TVS know them
}

type use struct {
	CertificateUse
	cert           *pki.Certificate
	signed, listed map[int]bool // phones that stand alike, which were counted: they may hold a CTL and an ITL
}

// nameOf is how lists know a certificate.
func nameOf(issuer string, serial []byte) string { return issuer + "|" + hex.EncodeToString(serial) }

func (u *usage) of(cert *pki.Certificate) *use {
	sum := sumOf(cert)
	if u.bySum[sum] == nil {
		one := &use{CertificateUse{SHA256: sum, Places: []Stored{}, Services: []ServiceUse{}, Lists: []ListUse{}, TVS: []string{},
			Signed: []GroupCount{}, Listed: []GroupCount{}}, cert, map[int]bool{}, map[int]bool{}}
		name := nameOf(cert.Issuer, cert.Serial)
		u.bySum[sum], u.byName[name], u.inOrder = one, append(u.byName[name], one), append(u.inOrder, one)
	}
	return u.bySum[sum]
}

func (u *usage) stored(n *sim.Node) {
	for _, s := range cucm.Stores() {
		for _, cert := range n.InStore(s) {
			one := u.of(cert)
			one.Places = append(one.Places, Stored{n.Name, string(s)})
		}
	}
}

func (u *usage) worked(c *sim.Cluster, n *sim.Node) {
	for _, s := range c.Services(n.ID) {
		for _, store := range cucm.IdentityStores {
			cert := n.WorksWith(s.Name, store)
			if cert == nil {
				continue
			}
			own, one := n.Certificate(store), u.of(cert)
			one.Services = append(one.Services, ServiceUse{n.Name, s.Name, own == nil || own.Sum != cert.Sum})
		}
	}
}

func (u *usage) vouched(n *sim.Node) {
	service, _, running := n.TVSCaches()
	if !running {
		return
	}
	for _, one := range u.inOrder {
		if _, known := service.Verify(one.cert.DER); known {
			one.TVS = append(one.TVS, n.Name)
		}
	}
}

// listed adds a content of a list: whom it names, and who signed it.
func (u *usage) listed(v *version) {
	list, err := trustlist.Parse(v.bytes, trustlist.Lenient)
	if err != nil {
		return // a damaged one names nobody
	}
	uses := map[*use]*ListUse{}
	of := func(one *use) *ListUse {
		if uses[one] == nil {
			uses[one] = &ListUse{List: v.List, Nodes: v.Nodes, Records: []int{}, Roles: []string{}}
		}
		return uses[one]
	}
	for i := range list.Records {
		r := &list.Records[i]
		for _, one := range u.byName[nameOf(r.Issuer, r.Serial)] {
			if r.Matches(one.cert.DER) {
				l := of(one)
				l.Records, l.Roles = append(l.Records, i+1), append(l.Roles, r.Role.String())
			}
		}
	}
	for _, one := range u.byName[nameOf(list.Header.CAName, list.Header.Serial)] {
		of(one).Signs = true
	}
	for _, one := range u.inOrder {
		if l := uses[one]; l != nil {
			one.add(v, l)
		}
	}
}

func (u *use) add(v *version, l *ListUse) {
	if len(v.Nodes) > 0 {
		u.Lists = append(u.Lists, *l)
	}
	for _, h := range v.holders {
		if l.Signs && !u.signed[h.stand] {
			u.signed[h.stand] = true
			u.Signed = counted(u.Signed, h.GroupCount)
		}
		if len(l.Records) > 0 && !u.listed[h.stand] {
			u.listed[h.stand] = true
			u.Listed = counted(u.Listed, h.GroupCount)
		}
	}
}
