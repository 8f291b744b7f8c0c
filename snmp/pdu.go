package snmp

import "github.com/gosnmp/gosnmp"

// mostAsked is how many names a request has at most.
const mostAsked = 128

// answer is what a request comes to.
type answer struct {
	variables []gosnmp.SnmpPDU
	status    gosnmp.SNMPError
	index     uint8 // of the name that the status is about, from 1
}

// question is a request about a tree.
type question struct {
	*gosnmp.SnmpPacket
	tree Tree
	room int // bytes for names and values of the answer
}

// answer carries a request out; false if it is none that an agent answers.
func (q question) answer() (answer, bool) {
	names, ok := q.names()
	if !ok {
		return answer{}, false
	}
	switch q.PDUType {
	case gosnmp.GetRequest:
		return q.each(names, q.get), true
	case gosnmp.GetNextRequest:
		return q.each(names, q.next), true
	case gosnmp.GetBulkRequest:
		if q.Version == gosnmp.Version1 {
			return answer{}, false
		}
		return q.bulk(names), true
	case gosnmp.SetRequest:
		return q.refuse(), true
	}
	return answer{}, false
}

// names are what is asked for.
func (q question) names() ([]OID, bool) {
	if len(q.Variables) > mostAsked {
		return nil, false
	}
	names := make([]OID, len(q.Variables))
	for i, v := range q.Variables {
		var err error
		if names[i], err = ParseOID(v.Name); err != nil {
			return nil, false
		}
	}
	return names, true
}

// found is a name with its value, or with why there is none.
type found struct {
	name  OID
	value Value
	ok    bool
}

func (q question) get(name OID) found {
	v, object, ok := q.tree.Get(name)
	switch {
	case ok:
		return found{name, v, true}
	case object:
		return found{name, exception(gosnmp.NoSuchInstance), false}
	}
	return found{name, exception(gosnmp.NoSuchObject), false}
}

func (q question) next(name OID) found {
	if at, v, ok := q.tree.Next(name); ok {
		return found{at, v, true}
	}
	return found{name, exception(gosnmp.EndOfMibView), false}
}

// each answers name by name. Version 1 knows no exceptions: the first name without a value fails the request.
func (q question) each(names []OID, find func(OID) found) answer {
	var a answer
	room := q.room
	for i, name := range names {
		f := find(name)
		if !f.ok && q.Version == gosnmp.Version1 {
			return q.failed(gosnmp.NoSuchName, i)
		}
		if room -= f.value.sizeAt(f.name); room < 0 {
			return q.tooBig()
		}
		a.variables = append(a.variables, f.value.at(f.name))
	}
	return a
}

// bulk answers the first names once and the others as often as is wanted and there is room.
func (q question) bulk(names []OID) answer {
	var a answer
	room, once := q.room, min(int(q.NonRepeaters), len(names))
	take := func(name OID) (found, bool) {
		f := q.next(name)
		if room -= f.value.sizeAt(f.name); room < 0 {
			return f, false
		}
		a.variables = append(a.variables, f.value.at(f.name))
		return f, true
	}
	for _, name := range names[:once] {
		if _, fits := take(name); !fits {
			return q.tooBig()
		}
	}
	behind := names[once:]
	for more := uint32(0); more < q.MaxRepetitions && len(behind) > 0; more++ {
		ended := true
		for i := range behind {
			f, fits := take(behind[i])
			if !fits {
				if len(a.variables) == 0 {
					return q.tooBig()
				}
				return a
			}
			behind[i], ended = f.name, ended && !f.ok
		}
		if ended {
			break
		}
	}
	return a
}

// refuse is the answer to whoever wants to change something.
func (q question) refuse() answer {
	if q.Version == gosnmp.Version1 {
		return q.failed(gosnmp.NoSuchName, 0)
	}
	return q.failed(gosnmp.NoAccess, 0)
}

// failed is the answer that gives the request back.
func (q question) failed(status gosnmp.SNMPError, at int) answer {
	return answer{q.Variables, status, uint8(at + 1)}
}

func (q question) tooBig() answer {
	if q.Version == gosnmp.Version1 {
		return answer{q.Variables, gosnmp.TooBig, 0}
	}
	return answer{nil, gosnmp.TooBig, 0}
}
