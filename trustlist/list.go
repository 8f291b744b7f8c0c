package trustlist

import (
	"bytes"
	"slices"
)

// List is a parsed CTL or ITL file, or a draft of one (see Draft). It is safe for
// concurrent use; callers must not write to its fields.
type List struct {
	Header  Header
	Records []Record

	raw      []byte // the file; every field shares this memory
	mode     Mode
	unsigned *unsigned // of a draft; nil for a list that was parsed
}

// Size returns the length of the file in bytes.
func (l *List) Size() int { return len(l.raw) }

// Marshal re-encodes the list from its elements. The result equals, byte for
// byte, what was parsed, padding, unknown and repeated elements included.
func (l *List) Marshal() []byte {
	l.sign()
	b := l.Header.marshal(make([]byte, 0, len(l.raw)))
	for i := range l.Records {
		b = appendElements(b, l.Records[i].Elements)
	}
	return b
}

// Find returns the first record with this issuer name (text before the NUL,
// compared byte for byte), serial number (unsigned big-endian) and one of the
// roles, any role when none is given; nil when there is none. Records that
// hold only the hash of the certificate are found too.
func (l *List) Find(issuer string, serial []byte, roles ...Role) *Record {
	for i := range l.Records {
		r := &l.Records[i]
		if r.Is(roles...) && r.Usable() && r.Issuer == issuer && bytes.Equal(r.Serial, serial) {
			return r
		}
	}
	return nil
}

// HasRole reports whether a record has one of the roles and a certificate or
// the hash of one.
func (l *List) HasRole(roles ...Role) bool {
	return slices.ContainsFunc(l.Records, func(r Record) bool { return r.Is(roles...) && r.Usable() })
}

// Blank reports whether the list vouches for no TFTP and no TVS server, as
// the ITL that "Prepare Cluster for Rollback to pre 8.0" makes: a phone that
// holds it accepts any configuration file and any later ITL (Security Guide
// 12.5). Whether CUCM leaves such records out or empties them is not
// published; both count.
func (l *List) Blank() bool { return !l.HasRole(RoleTFTP, RoleCCMTFTP, RoleTVS) }
