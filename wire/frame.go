package wire

import (
	"encoding/binary"
	"fmt"
	"io"
)

// headerTail is what every header ends with, bytes: session id and length of the body.
const headerTail = 6

// Frame is the form of the messages of one protocol.
type Frame struct {
	Protocol string // in errors: "tvs"
	// Lead begins a header as it is written; the first byte is the number of the protocol and must be met.
	Lead    []byte
	Command int // offset of the command in the lead

	Header  string // rule: the connection ends inside a header
	Body    string // rule: the connection ends inside a body
	ID      string // rule: another protocol
	Element string // rule: an element ends beyond the body, or stray bytes are left at its end
}

// Message is one message. Of an element that occurs twice, the first counts.
type Message struct {
	Command uint8
	Session uint32
	Elements
}

// Checks are what a protocol asks of a message while it is read; each may be nil.
type Checks struct {
	Header  func(header []byte) error // before the body is allocated
	Element func(list Elements) error // each element as it comes, the last of the list
}

// HeaderSize is the size of a header, bytes.
func (f *Frame) HeaderSize() int { return len(f.Lead) + headerTail }

// Read receives one message in fragments of any size. It reads not one byte more than the message has, and at most 65,535
// behind the header. Errors are *Error, with the error of the connection inside, or those of the checks.
func (f *Frame) Read(r io.Reader, checks Checks) (*Message, error) {
	header := make([]byte, f.HeaderSize())
	if n, err := io.ReadFull(r, header); err != nil {
		return nil, f.Broken(f.Header, n, "%d of %d header bytes", n, len(header)).Because(err)
	}
	if header[0] != f.Lead[0] {
		return nil, f.Broken(f.ID, 0, "protocol id is 0x%02x, not 0x%02x", header[0], f.Lead[0])
	}
	if checks.Header != nil {
		if err := checks.Header(header); err != nil {
			return nil, err
		}
	}
	tail := header[len(f.Lead):]
	body := make([]byte, binary.BigEndian.Uint16(tail[4:]))
	if n, err := io.ReadFull(r, body); err != nil {
		return nil, f.Broken(f.Body, len(header)+n, "%d of %d body bytes", n, len(body)).Because(err)
	}
	elements, err := f.split(body, checks.Element)
	if err != nil {
		return nil, err
	}
	return &Message{Command: header[f.Command], Session: binary.BigEndian.Uint32(tail), Elements: elements}, nil
}

// split takes a body apart.
func (f *Frame) split(body []byte, check func(Elements) error) (list Elements, err error) {
	for rest := body; len(rest) > 0; {
		e, after, ok := Cut(rest)
		if !ok {
			return nil, f.beyond(rest, f.HeaderSize()+len(body)-len(rest))
		}
		rest, list = after, append(list, e)
		if check != nil {
			if err := check(list); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// beyond says what is wrong with the end of a body.
func (f *Frame) beyond(rest []byte, offset int) error {
	if len(rest) < elementHeader {
		return f.Broken(f.Element, offset, "%d stray bytes at the end", len(rest))
	}
	announced := binary.BigEndian.Uint16(rest[1:])
	return f.Broken(f.Element, offset, "%d bytes announced, %d left", announced, len(rest)-elementHeader).In(rest[0])
}

// Marshal encodes a message with its elements in their order. It fails where an element or all of them are too long.
func (f *Frame) Marshal(m *Message) ([]byte, error) {
	for _, e := range m.Elements {
		if len(e.Value) > maxBody {
			return nil, fmt.Errorf("%s: element %d of %d bytes is longer than %d", f.Protocol, e.Tag, len(e.Value), maxBody)
		}
	}
	size := m.size()
	if size > maxBody {
		return nil, fmt.Errorf("%s: message body of %d bytes is longer than %d", f.Protocol, size, maxBody)
	}
	b := append(make([]byte, 0, f.HeaderSize()+size), f.Lead...)
	b[f.Command] = m.Command
	b = binary.BigEndian.AppendUint32(b, m.Session)
	b = binary.BigEndian.AppendUint16(b, uint16(size))
	for _, e := range m.Elements {
		b = e.Append(b)
	}
	return b, nil
}
