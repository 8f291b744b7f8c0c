package tvs

import (
	"bytes"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"regexp"
)

// Request is what a phone asks.
type Request struct {
	Command Command // VerifyRequest or QueryRequest
	Session uint32  // chosen by the phone: 1001 for the first query after boot, then counting up (tech note 213407)
	Device  string  // "CP-<model>-SEP<MAC>", as in "CP-8861-SEPB000B4BA0AEE"

	Certificate []byte // VERIFY: DER

	// QUERY: names as in trust lists, without NUL; serial number unsigned,
	// big-endian, without sign byte.
	Subject, Issuer string
	Serial          []byte
}

// devicePrefix comes before the device name; what it means is not known.
const devicePrefix = 0x01

// strictDevice is T9. Later models contain letters, so it is not the default.
var strictDevice = regexp.MustCompile(`^\x01CP-[0-9]{4}-SEP[0-9A-F]{12}$`)

// required lists the elements of each request, in the order of sending (T7).
var required = map[Command][]uint8{
	VerifyRequest: {tagDevice, tagCertificate},
	QueryRequest:  {tagDevice, tagSubject, tagIssuer, tagSerial},
}

// ParseRequest decodes a whole message, header included. strict adds the rules T4,
// T10 and the form of the device name (T9). Errors are *Error. The result does not
// share memory with b.
func ParseRequest(b []byte, strict bool) (*Request, error) {
	h, e, err := split(b, Command.isRequest, strict)
	if err != nil {
		return nil, err
	}
	return newRequest(h, e, strict)
}

// ReadRequest receives one request in fragments of any size. It reads not one byte
// more than the message has, and at most 65545. Errors are *Error, with the error of
// the connection inside.
func ReadRequest(r io.Reader, strict bool) (*Request, error) {
	h, e, err := read(r, Command.isRequest, strict)
	if err != nil {
		return nil, err
	}
	return newRequest(h, e, strict)
}

func newRequest(h header, e elements, strict bool) (*Request, error) {
	for _, tag := range required[h.command] {
		if e.find(tag) == nil {
			return nil, &Error{Protocol: "tvs", Rule: RuleMissing, Offset: headerSize, Tag: int(tag), Reason: h.command.String() + " without a required element"}
		}
	}
	if err := checkDevice(e.find(tagDevice), strict); err != nil {
		return nil, err
	}
	r := &Request{Command: h.command, Session: h.session, Device: string(e.value(tagDevice)[1:])}
	if h.command == QueryRequest {
		r.Subject, r.Issuer, r.Serial = e.text(tagSubject), e.text(tagIssuer), bytes.Clone(e.value(tagSerial))
		return r, nil
	}
	c := e.find(tagCertificate)
	if !isCertificate(c.value) {
		return nil, c.fault(RuleCertificate, "not one DER certificate")
	}
	r.Certificate = bytes.Clone(c.value)
	return r, nil
}

// checkDevice is T9.
func checkDevice(e *element, strict bool) error {
	switch {
	case len(e.value) < 2:
		return e.fault(RuleDevice, "device name is empty")
	case strict && !strictDevice.Match(e.value):
		return e.fault(RuleDevice, "device name %q is not CP-dddd-SEPhhhhhhhhhhhh", e.value[1:])
	}
	return nil
}

// isCertificate checks the outer structure of RFC 5280 section 4.1 only: a
// certificate that Go's parser dislikes (negative serial numbers exist in the
// field) is unknown to the server, not malformed.
func isCertificate(der []byte) bool {
	var outer struct {
		TBS, Algorithm asn1.RawValue
		Signature      asn1.BitString
	}
	rest, err := asn1.Unmarshal(der, &outer)
	return err == nil && len(rest) == 0 && isSequence(outer.TBS) && isSequence(outer.Algorithm)
}

func isSequence(v asn1.RawValue) bool {
	return v.Class == asn1.ClassUniversal && v.Tag == asn1.TagSequence && v.IsCompound
}

// Marshal encodes the request with its elements in a phone's order: 1, 2 for VERIFY;
// 1, 3, 4, 5 for QUERY. It fails where a value is missing or too long.
func (r *Request) Marshal() ([]byte, error) {
	m := newMessage(r.Command, r.Session)
	if r.Device == "" {
		return nil, errors.New("tvs: request without a device name")
	}
	m.add(tagDevice, append([]byte{devicePrefix}, r.Device...)...)
	switch r.Command {
	case VerifyRequest:
		m.add(tagCertificate, r.Certificate...)
	case QueryRequest:
		m.add(tagSubject, append([]byte(r.Subject), 0)...)
		m.add(tagIssuer, append([]byte(r.Issuer), 0)...)
		m.add(tagSerial, r.Serial...)
	default:
		return nil, fmt.Errorf("tvs: %v is not a request", r.Command)
	}
	return m.finish()
}
