package roster

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// join puts a fact where there is none; where another one stands it stays, and both are reported unless they agree.
func (r *Reader) join(about, name string, known *Fact, more Fact) {
	switch {
	case !more.Known():
	case !known.Known():
		*known = more
	case !strings.EqualFold(known.Value, more.Value) && !(hostly(name) && sameHost(known.Value, more.Value)):
		r.conflict(about, name, *known, more)
	}
}

func hostly(name string) bool { return name == nodeName || name == managerServer }

// joinList is join for hosts in order; one that goes on where the other ends agrees with it.
func (r *Reader) joinList(about, name string, known *[]Fact, more []Fact) {
	switch {
	case !sameHosts(*known, more):
		r.conflict(about, name, Fact{listed(*known), (*known)[0].At}, Fact{listed(more), more[0].At})
	case len(more) > len(*known):
		*known = append(*known, more[len(*known):]...)
	}
}

// facts are the columns that phones have, each once.
var facts = func() (all []*column) {
	for i := range columns {
		if c := &columns[i]; (c.of != nil || c.list != nil) && columnNamed(c.name) == c {
			all = append(all, c)
		}
	}
	return all
}()

// merge adds what a row or page says of a phone; false if there is no room for another phone.
func (r *Reader) merge(p *Phone) bool {
	if r.node != "" && p.Status.Value == Registered && !p.Node.Known() {
		p.Node = Fact{r.host(r.node), p.Status.At}
	}
	known := r.phones[p.Name]
	if known == nil {
		if len(r.phones) == maxPhones {
			r.problem(p.At, "more than %d phones: the others are not used", maxPhones)
			return false
		}
		p.Name = strings.Clone(p.Name)
		r.phones[p.Name] = p
		return true
	}
	r.mergeSighting(known, p)
	for _, c := range facts {
		switch {
		case c.list != nil:
			r.joinList(p.Name, c.name, c.list(known), *c.list(p))
		case c.compare:
			r.join(p.Name, c.name, c.of(known), *c.of(p))
		case !c.of(known).Known():
			*c.of(known) = *c.of(p)
		}
	}
	known.OtherModel = cmp.Or(known.OtherModel, p.OtherModel)
	for _, m := range p.Messages {
		if len(known.Messages) < maxMessages && !slices.ContainsFunc(known.Messages, func(k Fact) bool { return k.Value == m.Value }) {
			known.Messages = append(known.Messages, m)
		}
	}
	return true
}

// mergeSighting decides between two rows about the registration of a phone: each node of a cluster has its own, and the one with the
// later time is true (RisPort70). A row by which the cluster does not know the phone gives way to any other.
func (r *Reader) mergeSighting(known, p *Phone) {
	forget := func(of *Phone) { of.Status, of.Node, of.Seen = Fact{}, Fact{}, Fact{} }
	before, after := seconds(known.Seen), seconds(p.Seen)
	switch {
	case !known.Status.Known() || !p.Status.Known():
	case before > 0 && after > 0 && before != after:
		if before < after {
			forget(known)
		} else {
			forget(p)
		}
	case known.Status.Value == Unknown && p.Status.Value != Unknown:
		forget(known)
	case p.Status.Value == Unknown && known.Status.Value != Unknown:
		forget(p)
	}
}

// seconds is a time in seconds since 1970; 0 where it is written otherwise.
func seconds(seen Fact) int64 {
	n, err := strconv.ParseInt(seen.Value, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
