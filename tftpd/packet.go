package tftpd

import (
	"encoding/binary"
	"fmt"
)

// Packet types and sizes of RFC 1350 section 5.
const (
	opRead  = 1
	opData  = 3
	opAck   = 4
	opError = 5

	blockSize = 512
	maxPacket = 4 + blockSize

	codeUndefined  = 0
	codeNotFound   = 1
	codeDiskFull   = 3
	codeUnknownTID = 5
)

// packet is a received DATA or ERROR packet; payload shares the receive buffer.
type packet struct {
	op      uint16
	number  uint16 // block of DATA, code of ERROR
	payload []byte // content, or message text without its NUL
}

// parsePacket reads what a server may send to a client that asked for no options.
func parsePacket(b []byte) (packet, error) {
	if len(b) < 4 {
		return packet{}, fmt.Errorf("packet of %d bytes is shorter than 4", len(b))
	}
	p := packet{op: binary.BigEndian.Uint16(b), number: binary.BigEndian.Uint16(b[2:]), payload: b[4:]}
	switch {
	case p.op == opData && len(p.payload) > blockSize:
		return packet{}, fmt.Errorf("block of %d bytes is longer than %d", len(p.payload), blockSize)
	case p.op == opData:
		return p, nil
	case p.op == opError:
		p.payload = untilNUL(p.payload)
		return p, nil
	}
	return packet{}, fmt.Errorf("packet type %d is neither data (3) nor error (5)", p.op)
}

// untilNUL accepts a text without the NUL that the RFC demands.
func untilNUL(b []byte) []byte {
	for i, c := range b {
		if c == 0 {
			return b[:i]
		}
	}
	return b
}

// ReadRequest is the packet with which a phone asks for a file.
func ReadRequest(name string) []byte { return appendRead(nil, name) }

func appendRead(b []byte, name string) []byte {
	b = binary.BigEndian.AppendUint16(b, opRead)
	b = append(append(b, name...), 0)
	return append(append(b, "octet"...), 0)
}

func appendAck(b []byte, block uint16) []byte {
	b = binary.BigEndian.AppendUint16(b, opAck)
	return binary.BigEndian.AppendUint16(b, block)
}

func appendError(b []byte, code uint16, text string) []byte {
	b = binary.BigEndian.AppendUint16(b, opError)
	b = binary.BigEndian.AppendUint16(b, code)
	return append(append(b, text...), 0)
}
