package phoneweb

import (
	"context"
	"crypto/subtle"
	"fmt"
	"net/netip"
	"time"

	"tvslab/accept"
	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/pages"
	"tvslab/sim/lab"
)

// Lab is a lab that others use too.
type Lab interface {
	See(see func(*lab.Lab))                           // nobody changes it meanwhile
	Play(ctx context.Context, who, step string) error // a step of the language
}

// User may press keys: a user that the phones are associated with in CUCM.
type User struct{ Name, Password string }

// Options are what is served and to whom.
type Options struct {
	Phones   devices.Set
	Port     int  // 0: 80, or 8080 where that needs a privilege
	Shared   bool // all phones on 127.0.0.1, with ports from Port or 8080 on
	Users    []User
	Consoles *Consoles // nil for none
	Tell     func(accept.Trouble)
}

// MostPhones bounds the phones that are served; how many descriptors there are may allow fewer.
const MostPhones = 10_000

// Set is phones with web servers. Close it, unless Serve was called.
type Set struct {
	lab     Lab
	options Options
	network *network
	places  map[devices.Number]place
	list    []Place
	kick    chan struct{} // something may have changed
}

// Place is where the web server of a phone is, when it has one.
type Place struct {
	Phone string
	At    netip.AddrPort
}

type place struct {
	name  string
	at    netip.AddrPort
	model phone.Model
}

// New gives phones their addresses. It is an error if there are too many, none with pages, or no addresses.
func New(l Lab, o Options) (*Set, error) {
	s := &Set{lab: l, options: o, places: map[devices.Number]place{}, kick: make(chan struct{}, 1)}
	if n, most := o.Phones.Len(), mostOf(accept.Descriptors()); n > most {
		return nil, fmt.Errorf("%d phones: at most %d have web servers (see ulimit -n)", n, most)
	}
	find := claim
	if o.Shared {
		find = shareOne
	}
	var err error
	if s.network, err = find(o.Port); err != nil {
		return nil, err
	}
	l.See(func(l *lab.Lab) { s.place(l) })
	if len(s.list) == 0 {
		_ = s.network.close()
		return nil, fmt.Errorf("%d phones: of none of their models web pages are known", o.Phones.Len())
	}
	return s, nil
}

// mostOf is how many phones may be served with so many descriptors, 0 for an unknown number: half of them are for connections and
// for what else the process does.
func mostOf(descriptors int) int {
	if descriptors == 0 {
		return MostPhones
	}
	return min(MostPhones, descriptors/2)
}

// place gives the phones their addresses: by their places among all phones of the lab, so that each has the same whoever else is served.
func (s *Set) place(l *lab.Lab) {
	i := 0
	for p := range l.Each(l.Phones()) {
		at, there := s.network.at(i)
		if i++; !there {
			return
		}
		n, _ := devices.Parse(p.Name())
		if s.options.Phones.Has(n) && pages.Has(p.Model()) {
			s.places[n] = place{p.Name(), at, p.Model()}
			s.list = append(s.list, Place{p.Name(), at})
		}
	}
}

// Places are all phones that may have web servers, by name. The slice must not be changed.
func (s *Set) Places() []Place { return s.list }

// Close gives the addresses back.
func (s *Set) Close() error { return s.network.close() }

// open returns those that have web servers now.
func (s *Set) open() (open devices.Set) {
	s.lab.See(func(l *lab.Lab) { open = l.Where(s.options.Phones, lab.Phone.HasWeb) })
	return open
}

// lookEvery is how often the set looks which phones have web servers. A phone without one answers nothing in between.
const lookEvery = 250 * time.Millisecond

// known reports whether a user with the password may press keys.
func (s *Set) known(name, password string) bool {
	found := 0
	for _, u := range s.options.Users {
		found |= subtle.ConstantTimeCompare([]byte(u.Name), []byte(name)) & subtle.ConstantTimeCompare([]byte(u.Password), []byte(password))
	}
	return found == 1
}
