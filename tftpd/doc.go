// Package tftpd serves configuration files and trust lists the way the Cisco
// Tftp service of a CUCM node does, and fetches them the way a Cisco IP phone
// does: TFTP on UDP 69 (RFC 1350) and plain HTTP on TCP 6970, the same files
// over both.
//
// It is not a general file server. It has no directories and no uploads, and it
// does not know what the files mean: a [Source] says which names exist.
//
// Facts come from RFC 1350, RFC 1123 section 4.2.3.1, RFC 2348, the Cisco tech
// notes 214528 and 214535 (phone boot captures, request bytes, CUCM's HTTP
// header) and the EMCC document of CUCM 11.5 (HTTP 503 for a missing CTL).
// The TFTP engine of the server is github.com/pin/tftp, or a lean one of our own
// ([Engine]); the client is our own.
package tftpd
