// Package capf speaks the protocol of Cisco's Certificate Authority Proxy Function: over TLS on TCP 3804 it gives a
// phone its Locally Significant Certificate (LSC), reads it back (Troubleshoot) or deletes it. The server speaks first
// and says what to do; a connection is one operation. The package has the codec, both sides of a session as pure
// state machines, a [Server], a [Client], and [Run], which plays a session without messages and without computing a
// key or a signature.
//
// It does not decide which operation a device has pending, who may sign certificates of phones, nor what happens
// afterwards: see [Authority]. It does not decide whether a phone believes the server's certificate.
//
// No byte of a session with a real CUCM is published. Facts come from sessions recorded between capfd and capfc of
// the usecallmanager.nz daemons, whose author worked from real phones; from Cisco's security guides for the
// operations and authentication modes; and from the LSC printed by a phone in Cisco tech note 213407. The rules C1 to
// C10 of [Error] are named in rules.go.
package capf
