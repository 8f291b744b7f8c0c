// Package tvs speaks the protocol of Cisco's Trust Verification Service: a phone
// that meets a certificate or a signer which is in none of its trust lists asks a
// TVS server on TCP 2445, inside TLS. VERIFY asks whether a whole certificate is
// good and for which roles; QUERY asks for the certificate with a subject, issuer
// and serial number. The package has the codec, the pure answering function
// [Respond], a [Server] and a [Client].
//
// It does not decide what a server knows (see [Authority]), nor which server a
// phone asks, what it does when one fails, or how long it keeps an answer.
//
// Facts come from Cisco tech note 213407 (TVS trace and phone console, CUCM 10.5.2:
// header, QUERY, roles, TTL, cipher), tech note 118699 (VERIFY, lookup), and
// exchanges recorded with the usecallmanager.nz daemons. The element numbers of
// issuer and serial number in QUERY, and the form of a negative QUERY answer, are
// guesses. The rules T1 to T14 of [Error] are named in rules.go.
package tvs
