package capf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"slices"
)

// Header of a message: protocol id, command, session id (4 bytes), length of the elements (2 bytes), big-endian.
const (
	headerSize = 8
	protocolID = 0x55
	version    = 3
	maxBody    = 1<<16 - 1
)

// Command is the kind of a message.
type Command uint8

// The commands that a session needs. Others (5 to 8 and 16 to 23 except 17) are known by name only.
const (
	AuthRequest    Command = 1
	AuthResponse   Command = 2
	KeygenRequest  Command = 3
	KeygenResponse Command = 4
	StoreRequest   Command = 9
	StoreResponse  Command = 10
	FetchRequest   Command = 11
	FetchResponse  Command = 12
	DeleteRequest  Command = 13
	DeleteResponse Command = 14
	EndSession     Command = 15
	InProgress     Command = 17
)

var commandNames = map[Command]string{
	AuthRequest: "AUTH request", AuthResponse: "AUTH response", KeygenRequest: "KEYGEN request", KeygenResponse: "KEYGEN response",
	StoreRequest: "STORE request", StoreResponse: "STORE response", FetchRequest: "FETCH request", FetchResponse: "FETCH response",
	DeleteRequest: "DELETE request", DeleteResponse: "DELETE response", EndSession: "END SESSION", InProgress: "REQUEST IN PROGRESS",
}

// String returns the name of the command.
func (c Command) String() string {
	if name, ok := commandNames[c]; ok {
		return name
	}
	return fmt.Sprintf("command %d", uint8(c))
}

// Tag is the kind of an element.
type Tag uint8

// The elements that a session needs.
const (
	TagReason         Tag = 1  // Reason, 1 byte
	TagType           Tag = 3  // certificate type, 1 byte: 1 LSC
	TagCertificate    Tag = 4  // wrapper of 5 bytes, DER
	TagSigned         Tag = 6  // proof by SHA-1
	TagVersion        Tag = 7  // 3
	TagAuthentication Tag = 8  // Authentication, 1 byte
	TagPublicKey      Tag = 9  // DER SubjectPublicKeyInfo
	TagKeySize        Tag = 10 // bits, 2 bytes
	TagPassword       Tag = 11 // authentication string and NUL
	TagDevice         Tag = 13 // device name and NUL
	TagSUDI           Tag = 16 // MIC with proofs
	TagKeyType        Tag = 17 // 0 RSA, 1 EC
	TagCurve          Tag = 18 // 0 P-256, 1 P-384, 2 P-521
	TagSignedSHA2     Tag = 20 // proof by SHA-512
)

// order is that of elements on the wire, of both sides in one.
var order = []Tag{
	TagReason, TagType, TagCertificate, TagSigned, TagVersion, TagAuthentication, TagKeySize, TagPassword, TagDevice,
	TagSUDI, TagPublicKey, TagSignedSHA2, TagKeyType, TagCurve,
}

// Message is one message of a session. Elements hold raw values; of one that occurs twice, the first.
type Message struct {
	Command  Command
	Session  uint32 // chosen by the server
	Elements map[Tag][]byte
}

// newMessage returns a message without elements.
func newMessage(c Command, session uint32) *Message {
	return &Message{Command: c, Session: session, Elements: map[Tag][]byte{}}
}

func (m *Message) with(tag Tag, value ...byte) *Message {
	m.Elements[tag] = value
	return m
}

// Has reports whether the message has the element.
func (m *Message) Has(tag Tag) bool { _, ok := m.Elements[tag]; return ok }

// number returns the big-endian number in an element, 0 where there is none.
func (m *Message) number(tag Tag) int {
	n := 0
	for _, b := range m.Elements[tag][:min(len(m.Elements[tag]), 4)] {
		n = n<<8 | int(b)
	}
	return n
}

// Reason returns element 1.
func (m *Message) Reason() Reason { return Reason(m.number(TagReason)) }

// text returns the text in an element up to its first NUL.
func (m *Message) text(tag Tag) string {
	text, _, _ := bytes.Cut(m.Elements[tag], []byte{0})
	return string(text)
}

// Device returns the device name, which comes from the network.
func (m *Message) Device() string { return m.text(TagDevice) }

// String returns the authentication string.
func (m *Message) password() string { return m.text(TagPassword) }

// Certificate returns the DER certificate in element 4 without its wrapper, nil where there is none.
func (m *Message) Certificate() []byte {
	if v := m.Elements[TagCertificate]; len(v) >= wrapperSize {
		return v[wrapperSize:]
	}
	return nil
}

// The wrapper of a certificate: 01 (perhaps how many), length of what follows (2 bytes), 00, type (01 LSC).
const (
	wrapperSize = 5
	typeLSC     = 1
)

func wrap(der []byte) []byte {
	w := []byte{1, 0, 0, 0, typeLSC}
	binary.BigEndian.PutUint16(w[1:], uint16(len(der)+2))
	return append(w, der...)
}

// Marshal encodes the message with its elements in the order of the recorded sessions, unknown ones last. It fails
// where an element or all of them are too long.
func (m *Message) Marshal() ([]byte, error) {
	b := make([]byte, headerSize, headerSize+64)
	b[0], b[1] = protocolID, byte(m.Command)
	binary.BigEndian.PutUint32(b[2:], m.Session)
	for _, tag := range m.tags() {
		value := m.Elements[tag]
		if len(value) > maxBody {
			return nil, fmt.Errorf("capf: element %d of %d bytes is longer than %d", tag, len(value), maxBody)
		}
		b = append(b, byte(tag))
		b = binary.BigEndian.AppendUint16(b, uint16(len(value)))
		b = append(b, value...)
	}
	if body := len(b) - headerSize; body > maxBody {
		return nil, fmt.Errorf("capf: message body of %d bytes is longer than %d", body, maxBody)
	}
	binary.BigEndian.PutUint16(b[6:], uint16(len(b)-headerSize))
	return b, nil
}

func (m *Message) tags() []Tag {
	tags := slices.Sorted(maps.Keys(m.Elements))
	rank := func(t Tag) int {
		if i := slices.Index(order, t); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(tags, func(a, b Tag) int { return rank(a) - rank(b) })
	return tags
}

// ParseMessage decodes a whole message. strict adds the rules C5, C10, the inner length of C7, and refuses elements
// that occur twice. Errors are *Error. The result does not share memory with b.
func ParseMessage(b []byte, strict bool) (*Message, error) {
	r := bytes.NewReader(b)
	m, err := ReadMessage(r, strict)
	if err == nil && r.Len() > 0 {
		return nil, broken(RuleElement, len(b)-r.Len(), "%d bytes after the message", r.Len())
	}
	return m, err
}

// ReadMessage receives one message in fragments of any size. It reads not one byte more than the message has, and at
// most 65543. Errors are *Error, with the error of the connection inside.
func ReadMessage(r io.Reader, strict bool) (*Message, error) {
	var first [headerSize]byte
	if n, err := io.ReadFull(r, first[:]); err != nil {
		return nil, &Error{Protocol: "capf", Rule: RuleShort, Offset: n, Tag: -1, Reason: fmt.Sprintf("%d of 8 header bytes", n), Err: err}
	}
	if first[0] != protocolID {
		return nil, broken(RuleProtocol, 0, "protocol id is 0x%02x, not 0x55", first[0])
	}
	m := newMessage(Command(first[1]), binary.BigEndian.Uint32(first[2:]))
	body := make([]byte, binary.BigEndian.Uint16(first[6:]))
	if n, err := io.ReadFull(r, body); err != nil {
		return nil, &Error{Protocol: "capf", Rule: RuleShort, Offset: headerSize + n, Tag: -1, Reason: fmt.Sprintf("%d of %d body bytes", n, len(body)), Err: err}
	}
	if err := m.parse(body, strict); err != nil {
		return nil, err
	}
	return m, m.check(strict)
}

// parse splits a body into elements (C3).
func (m *Message) parse(body []byte, strict bool) error {
	for pos := 0; pos < len(body); {
		at := headerSize + pos
		if len(body)-pos < 3 {
			return broken(RuleElement, at, "%d stray bytes at the end", len(body)-pos)
		}
		tag, length := Tag(body[pos]), int(binary.BigEndian.Uint16(body[pos+1:]))
		pos += 3
		if length > len(body)-pos {
			return tag.fault(RuleElement, at, "%d bytes announced, %d left", length, len(body)-pos)
		}
		switch {
		case !m.Has(tag):
			m.Elements[tag] = body[pos : pos+length : pos+length]
		case strict:
			return tag.fault(RuleElement, at, "element occurs twice")
		}
		pos += length
	}
	return nil
}

func (t Tag) fault(rule string, offset int, format string, args ...any) *Error {
	err := broken(rule, offset, format, args...)
	err.Tag = int(t)
	return err
}
