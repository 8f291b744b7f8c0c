package tvs

import (
	"encoding/binary"
	"fmt"
	"io"
)

// Header of a message (tech note 213407): protocol id, version, command, reserved,
// session id (4 bytes), length of the elements (2 bytes), all big-endian.
const (
	headerSize = 10
	protocolID = 0x57
	version    = 1

	maxBody = 1<<16 - 1
)

// Elements of a message: tag (1 byte), length (2 bytes, big-endian), value.
const (
	tagDevice      = 1 // 0x01, then the name without NUL
	tagCertificate = 2 // DER
	tagSubject     = 3 // text and NUL
	tagIssuer      = 4 // text and NUL; number is a guess
	tagSerial      = 5 // unsigned big-endian; number is a guess
	tagStatus      = 7 // 1 byte
	tagRoles       = 8 // 1 byte per role
	tagTTL         = 9 // seconds, 4 bytes big-endian
)

// Command is the kind of a message.
type Command uint8

// Commands: VERIFY and QUERY, request and response.
const (
	VerifyRequest  Command = 1
	VerifyResponse Command = 2
	QueryRequest   Command = 3
	QueryResponse  Command = 4
)

var commandNames = map[Command]string{
	VerifyRequest:  "VERIFY request",
	VerifyResponse: "VERIFY response",
	QueryRequest:   "QUERY request",
	QueryResponse:  "QUERY response",
}

// String returns the name of the command.
func (c Command) String() string {
	if name, ok := commandNames[c]; ok {
		return name
	}
	return fmt.Sprintf("unknown command (%d)", uint8(c))
}

// response returns the command that answers c.
func (c Command) response() Command { return c + 1 }

// isRequest reports whether c is sent by a phone.
func (c Command) isRequest() bool { return c == VerifyRequest || c == QueryRequest }

// isResponse reports whether c is sent by a server.
func (c Command) isResponse() bool { return c == VerifyResponse || c == QueryResponse }

// header is a checked message header.
type header struct {
	command Command
	session uint32
	length  int
}

// parseHeader checks the ten bytes of a header against T3 to T5.
func parseHeader(b []byte, expected func(Command) bool, strict bool) (header, error) {
	h := header{
		command: Command(b[2]),
		session: binary.BigEndian.Uint32(b[4:]),
		length:  int(binary.BigEndian.Uint16(b[8:])),
	}
	switch {
	case b[0] != protocolID:
		return h, broken(RuleProtocol, 0, "protocol id is 0x%02x, not 0x57", b[0])
	case strict && b[1] != version:
		return h, broken(RuleVersion, 1, "version is %d, not 1", b[1])
	case !expected(h.command):
		return h, broken(RuleCommand, 2, "%v is not expected", h.command)
	}
	return h, nil
}

// split takes a whole message apart.
func split(b []byte, expected func(Command) bool, strict bool) (header, elements, error) {
	if len(b) < headerSize {
		return header{}, nil, broken(RuleHeader, len(b), "message of %d bytes has no header", len(b))
	}
	h, err := parseHeader(b, expected, strict)
	if err != nil {
		return h, nil, err
	}
	body := b[headerSize:]
	switch {
	case len(body) < h.length:
		return h, nil, broken(RuleBody, len(b), "%d of %d body bytes", len(body), h.length)
	case len(body) > h.length:
		return h, nil, broken(RuleElement, headerSize+h.length, "%d bytes after the message", len(body)-h.length)
	}
	e, err := parseElements(body, strict)
	return h, e, err
}

// read receives one message: the header is checked before the body is allocated.
func read(r io.Reader, expected func(Command) bool, strict bool) (header, elements, error) {
	var first [headerSize]byte
	if n, err := io.ReadFull(r, first[:]); err != nil {
		return header{}, nil, &Error{Protocol: "tvs", Rule: RuleHeader, Offset: n, Tag: -1, Reason: fmt.Sprintf("%d of 10 header bytes", n), Err: err}
	}
	h, err := parseHeader(first[:], expected, strict)
	if err != nil {
		return h, nil, err
	}
	body := make([]byte, h.length)
	if n, err := io.ReadFull(r, body); err != nil {
		return h, nil, &Error{Protocol: "tvs", Rule: RuleBody, Offset: headerSize + n, Tag: -1, Reason: fmt.Sprintf("%d of %d body bytes", n, h.length), Err: err}
	}
	e, err := parseElements(body, strict)
	return h, e, err
}

// message is the builder of an encoded message; its first error sticks.
type message struct {
	bytes []byte
	err   error
}

// newMessage begins with a header whose length is not yet known; reserved is 0.
func newMessage(c Command, session uint32) *message {
	m := &message{bytes: make([]byte, headerSize)}
	m.bytes[0], m.bytes[1], m.bytes[2] = protocolID, version, byte(c)
	binary.BigEndian.PutUint32(m.bytes[4:], session)
	return m
}

// add appends an element.
func (m *message) add(tag uint8, value ...byte) {
	if m.err == nil && len(value) > maxBody {
		m.err = fmt.Errorf("tvs: element %d of %d bytes is longer than %d", tag, len(value), maxBody)
	}
	if m.err != nil {
		return
	}
	m.bytes = append(m.bytes, tag)
	m.bytes = binary.BigEndian.AppendUint16(m.bytes, uint16(len(value)))
	m.bytes = append(m.bytes, value...)
}

// finish sets the length in the header.
func (m *message) finish() ([]byte, error) {
	body := len(m.bytes) - headerSize
	if m.err == nil && body > maxBody {
		m.err = fmt.Errorf("tvs: message body of %d bytes is longer than %d", body, maxBody)
	}
	if m.err != nil {
		return nil, m.err
	}
	binary.BigEndian.PutUint16(m.bytes[headerSize-2:], uint16(body))
	return m.bytes, nil
}
