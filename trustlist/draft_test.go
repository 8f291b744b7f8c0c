package trustlist

import (
	"bytes"
	"crypto"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
)

// draft is a file taken apart, to be changed and put together again.
type draft struct {
	header  []Element
	padding []byte
	records [][]Element
	payload []byte
}

// takeApart works on trust lists (records true) and on signed files.
func takeApart(t testing.TB, data []byte, records bool) *draft {
	t.Helper()
	if !records {
		s, err := ParseSigned(data, Strict)
		require.NoError(t, err)
		return &draft{header: deepCopy(s.Header.Elements), padding: bytes.Repeat([]byte{padByte}, s.Header.Padding), payload: bytes.Clone(s.Payload)}
	}
	l, err := Parse(data, Strict)
	require.NoError(t, err)
	d := &draft{header: deepCopy(l.Header.Elements), padding: bytes.Repeat([]byte{padByte}, l.Header.Padding)}
	for _, r := range l.Records {
		d.records = append(d.records, deepCopy(r.Elements))
	}
	return d
}

func deepCopy(elements []Element) []Element {
	list := make([]Element, len(elements))
	for i, e := range elements {
		list[i] = e
		list[i].Value = bytes.Clone(e.Value)
	}
	return list
}

// set replaces the value of the first element with the tag.
func set(elements []Element, tag uint8, value []byte) {
	for i := range elements {
		if elements[i].Tag == tag {
			elements[i].Value, elements[i].Length = value, len(value)
			return
		}
	}
	panic("no such element")
}

func without(elements []Element, tag uint8) []Element {
	var list []Element
	for _, e := range elements {
		if e.Tag != tag {
			list = append(list, e)
		}
	}
	return list
}

// setHeader, dropHeader and addHeader keep containers and padding right.
func (d *draft) setHeader(tag uint8, value []byte) { set(d.header, tag, value); d.fit() }
func (d *draft) dropHeader(tag uint8)              { d.header = without(d.header, tag); d.fit() }
func (d *draft) addHeader(e ...Element)            { d.header = append(d.header, e...); d.fit() }

// fit recomputes container lengths and padding.
func (d *draft) fit() {
	for i, e := range d.header {
		if contents, is := members[e.Tag]; is {
			d.header[i].Length = memberBytes(d.header[i+1:], contents)
		}
	}
	n := size(d.header)
	d.padding = bytes.Repeat([]byte{padByte}, (4-n%4)%4)
}

// bytes puts the file together with right header and record lengths.
func (d *draft) bytes() []byte {
	set(d.header, TagHeaderLength, binary.BigEndian.AppendUint16(nil, uint16(size(d.header)+len(d.padding))))
	b := append(appendElements(nil, d.header), d.padding...)
	for _, r := range d.records {
		set(r, TagRecordLength, binary.BigEndian.AppendUint16(nil, uint16(size(r))))
		b = appendElements(b, r)
	}
	return append(b, d.payload...)
}

// signed puts the file together and signs it.
func (d *draft) signed(t testing.TB, key crypto.Signer) []byte {
	t.Helper()
	b := d.bytes()
	e, _ := find(d.header, TagDigest)
	require.NoError(t, sign(b, d.header, Digest(e.Value[0]), key))
	return b
}
