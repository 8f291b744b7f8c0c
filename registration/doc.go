// Package registration is what a phone and a call manager say to each other when the phone registers: a SIP REGISTER
// or an SCCP Register message and its answer, over TCP (5060, 2000) or over TLS (5061, 2443). The client's connection ends
// with the answer. The server answers a SIP phone once and closes; it keeps the connection of an SCCP phone, as long as
// KeepAlives come.
//
// It does not decide who may register ([Server].Judge does), remembers no registrations and makes no calls.
//
// SIP headers are those of a 7821 in Cisco tech note 214535; the refusal of a phone that comes without TLS is a
// recorded answer of a call manager. SCCP messages have the layout that chan-sccp and the Wireshark dissector know; the
// texts of SCCP refusals are recalled, not read.
package registration
