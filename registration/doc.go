// Package registration is what a phone and a call manager say to each other when the phone registers: a SIP REGISTER
// or an SCCP Register message and its answer, over TCP (5060, 2000) or over TLS (5061, 2443). The [Client] registers once and
// closes; the [Server] answers whatever clients send, and keeps the connections of phones that go on talking.
//
// It does not decide who may register ([Server].Judge does), keeps no registrations and makes no calls.
//
// SIP headers are those of a 7821 in Cisco tech note 214535 and of public traces of an 8851 with a CUCM 11.5 and of a soft phone with
// a CUCM 14; the refusal of a phone that comes without TLS is a recorded answer of a call manager. Rules of SIP are those of RFC 3261. SCCP
// messages have the layout that chan-sccp and the Wireshark dissector know; the texts of SCCP refusals are recalled, not read.
package registration
