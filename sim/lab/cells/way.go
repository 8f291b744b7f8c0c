package cells

import (
	"slices"
	"sort"

	"tvslab/sim/lab"
	"tvslab/sim/lab/filter"
)

// way is how phones are put into sections.
type way struct {
	name  string
	known func(*lab.Lab) []string // the sections in their order
	// of names the section of phones: by what they have in common, or by their group, which has the number.
	of   func(s lab.Stand) string
	part func(g lab.Group) string
	word func(section string) string
}

// Sections of phones that are with no node.
const (
	notRegistered = "not registered"
	switchedOff   = "switched off"
	noServer      = "no TFTP server"
)

var ways = []way{
	{name: "group", part: func(g lab.Group) string { return g.Name }, word: func(s string) string { return filter.Term("group", s) }},
	{name: "site", part: filter.SiteOf, word: func(s string) string { return filter.Term("site", s) }},
	{name: "model", of: func(s lab.Stand) string { return s.Phone.Model().Name }, word: func(s string) string { return filter.Term("model", s) }},
	{name: "tftp", known: nodes, of: firstServer, word: func(s string) string { return filter.Term("first-tftp", s) }},
	{name: "registered", known: func(l *lab.Lab) []string { return append(nodes(l), notRegistered, switchedOff) }, of: registrar, word: registeredWord},
}

// Ways name how phones can be put into sections: "group", "site", ...
func Ways() (names []string) {
	for _, w := range ways {
		names = append(names, w.name)
	}
	return names
}

func wayNamed(name string) *way {
	i := slices.IndexFunc(ways, func(w way) bool { return w.name == name })
	if i < 0 {
		return nil
	}
	return &ways[i]
}

func nodes(l *lab.Lab) (names []string) {
	for _, c := range l.Clusters() {
		for _, n := range c.Nodes {
			names = append(names, n.Name)
		}
	}
	return names
}

func firstServer(s lab.Stand) string {
	if servers := s.Phone.TFTP(); len(servers) > 0 {
		return servers[0]
	}
	return noServer
}

func registrar(s lab.Stand) string {
	switch {
	case !s.Phone.On():
		return switchedOff
	case s.Verdict.Registered == "":
		return notRegistered
	}
	return s.Verdict.Registered
}

func registeredWord(section string) string {
	switch section {
	case switchedOff:
		return "off"
	case notRegistered:
		return "unregistered"
	}
	return filter.Term("registered", section)
}

// sections are found while phones are put into them.
type sections struct {
	way    *way
	names  []string
	number map[string]uint16
	groups []groupAt // ascending
}

// groupAt is a group and the place of its first phone.
type groupAt struct {
	from    int
	section uint16
}

func newSections(l *lab.Lab, w *way) *sections {
	s := &sections{way: w, number: map[string]uint16{}}
	if w.known != nil {
		for _, name := range w.known(l) {
			s.numberOf(name)
		}
	}
	at := 0
	for _, g := range l.Groups() {
		if w.part != nil {
			s.groups = append(s.groups, groupAt{at, s.numberOf(w.part(g))})
		}
		at += g.Count
	}
	return s
}

func (s *sections) numberOf(name string) uint16 {
	n, known := s.number[name]
	if !known {
		n = uint16(len(s.names))
		s.number[name], s.names = n, append(s.names, name)
	}
	return n
}

// of is the section of phones that stand alike, at a place of the order.
func (s *sections) of(stand lab.Stand, place int) uint16 {
	if s.way.of != nil {
		return s.numberOf(s.way.of(stand))
	}
	i := sort.Search(len(s.groups), func(i int) bool { return s.groups[i].from > place }) - 1
	return s.groups[i].section
}

// close counts the sections, and leaves those out in which nobody is.
func (s *sections) close(d *Field) []Section {
	counts := make([]int, len(s.names))
	for i, c := range d.Codes {
		if c != 0 {
			counts[d.In[i]]++
		}
	}
	var list []Section
	place := make([]uint16, len(s.names))
	for i, name := range s.names {
		if place[i] = uint16(len(list)); counts[i] > 0 {
			list = append(list, Section{name, s.way.word(name), counts[i]})
		}
	}
	for i, c := range d.Codes {
		if c != 0 {
			d.In[i] = place[d.In[i]]
		}
	}
	return list
}
