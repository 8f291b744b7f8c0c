package tvs

import (
	"bytes"
	"encoding/binary"
)

// element is one tagged value; it shares the memory of the message.
type element struct {
	tag    uint8
	offset int // of the tag in the message
	value  []byte
}

// elements in message order.
type elements []element

// parseElements splits a body by T6 and, if strict, T10.
func parseElements(body []byte, strict bool) (elements, error) {
	var list elements
	for pos := 0; pos < len(body); {
		offset := headerSize + pos
		if len(body)-pos < 3 {
			return nil, broken(RuleElement, offset, "%d stray bytes at the end", len(body)-pos)
		}
		e := element{tag: body[pos], offset: offset}
		length := int(binary.BigEndian.Uint16(body[pos+1:]))
		pos += 3
		if length > len(body)-pos {
			return nil, e.fault(RuleElement, "%d bytes announced, %d left", length, len(body)-pos)
		}
		e.value = body[pos : pos+length : pos+length]
		pos += length
		if strict {
			if err := list.admit(e); err != nil {
				return nil, err
			}
		}
		list = append(list, e)
	}
	return list, nil
}

// admit checks T10: every element is known and occurs once.
func (l elements) admit(e element) error {
	known := e.tag >= tagDevice && e.tag <= tagTTL && e.tag != 6
	if !known {
		return e.fault(RuleUnknown, "unknown element")
	}
	if l.find(e.tag) != nil {
		return e.fault(RuleUnknown, "element occurs twice")
	}
	return nil
}

// find returns the first element with a tag, or nil.
func (l elements) find(tag uint8) *element {
	for i := range l {
		if l[i].tag == tag {
			return &l[i]
		}
	}
	return nil
}

// value returns the first value with a tag, nil where there is none.
func (l elements) value(tag uint8) []byte {
	if e := l.find(tag); e != nil {
		return e.value
	}
	return nil
}

// text returns a value without its final NUL.
func (l elements) text(tag uint8) string {
	return string(bytes.TrimSuffix(l.value(tag), []byte{0}))
}

func (e element) fault(rule, format string, args ...any) *Error {
	err := broken(rule, e.offset, format, args...)
	err.Tag = int(e.tag)
	return err
}
