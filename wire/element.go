package wire

import (
	"encoding/binary"
	"slices"
)

const (
	elementHeader = 3         // tag and length
	maxBody       = 1<<16 - 1 // bytes, of a body and of a value
)

// Element is one tagged value. It shares the memory of the message that it was read from.
type Element struct {
	Tag   uint8
	Value []byte
}

// Elements are those of one message, in its order.
type Elements []Element

// Cut takes the first element off b. ok is false where it ends beyond b; its tag is set where there is one.
func Cut(b []byte) (e Element, rest []byte, ok bool) {
	if len(b) < elementHeader {
		return Element{}, b, false
	}
	e.Tag = b[0]
	end := elementHeader + int(binary.BigEndian.Uint16(b[1:]))
	if end > len(b) {
		return e, b, false
	}
	e.Value = b[elementHeader:end:end]
	return e, b[end:], true
}

// Append encodes an element, whose value has at most 65,535 bytes, behind b.
func (e Element) Append(b []byte) []byte {
	b = binary.BigEndian.AppendUint16(append(b, e.Tag), uint16(len(e.Value)))
	return append(b, e.Value...)
}

// Add appends an element.
func (l *Elements) Add(tag uint8, value ...byte) { *l = append(*l, Element{tag, value}) }

// Index returns the place of the first element with a tag, -1 where there is none.
func (l Elements) Index(tag uint8) int {
	return slices.IndexFunc(l, func(e Element) bool { return e.Tag == tag })
}

// Value returns the value of the first element with a tag, nil where there is none.
func (l Elements) Value(tag uint8) []byte {
	if i := l.Index(tag); i >= 0 {
		return l[i].Value
	}
	return nil
}

// size is that of the encoded elements, bytes.
func (l Elements) size() int {
	n := 0
	for _, e := range l {
		n += elementHeader + len(e.Value)
	}
	return n
}
