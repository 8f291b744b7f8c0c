// Package sockets is the [phone.Network] of phones that use real sockets: TFTP and HTTP 6970 for files, TLS for TVS, CAPF
// and secure registration, TCP for the rest. Where the servers are is the caller's to say ([Finder]): a lab with its own
// loopback addresses, or any servers by address ([Servers]).
//
// It does not decide anything about trust, and keeps nothing per phone.
package sockets
