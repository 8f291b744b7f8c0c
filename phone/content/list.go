package content

import (
	"errors"
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
	signer bool
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
	return summarize(l)
}

// summarize works out what phones ask of every list.
func summarize(l *trustlist.List) *parsedList {
	return &parsedList{
		list:  l,
		blank: l.Blank(),
		tftp:  l.HasRole(trustlist.RoleTFTP, trustlist.RoleCCMTFTP),
		tvs:   l.HasRole(trustlist.RoleTVS),
		ccm:   l.HasRole(trustlist.RoleCCM, trustlist.RoleCCMTFTP),
	}
}

// facts returns what is known of a list; of a nil file, which stands for none stored, that nothing is in it.
func (f *File) facts() *parsedList {
	if f == nil {
		return noList
	}
	return f.parsedList()
}

var noList = &parsedList{err: errors.New("no trust list")}

// Blank reports whether the file is the empty ITL of the rollback parameter; false of nil.
func (f *File) Blank() bool { return f.facts().blank }

// NamesTFTP reports whether the file is a list with a TFTP server's certificate; false of nil.
func (f *File) NamesTFTP() bool { return f.facts().tftp }

// NamesTVS reports whether the file is a list with a TVS server's certificate; false of nil.
func (f *File) NamesTVS() bool { return f.facts().tvs }

// NamesCallManager reports whether the file is a list with a call manager's certificate; false of nil.
func (f *File) NamesCallManager() bool { return f.facts().ccm }

// VerifiedByItself verifies the list with the certificate of its signer inside it. signer is false, with an error, when
// it holds none.
func (f *File) VerifiedByItself() (signer bool, err error) {
	c := f.selfConsistent()
	return c.signer, c.err
}

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
