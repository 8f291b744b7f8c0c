package population

import (
	"sync"

	"tvslab/devices"
)

// Population is phones by class, in the groups of a Roster. The zero value has none. It is not safe for concurrent use.
type Population struct {
	Roster `keep:"-"` // of the groups, which do not change
	table  devices.Table[*Class]
}

// Add puts the devices in, as phones of the class.
func (p *Population) Add(set devices.Set, c *Class) { p.Become([]Part{{Kind{Class: c}, set}}) }

// All returns the set of all phones.
func (p *Population) All() devices.Set { return p.table.Devices() }

// Of returns the class of a phone, nil if there is none.
func (p *Population) Of(n devices.Number) *Class {
	c, _ := p.table.At(n)
	return c
}

// Part is phones that have in common what they were asked to have.
type Part struct {
	Kind
	Phones devices.Set
}

// First returns the first of the phones.
func (p Part) First() devices.Number { return p.Phones[0].First }

// Kind is what the phones of one part have in common: their class and, as a number, all else.
type Kind struct {
	Class *Class
	id    int
}

// Become lets the phones of each part be of the part's class from now on. No phone is in two parts.
func (p *Population) Become(parts []Part) {
	var runs []devices.Run[*Class]
	for _, part := range parts {
		for _, s := range part.Phones {
			runs = append(runs, devices.Run[*Class]{Span: s, Value: part.Class})
		}
	}
	p.table = p.table.With(runs...)
}

// Parts takes a set apart into phones of one class each, in the order of their first phones.
func (p *Population) Parts(set devices.Set) []Part { return p.PartsBy(set, nil) }

// PartsBy takes a set apart into phones that are of one class and of which each of the tables says the same. The same kinds
// of phones are the same Kind as long as the kinds are counted in the same Kinds.
func (p *Population) PartsBy(set devices.Set, kinds *Kinds, tables ...Table) []Part {
	var runs []devices.Run[Kind]
	for _, r := range p.table.Within(set) {
		runs = append(runs, devices.Run[Kind]{Span: r.Span, Value: Kind{Class: r.Value}})
	}
	if kinds != nil {
		kinds.mutex.Lock()
		defer kinds.mutex.Unlock()
	}
	for _, t := range tables {
		runs = t.split(runs, kinds)
	}
	return gather(runs)
}

// Kinds counts what phones may have in common beside their class. Safe for concurrent use.
type Kinds struct {
	mutex sync.Mutex
	ids   map[branch]int
}

// branch is one more thing that phones of a kind have in common.
type branch struct {
	id   int
	says any
}

func (k *Kinds) next(kind Kind, says any) Kind {
	b := branch{kind.id, says}
	id, known := k.ids[b]
	if !known {
		if k.ids == nil {
			k.ids = map[branch]int{}
		}
		id = len(k.ids) + 1
		k.ids[b] = id
	}
	return Kind{kind.Class, id}
}

// Table is something that is said of devices: see By.
type Table interface {
	split(runs []devices.Run[Kind], kinds *Kinds) []devices.Run[Kind]
}

// By makes a Table of what is said of devices. Devices that it does not hold are alike.
func By[V comparable](t devices.Table[V]) Table { return by[V]{t} }

type by[V comparable] struct{ table devices.Table[V] }

func (b by[V]) split(runs []devices.Run[Kind], kinds *Kinds) []devices.Run[Kind] {
	var was struct {
		kind, next Kind
		says       V
	}
	return devices.Join(runs, b.table, func(k Kind, v V, known bool) Kind {
		switch {
		case !known:
			return kinds.next(k, nil)
		case was.next.Class == nil || was.kind != k || was.says != v: // neighbours are often of one kind
			was.kind, was.says, was.next = k, v, kinds.next(k, v)
		}
		return was.next
	})
}

// gather makes parts of runs.
func gather(runs []devices.Run[Kind]) []Part {
	at := map[Kind]int{}
	var parts []Part
	for _, r := range runs {
		i, seen := at[r.Value]
		if !seen {
			i = len(parts)
			at[r.Value] = i
			parts = append(parts, Part{Kind: r.Value})
		}
		parts[i].Phones = append(parts[i].Phones, r.Span)
	}
	for i := range parts {
		parts[i].Phones = devices.Of(parts[i].Phones...)
	}
	return parts
}
