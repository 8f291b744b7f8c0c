// Package tftpd serves configuration files and trust lists the way the Cisco
// Tftp service of a CUCM node does, and fetches them the way a Cisco IP phone
// does: TFTP on UDP 69 (RFC 1350), plain HTTP on TCP 6970, the same files
// over both, and HTTPS on 6971 and 6972.
//
// It is not a general file server. It has no directories and no uploads, and it
// does not know what the files mean: a [Source] says which names exist.
//
// Facts come from RFC 1350, RFC 1123 section 4.2.3.1, RFC 2348, the Cisco tech
// notes 214528 and 214535 (phone boot captures, request bytes, CUCM's HTTP
// header) and the EMCC document of CUCM 11.5 (HTTP 503 for a missing CTL).
//
// The protocol is written twice without sockets and times: transfer is a phone's side
// of a download, sending the server's. The client drives transfer by the goroutine of
// its caller ([Client]) or many at once ([Batch]); the server's lean engine drives
// sending. Batch and the lean engine are machines of one reactor, package
// tftpd/internal/udp, which has all that differs between systems. Where it does not
// exist, Batch is a Client, and the engine is github.com/pin/tftp, which can be chosen
// everywhere ([Engine]).
//
// A transfer gets only packets that were sent for it. RFC 1350 tells transfers apart by
// their pair of ports and addresses, and nothing else in a packet does, so that no pair
// may serve a second transfer while anybody may still send to the first: a socket serves
// one transfer of a client, a client's port rests before it is given again, and a socket
// of the server, which many clients share, serves each client's port once.
package tftpd
