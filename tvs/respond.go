package tvs

import (
	"time"

	"tvslab/trustlist"
)

// DefaultTTL is the lifetime of CUCM's answers ("expires in 24 hours", tech note 213407).
const DefaultTTL = 24 * time.Hour

// Answer is what an authority knows about a certificate.
type Answer struct {
	Certificate []byte           // DER
	Roles       []trustlist.Role // what it is trusted for
	TTL         time.Duration    // whole seconds
}

// Authority knows certificates. It must be safe for concurrent use.
type Authority interface {
	// Verify looks a DER certificate up, comparing all of it.
	Verify(certificate []byte) (Answer, bool)
	// Query looks a certificate up by its names in trust-list form without NUL, and
	// its serial number as an unsigned big-endian number. The input comes from the
	// network.
	Query(subject, issuer string, serial []byte) (Answer, bool)
}

// Respond answers a parsed request. It is all that a server does between reading and
// writing, without any connection. An unknown certificate gets status 1 only; for
// QUERY this form is a guess, by analogy with VERIFY.
func Respond(a Authority, r *Request) *Response {
	response := &Response{Command: r.Command.response(), Session: r.Session, Status: StatusInvalid}
	var answer Answer
	var known bool
	switch r.Command {
	case VerifyRequest:
		answer, known = a.Verify(r.Certificate)
	case QueryRequest:
		answer, known = a.Query(r.Subject, r.Issuer, r.Serial)
		response.Certificate = answer.Certificate
	}
	if !known {
		response.Certificate = nil
		return response
	}
	response.Status, response.Roles, response.TTL = StatusValid, answer.Roles, answer.TTL
	return response
}
