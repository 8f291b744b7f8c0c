package tftpd

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
)

// maxRead is how many bytes of a request are looked at, as in pin/tftp.
const maxRead = 516

// opWrite is a write request, opOptions the answer to options (RFC 1350 section 5, RFC 2347).
const (
	opWrite   = 2
	opOptions = 6
)

// Bounds of blksize: RFC 2348 allows 8 too, but pin/tftp leaves out less than 512.
const (
	minBlockSize = blockSize
	maxBlockSize = 65464
)

// readRequest is a received RRQ or WRQ; its fields share the receive buffer.
type readRequest struct {
	op      uint16
	name    []byte // as it was asked for: hostile bytes
	mode    []byte
	options []byte // names and values, each with its NUL
}

var errNoRequest = errors.New("request without file name or mode")

// parseRequest reads a datagram of the request port. A mode without its NUL is taken.
func parseRequest(b []byte) (readRequest, error) {
	if len(b) < 4 {
		return readRequest{}, fmt.Errorf("packet of %d bytes is shorter than 4", len(b))
	}
	r := readRequest{op: binary.BigEndian.Uint16(b)}
	if r.op != opRead && r.op != opWrite {
		return readRequest{}, fmt.Errorf("packet type %d is no request", r.op)
	}
	name, rest, terminated := bytes.Cut(b[2:], nul)
	if !terminated {
		return readRequest{}, errNoRequest
	}
	r.name = name
	r.mode, r.options, _ = bytes.Cut(rest, nul)
	return r, nil
}

var nul = []byte{0}

// is compares names of modes and options as RFC 1350 and 2347 say: without case.
func is(b []byte, name string) bool { return len(b) == len(name) && bytes.EqualFold(b, []byte(name)) }

// wanted are the options of a request that a server of phone files answers, raw; nil is absent.
type wanted struct{ blksize, tsize []byte }

// wanted reads the options. Of a repeated one the last counts, others than these are left out
// of the answer, which refuses them (RFC 2347).
func (r readRequest) wanted() (w wanted) {
	for rest := r.options; ; {
		name, value, found := bytes.Cut(rest, nul)
		if !found {
			return w
		}
		value, rest, _ = bytes.Cut(value, nul)
		switch {
		case is(name, "blksize"):
			w.blksize = value
		case is(name, "tsize"):
			w.tsize = value
		}
	}
}

// answerSize is what to answer to a blksize on a path that takes so many bytes, and the
// number it means; the request's own text where that is granted, nil where it is refused.
func answerSize(asked []byte, most int) (answer []byte, size int) {
	n, err := strconv.Atoi(string(asked))
	switch {
	case err != nil || n < minBlockSize || n > maxBlockSize:
		return nil, blockSize
	case n > max(most, minBlockSize):
		n = max(most, minBlockSize)
		return strconv.AppendInt(nil, int64(n), 10), n
	}
	return asked, n
}

// answerLength is what to answer to a tsize: the length where a reader asks for it with 0, but
// nothing for an empty file or an unknown length (-1), and any other number as it came.
func answerLength(asked []byte, length int) []byte {
	n, err := strconv.ParseInt(string(asked), 10, 64)
	switch {
	case err != nil || n != 0:
		return asked
	case length > 0:
		return strconv.AppendInt(nil, int64(length), 10)
	case length == 0 || string(asked) == "0":
		return nil
	}
	return asked
}

func appendOption(b []byte, name string, value []byte) []byte {
	b = append(append(b, name...), 0)
	return append(append(b, value...), 0)
}
