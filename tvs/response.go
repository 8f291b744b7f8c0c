package tvs

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"tvslab/trustlist"
	"tvslab/wire"
)

// Status values of a response. Every value other than StatusValid counts as invalid.
const (
	StatusValid   = 0
	StatusInvalid = 1
)

// Response is what a server answers.
type Response struct {
	Command Command // VerifyResponse or QueryResponse
	Session uint32  // that of the request
	Status  uint8   // StatusValid or StatusInvalid

	Certificate []byte           // QUERY: DER
	Roles       []trustlist.Role // what the certificate is trusted for; one byte each on the wire
	TTL         time.Duration    // how long a phone may keep the answer; whole seconds. CUCM: 24 hours
}

// Found reports whether the server vouches: status 0 and, for QUERY, a certificate.
// Any other answer means "not found".
func (r *Response) Found() bool {
	return r.Status == StatusValid && (r.Command != QueryResponse || len(r.Certificate) > 0)
}

// HasRole reports whether the answer vouches for one of the roles. An answer without
// roles vouches for none.
func (r *Response) HasRole(roles ...trustlist.Role) bool {
	return r.Found() && slices.ContainsFunc(roles, func(x trustlist.Role) bool { return slices.Contains(r.Roles, x) })
}

// ReadResponse receives one response by the rules T1 to T6 and T12; strict adds T4, T10
// and a status of one byte. See [ReadRequest].
func ReadResponse(r io.Reader, strict bool) (*Response, error) {
	m, err := read(r, Command.isResponse, strict)
	if err != nil {
		return nil, err
	}
	return newResponse(m, strict)
}

func newResponse(m *wire.Message, strict bool) (*Response, error) {
	r := &Response{Command: Command(m.Command), Session: m.Session, Certificate: bytes.Clone(m.Value(tagCertificate))}
	i := m.Index(tagStatus)
	if i < 0 {
		return nil, broken(RuleStatus, frame.HeaderSize(), "answer without status")
	}
	status := m.Elements[i].Value
	if len(status) == 0 || strict && len(status) != 1 {
		return nil, frame.BrokenBy(m.Elements, i, RuleStatus, "status of %d bytes", len(status))
	}
	r.Status = worst(status)
	r.Roles = rolesOf(m.Value(tagRoles))
	if i := m.Index(tagTTL); i >= 0 {
		ttl := m.Elements[i].Value
		if len(ttl) != 4 {
			return nil, frame.BrokenBy(m.Elements, i, RuleStatus, "time to live of %d bytes, not 4", len(ttl))
		}
		r.TTL = time.Duration(binary.BigEndian.Uint32(ttl)) * time.Second
	}
	return r, nil
}

// rolesOf reads a role from each byte; nil has none.
func rolesOf(value []byte) []trustlist.Role {
	if value == nil {
		return nil
	}
	roles := make([]trustlist.Role, len(value))
	for i, b := range value {
		roles[i] = trustlist.Role(b)
	}
	return roles
}

// worst returns the first byte that is not 0, so that a status of several bytes is
// valid only if all of it is.
func worst(value []byte) uint8 {
	for _, b := range value {
		if b != StatusValid {
			return b
		}
	}
	return StatusValid
}

// Marshal encodes the response in CUCM's order: 7, 2, 8, 9 (tech note 213407), only 7
// when the status is not valid. It fails on roles above 255 and on a time to live that
// 32 bits of seconds do not hold.
func (r *Response) Marshal() ([]byte, error) {
	if !r.Command.isResponse() {
		return nil, fmt.Errorf("tvs: %v is not a response", r.Command)
	}
	m := &wire.Message{Command: uint8(r.Command), Session: r.Session}
	m.Add(tagStatus, r.Status)
	if r.Status != StatusValid {
		return frame.Marshal(m)
	}
	if len(r.Certificate) > 0 {
		m.Add(tagCertificate, r.Certificate...)
	}
	roles, err := roleBytes(r.Roles)
	if err != nil {
		return nil, err
	}
	seconds := r.TTL / time.Second
	if seconds < 0 || seconds > math.MaxUint32 {
		return nil, fmt.Errorf("tvs: time to live %v does not fit 32 bits of seconds", r.TTL)
	}
	m.Add(tagRoles, roles...)
	m.Add(tagTTL, binary.BigEndian.AppendUint32(nil, uint32(seconds))...)
	return frame.Marshal(m)
}

func roleBytes(roles []trustlist.Role) ([]byte, error) {
	b := make([]byte, len(roles))
	for i, role := range roles {
		if role > math.MaxUint8 {
			return nil, fmt.Errorf("tvs: role %d does not fit one byte", role)
		}
		b[i] = uint8(role)
	}
	return b, nil
}
