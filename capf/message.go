package capf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"tvslab/wire"
)

// protocolID and the command lead a header; version is that of element 7.
const (
	protocolID = 0x55
	version    = 3
)

// Command is the kind of a message.
type Command uint8

// The commands that a session needs.
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

// Commands that no recorded session has, but of which a client that Cisco wrote tells: see Extras.
const (
	EncryptResponse Command = 5
	EncryptRequest  Command = 6
	RetryLater      Command = 16
	AbortRequest    Command = 20
	AbortResponse   Command = 21
	SignRequest     Command = 22
	SignResponse    Command = 23
)

// Commands that are known by name only (usecallmanager.nz). A session that meets one breaks rule C9.
const (
	DecryptRequest  Command = 7
	DecryptResponse Command = 8
	StatusRequest   Command = 18
	StatusResponse  Command = 19
)

var commandNames = map[Command]string{
	AuthRequest: "AUTH request", AuthResponse: "AUTH response", KeygenRequest: "KEYGEN request", KeygenResponse: "KEYGEN response",
	StoreRequest: "STORE request", StoreResponse: "STORE response", FetchRequest: "FETCH request", FetchResponse: "FETCH response",
	DeleteRequest: "DELETE request", DeleteResponse: "DELETE response", EndSession: "END SESSION", InProgress: "REQUEST IN PROGRESS",
	EncryptResponse: "ENCRYPT response", EncryptRequest: "ENCRYPT request", DecryptRequest: "DECRYPT request",
	DecryptResponse: "DECRYPT response", RetryLater: "RETRY LATER", StatusRequest: "STATUS request", StatusResponse: "STATUS response",
	AbortRequest: "ABORT request", AbortResponse: "ABORT response", SignRequest: "SIGN CERTIFICATE request", SignResponse: "SIGN CERTIFICATE response",
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
	TagSigned         Tag = 6  // proof by SHA-1; in requests to encrypt and to sign (a guess) what it is about, in their answers what came of it
	TagVersion        Tag = 7  // 3
	TagAuthentication Tag = 8  // Authentication, 1 byte
	TagPublicKey      Tag = 9  // DER SubjectPublicKeyInfo
	TagKeySize        Tag = 10 // bits, 2 bytes
	TagPassword       Tag = 11 // authentication string and NUL
	TagDevice         Tag = 13 // device name and NUL
	TagSUDI           Tag = 16 // MIC with proofs
	TagKeyType        Tag = 17 // 0 RSA, 1 EC
	TagCurve          Tag = 18 // 0 P-256, 1 P-384, 2 P-521
	TagRetryDelay     Tag = 12 // of RETRY LATER, 2 bytes: seconds (a guess)
	TagDigest         Tag = 19 // of a request to sign, 1 byte: SHA-1, SHA-256, SHA-384 or SHA-512, by numbers that are a guess
	TagSignedSHA2     Tag = 20 // proof by SHA-512
)

// Elements that are known by name only (usecallmanager.nz). Messages may hold them; nothing is made of them.
const (
	TagReasonInfo    Tag = 2 // text about the reason
	TagCertificateID Tag = 5
)

var tagNames = map[Tag]string{
	TagReason: "reason", TagReasonInfo: "reason info", TagType: "certificate type", TagCertificate: "certificate",
	TagCertificateID: "certificate id", TagSigned: "signed data", TagVersion: "version", TagAuthentication: "authentication type",
	TagPublicKey: "public key", TagKeySize: "key size", TagPassword: "password", TagRetryDelay: "retry delay", TagDevice: "device name",
	TagSUDI: "SUDI data", TagKeyType: "key type", TagCurve: "curve", TagDigest: "digest type", TagSignedSHA2: "SHA-2 signed data",
}

// String returns the name of the element.
func (t Tag) String() string {
	if name, ok := tagNames[t]; ok {
		return name
	}
	return fmt.Sprintf("element %d", uint8(t))
}

// Message is one message of a session. Elements hold raw values in the order of the wire; of one that occurs twice, the
// first counts.
type Message struct {
	Command  Command
	Session  uint32 // chosen by the server
	Elements wire.Elements
}

// newMessage returns a message without elements.
func newMessage(c Command, session uint32) *Message { return &Message{Command: c, Session: session} }

// with appends an element.
func (m *Message) with(tag Tag, value ...byte) *Message {
	m.Elements.Add(uint8(tag), value...)
	return m
}

// value returns the raw value of an element, nil where there is none.
func (m *Message) value(tag Tag) []byte { return m.Elements.Value(uint8(tag)) }

// Has reports whether the message has the element.
func (m *Message) Has(tag Tag) bool { return m.Elements.Index(uint8(tag)) >= 0 }

// number returns the big-endian number in an element, 0 where there is none.
func (m *Message) number(tag Tag) int {
	n := 0
	for _, b := range m.value(tag)[:min(len(m.value(tag)), 4)] {
		n = n<<8 | int(b)
	}
	return n
}

// Reason returns element 1.
func (m *Message) Reason() Reason { return Reason(m.number(TagReason)) }

// text returns the text in an element up to its first NUL.
func (m *Message) text(tag Tag) string {
	text, _, _ := bytes.Cut(m.value(tag), []byte{0})
	return string(text)
}

// Device returns the device name, which comes from the network.
func (m *Message) Device() string { return m.text(TagDevice) }

// String returns the authentication string.
func (m *Message) password() string { return m.text(TagPassword) }

// Certificate returns the DER certificate in element 4 without its wrapper, nil where there is none.
func (m *Message) Certificate() []byte {
	if v := m.value(TagCertificate); len(v) >= wrapperSize {
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

// frame is the form of all messages.
var frame = &wire.Frame{
	Protocol: "capf", Lead: []byte{protocolID, 0}, Command: 1,
	Header: RuleShort, Body: RuleShort, ID: RuleProtocol, Element: RuleElement,
}

// Marshal encodes the message with its elements in their order. It fails where an element or all of them are too long.
func (m *Message) Marshal() ([]byte, error) {
	return frame.Marshal(&wire.Message{Command: uint8(m.Command), Session: m.Session, Elements: m.Elements})
}

// ReadMessage receives one message in fragments of any size. It reads not one byte more than the message has, and at
// most 65543. strict adds the rules C5, C10, the inner length of C7, and refuses elements that occur twice. Errors are
// *Error, with the error of the connection inside.
func ReadMessage(r io.Reader, strict bool) (*Message, error) {
	var checks wire.Checks
	if strict {
		checks.Element = once
	}
	read, err := frame.Read(r, checks)
	if err != nil {
		return nil, err
	}
	m := &Message{Command: Command(read.Command), Session: read.Session, Elements: read.Elements}
	return m, m.check(strict)
}

// once refuses an element that occurs twice.
func once(list wire.Elements) error {
	if last := len(list) - 1; list.Index(list[last].Tag) < last {
		return frame.BrokenBy(list, last, RuleElement, "element occurs twice")
	}
	return nil
}

func (t Tag) fault(rule string, offset int, format string, args ...any) *Error {
	return broken(rule, offset, format, args...).In(uint8(t))
}
