package trust

import (
	"time"

	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/trustlist"
	"tvslab/tvs"
)

// Ask puts a question to one TVS server, whose certificate Judge.TVSServer judges, and tells what came of it: what
// Question.Read makes of the server's response, or the code and the detail of a failure.
type Ask func(server content.Server, q *Question) Answer

// Answer is what asking one TVS server gave.
type Answer struct {
	Code        reason.Code // reason.Found when the server vouches for a fitting role
	Detail      string
	Certificate []byte           // DER, with Found
	Roles       []trustlist.Role // likewise
	TTL         time.Duration    // 0 when the server names none
}

// Read makes of a well-formed response to the question's request what the phone concludes from it.
func (q *Question) Read(r *tvs.Response) Answer {
	if !r.Found() {
		return Answer{Code: reason.TVSUnknownSigner}
	}
	if !r.HasRole(q.purpose.roles...) {
		return Answer{Code: reason.TVSWrongRole, Detail: "it knows it as " + roleText(r.Roles)}
	}
	a := Answer{Code: reason.Found, Certificate: r.Certificate, Roles: r.Roles, TTL: r.TTL}
	if der := q.known(); der != nil {
		a.Certificate = der
	}
	return a
}
