// Package outcome is what became of a question over a network that was not answered as it should be: one vocabulary for
// clients and servers of every protocol, for clusters, phones and benchmarks. What a user reads about it is the business of
// each of them.
package outcome

import "errors"

// Outcome is one way to fail. It is an error; 0 is none.
type Outcome uint8

// The outcomes.
const (
	NotFound      Outcome = iota + 1 // there is no such file: HTTP 404, TFTP error 1
	Unavailable                      // the server gives no answer to that now: HTTP 503, any TFTP error but 1
	Unreachable                      // connection refused, no route, nobody listens
	Timeout                          // no answer came
	TooLarge                         // a file larger than the phone accepts
	Untrusted                        // the phone did not accept the server's certificate; nothing was sent
	Handshake                        // TLS failed for another reason
	BadAnswer                        // an answer that breaks a rule, or broke off
	UnknownCA                        // the server does not trust the issuer of the phone's certificate
	Expired                          // the phone's certificate or its issuer's has expired
	NoCertificate                    // the server wants a certificate and the phone has none
)

// texts are for where nobody has better words.
var texts = [...]string{
	NotFound: "file not found", Unavailable: "service unavailable", Unreachable: "server unreachable", Timeout: "server did not answer",
	TooLarge: "file larger than the phone accepts", Untrusted: "server certificate not trusted", Handshake: "tls handshake failed",
	BadAnswer: "no usable answer", UnknownCA: "unknown CA", Expired: "certificate expired", NoCertificate: "no certificate",
}

// Error returns a few words for it.
func (o Outcome) Error() string { return texts[o] }

// Of returns the outcome in an error, the outermost; 0 where there is none.
func Of(err error) Outcome {
	var o Outcome
	errors.As(err, &o)
	return o
}

// Bare returns the outcome in an error alone, without what was said about it; an error without one stays as it is.
func Bare(err error) error {
	if o := Of(err); o != 0 {
		return o
	}
	return err
}
