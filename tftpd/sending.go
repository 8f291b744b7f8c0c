package tftpd

import (
	"encoding/binary"
	"fmt"
)

// sending is the server's side of one TFTP download, without sockets and timers: it is told
// what arrived and says what to do.
type sending struct {
	data    []byte // content of the file, shared with others
	block   int    // sent and not yet acknowledged; 0 is the answer to the options
	last    int    // block with less than size bytes
	size    int    // bytes in a block
	options []byte // answer to the request's options, empty for none; a buffer
}

// begin starts the download of content by the first answer. most is how many bytes a block may
// have on the path; it is asked only where the request is for blocks of another size.
func (s *sending) begin(r readRequest, content []byte, most func() int) {
	length := len(content)
	if is(r.mode, "netascii") {
		content, length = netascii(content), -1
	}
	s.data, s.size, s.options = content, blockSize, s.options[:0]
	if len(r.options) > 0 {
		s.negotiate(r.wanted(), length, most)
	}
	s.last = len(s.data)/s.size + 1
	s.block = 1
	if len(s.options) > 0 {
		s.block = 0
	}
}

// negotiate makes the answer to options (RFC 2347, 2348, 2349).
func (s *sending) negotiate(w wanted, length int, most func() int) {
	var blksize, tsize []byte
	if w.blksize != nil {
		blksize, s.size = answerSize(w.blksize, most())
	}
	if w.tsize != nil {
		tsize = answerLength(w.tsize, length)
	}
	s.options = appendOptions(s.options, blksize, tsize)
}

// appendOptions appends the answer to options, of which nil is refused; nothing where all are.
func appendOptions(b, blksize, tsize []byte) []byte {
	if blksize == nil && tsize == nil {
		return b
	}
	b = binary.BigEndian.AppendUint16(b, opOptions)
	if blksize != nil {
		b = appendOption(b, "blksize", blksize)
	}
	if tsize != nil {
		b = appendOption(b, "tsize", tsize)
	}
	return b
}

// packet is what is to be acknowledged: head, appended to b, and body, which is of the content.
func (s *sending) packet(b []byte) (head, body []byte) {
	if s.block == 0 {
		return append(b, s.options...), nil
	}
	from := (s.block - 1) * s.size
	head = binary.BigEndian.AppendUint16(b, opData)
	head = binary.BigEndian.AppendUint16(head, uint16(s.block)) // wraps to 0
	return head, s.data[from:min(from+s.size, len(s.data))]
}

// take judges a datagram of the peer: advanced means that packet is a new one. An
// acknowledgement that repeats is not answered, or every later block would go out twice (RFC
// 1123 section 4.2.3.1).
func (s *sending) take(datagram []byte) (progress, error) {
	if len(datagram) < 4 {
		return ignored, nil
	}
	number := binary.BigEndian.Uint16(datagram[2:])
	switch op := binary.BigEndian.Uint16(datagram); {
	case op == opError && len(datagram) > 4:
		return failed, fmt.Errorf("block %d: the client sent error code %d %q", s.block, number, untilNUL(datagram[4:]))
	case op != opAck || number != uint16(s.block):
		return ignored, nil
	case s.block == s.last:
		return complete, nil
	}
	s.block++
	return advanced, nil
}

// netascii is the text form of content (RFC 764): an end of line becomes CR LF, a CR CR NUL.
func netascii(content []byte) []byte {
	text := make([]byte, 0, len(content)+len(content)/16)
	for _, c := range content {
		switch c {
		case '\n':
			text = append(text, '\r', '\n')
		case '\r':
			text = append(text, '\r', 0)
		default:
			text = append(text, c)
		}
	}
	return text
}
