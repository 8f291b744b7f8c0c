package tvs

import (
	"bytes"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"regexp"

	"tvslab/wire"
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

// ReadRequest receives one request in fragments of any size. It reads not one byte
// more than the message has, and at most 65545. strict adds the rules T4, T10 and the
// form of the device name (T9). Errors are *Error, with the error of the connection
// inside.
func ReadRequest(r io.Reader, strict bool) (*Request, error) {
	m, err := read(r, Command.isRequest, strict)
	if err != nil {
		return nil, err
	}
	return newRequest(m, strict)
}

func newRequest(m *wire.Message, strict bool) (*Request, error) {
	command := Command(m.Command)
	for _, tag := range required[command] {
		if m.Index(tag) < 0 {
			return nil, broken(RuleMissing, frame.HeaderSize(), "%v without a required element", command).In(tag)
		}
	}
	if err := checkDevice(m, strict); err != nil {
		return nil, err
	}
	r := &Request{Command: command, Session: m.Session, Device: string(m.Value(tagDevice)[1:])}
	if command == QueryRequest {
		r.Subject, r.Issuer, r.Serial = text(m, tagSubject), text(m, tagIssuer), bytes.Clone(m.Value(tagSerial))
		return r, nil
	}
	der := m.Value(tagCertificate)
	if !isCertificate(der) {
		return nil, frame.BrokenBy(m.Elements, m.Index(tagCertificate), RuleCertificate, "not one DER certificate")
	}
	r.Certificate = bytes.Clone(der)
	return r, nil
}

// checkDevice is T9.
func checkDevice(m *wire.Message, strict bool) error {
	i := m.Index(tagDevice)
	switch name := m.Elements[i].Value; {
	case len(name) < 2:
		return frame.BrokenBy(m.Elements, i, RuleDevice, "device name is empty")
	case strict && !strictDevice.Match(name):
		return frame.BrokenBy(m.Elements, i, RuleDevice, "device name %q is not CP-dddd-SEPhhhhhhhhhhhh", name[1:])
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
	m := &wire.Message{Command: uint8(r.Command), Session: r.Session}
	if r.Device == "" {
		return nil, errors.New("tvs: request without a device name")
	}
	m.Add(tagDevice, append([]byte{devicePrefix}, r.Device...)...)
	switch r.Command {
	case VerifyRequest:
		m.Add(tagCertificate, r.Certificate...)
	case QueryRequest:
		m.Add(tagSubject, append([]byte(r.Subject), 0)...)
		m.Add(tagIssuer, append([]byte(r.Issuer), 0)...)
		m.Add(tagSerial, r.Serial...)
	default:
		return nil, fmt.Errorf("tvs: %v is not a request", r.Command)
	}
	return frame.Marshal(m)
}
