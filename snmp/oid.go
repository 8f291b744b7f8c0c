package snmp

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// OID is the name of a value, or of what values are below.
type OID []uint32

// mostArcs bounds a name (RFC 2578: 128 numbers).
const mostArcs = 128

// ParseOID reads a name with dots between its numbers; one before the first is allowed.
func ParseOID(text string) (OID, error) {
	parts := strings.Split(strings.TrimPrefix(text, "."), ".")
	if len(parts) > mostArcs {
		return nil, fmt.Errorf("object %.20q...: more than %d numbers", text, mostArcs)
	}
	o := make(OID, len(parts))
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("object %q: numbers with dots between them", text)
		}
		o[i] = uint32(n)
	}
	return o, nil
}

// String has a dot before each number.
func (o OID) String() string {
	text := make([]byte, 0, 4*len(o))
	for _, arc := range o {
		text = strconv.AppendUint(append(text, '.'), uint64(arc), 10)
	}
	return string(text)
}

// Below returns the name behind a prefix; false if it does not begin with it.
func (o OID) Below(prefix OID) (OID, bool) {
	if len(o) < len(prefix) || !slices.Equal(o[:len(prefix)], prefix) {
		return nil, false
	}
	return o[len(prefix):], true
}

// with is a name behind another one.
func (o OID) with(rest OID) OID { return slices.Concat(o, rest) }

// size is how many bytes the name takes in BER, without its header: the first two numbers are one.
func (o OID) size() int {
	n := 1
	for _, arc := range o[min(2, len(o)):] {
		for n++; arc > 0x7f; arc >>= 7 {
			n++
		}
	}
	return n
}
