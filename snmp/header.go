package snmp

import (
	"github.com/gosnmp/gosnmp"
)

// field is where the content of a BER field lies.
type field struct{ from, to int }

// reader reads BER fields one after the other: lengths as managers write them, which need not be the shortest ones.
type reader struct {
	bytes  []byte
	at     int
	failed bool
}

// next reads the header of the next field, which must have that tag, and goes behind it.
func (r *reader) next(tag byte) (f field) {
	rest := r.bytes[r.at:]
	if r.failed || len(rest) < 2 || rest[0] != tag {
		r.failed = true
		return f
	}
	n, header := int(rest[1]), 2
	if n > 0x7f {
		digits := n & 0x7f
		if digits == 0 || digits > 3 || len(rest) < 2+digits {
			r.failed = true
			return f
		}
		n, header = 0, 2+digits
		for _, b := range rest[2:header] {
			n = n<<8 | int(b)
		}
	}
	if n > len(rest)-header {
		r.failed = true
		return f
	}
	r.at += header
	return field{r.at, r.at + n}
}

// within goes into a field.
func (r *reader) within(tag byte) { r.next(tag) }

func (r *reader) text() field {
	f := r.next(byte(gosnmp.OctetString))
	r.at = max(r.at, f.to)
	return f
}

// number reads a number of up to four bytes that is not negative.
func (r *reader) number() uint32 {
	f := r.next(byte(gosnmp.Integer))
	r.at = max(r.at, f.to)
	var n uint64
	for i, b := range r.bytes[f.from:f.to] {
		if i == 0 && b > 0x7f || i > 4 {
			r.failed = true
		}
		n = n<<8 | uint64(b)
	}
	if n > 1<<32-1 || f.from == f.to {
		r.failed = true
	}
	return uint32(n)
}

// versionOf is the version that a message begins with.
func versionOf(message []byte) (gosnmp.SnmpVersion, bool) {
	r := reader{bytes: message}
	r.within(byte(gosnmp.Sequence))
	v := r.number()
	return gosnmp.SnmpVersion(v), !r.failed
}

// header is what a message of version 3 says in clear.
type header struct {
	id, most uint32 // of the message; the longest answer
	flags    gosnmp.SnmpV3MsgFlags
	model    uint32
	engine   string
	boots    uint32
	seconds  uint32
	user     string
	digest   field
}

// headerOf reads the header; false if it is none.
func headerOf(message []byte) (h header, ok bool) {
	r := reader{bytes: message}
	text := func() string { f := r.text(); return string(message[f.from:f.to]) }
	r.within(byte(gosnmp.Sequence))
	r.number()
	r.within(byte(gosnmp.Sequence))
	h.id, h.most = r.number(), r.number()
	if flags := text(); len(flags) == 1 {
		h.flags = gosnmp.SnmpV3MsgFlags(flags[0])
	} else {
		r.failed = true
	}
	h.model = r.number()
	r.within(byte(gosnmp.OctetString))
	r.within(byte(gosnmp.Sequence))
	h.engine, h.boots, h.seconds, h.user = text(), r.number(), r.number(), text()
	h.digest = r.text()
	return h, !r.failed
}

// level is what the flags say of authentication and privacy.
func (h *header) level() gosnmp.SnmpV3MsgFlags { return h.flags & gosnmp.AuthPriv }

func (h *header) reportable() bool { return h.flags&gosnmp.Reportable != 0 }
