package tftpd

import (
	"fmt"
	"net/netip"
	"time"

	"tvslab/outcome"
)

// transfer is the phone's side of one TFTP download, without sockets and timers: it
// is told what arrived and says what to do.
type transfer struct {
	server  netip.AddrPort // where packets go: the request port, then the peer's TID
	known   bool           // the peer's TID is known (RFC 1350 section 4)
	strange bool           // somebody else was sent an error, so a refusal may be theirs
	block   uint16         // next expected
	max     int            // bytes of content
	end     time.Time      // of the whole transfer
	resent  int            // packets sent again
	settled bool           // neither side waits for the other: the file is complete, or the server refused it
	data    []byte         // content so far, in a buffer of the driver
	out     []byte         // last packet, for server; in packet
	packet  [maxRequest]byte
}

// maxRequest is the longest packet that a client sends: a request for a name of MaxName.
const maxRequest = 2 + MaxName + 1 + len("octet") + 1

// unknownTID is the answer to a packet of another transfer (RFC 1350 section 4).
var unknownTID = appendError(nil, codeUnknownTID, "Unknown transfer ID")

// progress is what a received datagram means for a transfer.
type progress uint8

const (
	ignored  progress = iota // changes nothing, not even the time that is waited
	stranger                 // the sender gets unknownTID, nothing else changes
	repeated                 // the acknowledgement was lost: out again
	advanced                 // out acknowledges a new block
	complete                 // out acknowledges the last block
	failed                   // with an error; out, if any, tells the server
)

// begin starts a download of name; data is a buffer for the content.
func (t *transfer) begin(server netip.AddrPort, name string, limit int, data []byte) {
	*t = transfer{server: server, block: 1, max: limit, data: data[:0]}
	t.out = appendRead(t.packet[:0], name)
}

// take judges a datagram and moves the transfer on.
func (t *transfer) take(datagram []byte, from netip.AddrPort) (progress, error) {
	p, err := parsePacket(datagram)
	if err != nil {
		return ignored, nil
	}
	if verdict := t.identify(from, p); verdict != advanced {
		return verdict, nil
	}
	switch {
	case p.op == opError:
		t.out, t.settled = nil, true
		return failed, errorOf(p)
	case p.number == t.block:
		return t.store(p)
	case p.number == t.block-1 && t.known:
		// A receiver repeats its acknowledgement, and only the sender must not
		// answer repeats (RFC 1123 section 4.2.3.1).
		return repeated, nil
	}
	return ignored, nil
}

// store takes the expected block.
func (t *transfer) store(p packet) (progress, error) {
	if len(t.data)+len(p.payload) > t.max {
		t.out = appendError(t.packet[:0], codeDiskFull, "size limit")
		return failed, fmt.Errorf("content exceeds %d bytes: %w", t.max, outcome.TooLarge)
	}
	t.data = append(t.data, p.payload...)
	t.out = appendAck(t.packet[:0], p.number)
	t.block++
	if len(p.payload) < blockSize {
		t.settled = true
		return complete, nil
	}
	return advanced, nil
}

// identify checks the transfer identifier: advanced means a packet of this transfer.
// The first valid packet from the server sets it; packets of another port are answered
// with error 5 and change nothing (RFC 1350 section 4), which also ends the second
// transfer that a repeated request started.
func (t *transfer) identify(from netip.AddrPort, p packet) progress {
	if from.Addr() != t.server.Addr() && from.Addr().WithZone("") != t.server.Addr().WithZone("") {
		return ignored
	}
	switch {
	case t.known && from.Port() == t.server.Port():
		return advanced
	case t.known && p.op == opData:
		t.strange = true
		return stranger
	case t.known || p.op == opData && p.number != t.block:
		return ignored
	}
	t.server, t.known = from, true
	return advanced
}

// errorOf maps an error packet: code 1 is a missing file, every other code a
// server that will not give it.
func errorOf(p packet) error {
	class := outcome.Unavailable
	if p.number == codeNotFound {
		class = outcome.NotFound
	}
	return fmt.Errorf("error code %d %q: %w", p.number, p.payload, class)
}
