package phone

import (
	"fmt"
	"strings"
	"sync/atomic"

	"tvslab/trustlist"
)

// parsedList is what is worked out once from the bytes of a CTL or ITL.
type parsedList struct {
	list  *trustlist.List
	err   error
	blank bool
	tftp  bool // a TFTP or CCM+TFTP record with a certificate
	tvs   bool // a TVS record with a certificate
	ccm   bool // a CCM or CCM+TFTP record with a certificate

	consistent atomic.Pointer[consistency]
}

// consistency says whether the list verifies with the signer inside it.
type consistency struct {
	signer bool // it holds the signer's certificate
	err    error
}

func (f *File) parsedList() *parsedList {
	if p := f.list.Load(); p != nil {
		return p
	}
	f.list.CompareAndSwap(nil, parseList(f.Bytes()))
	return f.list.Load()
}

func parseList(data []byte) *parsedList {
	l, err := trustlist.Parse(data, trustlist.Lenient)
	if err != nil {
		return &parsedList{err: err}
	}
	return &parsedList{
		list:  l,
		blank: l.Blank(),
		tftp:  l.HasRole(trustlist.RoleTFTP, trustlist.RoleCCMTFTP),
		tvs:   l.HasRole(trustlist.RoleTVS),
		ccm:   l.HasRole(trustlist.RoleCCM, trustlist.RoleCCMTFTP),
	}
}

// selfConsistent verifies the list with the signer's certificate inside it.
func (f *File) selfConsistent() *consistency {
	p := f.parsedList()
	if c := p.consistent.Load(); c != nil {
		return c
	}
	c := &consistency{err: p.err}
	if p.err == nil {
		c.signer, c.err = f.checkConsistency(p.list)
	}
	p.consistent.Store(c)
	return c
}

func (f *File) checkConsistency(l *trustlist.List) (signer bool, err error) {
	r, err := l.SignerRecord()
	if err != nil {
		return false, err
	}
	cert, err := r.X509()
	if err != nil {
		return false, err
	}
	return true, f.VerifiedBy(cert)
}

// holdings lists the certificates of a list that have one of the roles, for
// the explanation of a refusal.
func holdings(l *trustlist.List, roles []trustlist.Role) string {
	var held []string
	for i := range l.Records {
		r := &l.Records[i]
		if r.Is(roles...) && r.Usable() {
			held = append(held, fmt.Sprintf("%s serial %s", r.Subject, serialText(r.Serial)))
		}
	}
	if len(held) == 0 {
		return "it holds no certificate with role " + roleText(roles)
	}
	return "it holds for role " + roleText(roles) + ": " + strings.Join(held, "; ")
}
