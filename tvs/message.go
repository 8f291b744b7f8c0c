package tvs

import (
	"bytes"
	"fmt"
	"io"

	"tvslab/wire"
)

// Lead of a header (tech note 213407): protocol id, version, command, reserved; CUCM leaves anything in the reserved byte.
const (
	protocolID = 0x57
	version    = 1
)

// Elements of a message.
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

// frame is the form of all messages.
var frame = &wire.Frame{
	Protocol: "tvs", Lead: []byte{protocolID, version, 0, 0}, Command: 2,
	Header: RuleHeader, Body: RuleBody, ID: RuleProtocol, Element: RuleElement,
}

// read receives one message by T1 to T6 and, if strict, T10.
func read(r io.Reader, expected func(Command) bool, strict bool) (*wire.Message, error) {
	checks := wire.Checks{Header: func(header []byte) error { return checkHeader(header, expected, strict) }}
	if strict {
		checks.Element = admit
	}
	return frame.Read(r, checks)
}

// checkHeader is T4 and T5.
func checkHeader(header []byte, expected func(Command) bool, strict bool) error {
	switch c := Command(header[2]); {
	case strict && header[1] != version:
		return broken(RuleVersion, 1, "version is %d, not 1", header[1])
	case !expected(c):
		return broken(RuleCommand, 2, "%v is not expected", c)
	}
	return nil
}

// admit is T10: every element is known and occurs once.
func admit(list wire.Elements) error {
	last := len(list) - 1
	switch tag := list[last].Tag; {
	case tag < tagDevice || tag > tagTTL || tag == 6:
		return frame.BrokenBy(list, last, RuleUnknown, "unknown element")
	case list.Index(tag) < last:
		return frame.BrokenBy(list, last, RuleUnknown, "element occurs twice")
	}
	return nil
}

// text returns the value of an element without its final NUL.
func text(m *wire.Message, tag uint8) string {
	return string(bytes.TrimSuffix(m.Value(tag), []byte{0}))
}
