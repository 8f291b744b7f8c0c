package trustlist

import (
	"bytes"
	"crypto/x509"
	"encoding/binary"
)

const (
	minHeader = 10 // version and header length elements

	// maxRecords bounds what a hostile file of empty records can allocate. An
	// ITL above 64 KB does not load on phones (Security Guide 12.5), so real
	// lists hold some tens of records.
	maxRecords = 4096
)

// Parse reads a CTL or ITL file. It checks rules R1 to R13 and R15 to R19, of
// which Lenient leaves out the strict ones; Verify and SignerRecord check R14
// and R20. Every error is an *Error. The data is copied.
func Parse(data []byte, mode Mode) (*List, error) {
	l := &List{raw: bytes.Clone(data), mode: mode}
	if err := l.parse(map[string]*x509.Certificate{}); err != nil {
		return nil, err
	}
	return l, nil
}

// parse reads raw. Certificates that are known by their DER are shared, not parsed again.
func (l *List) parse(certs map[string]*x509.Certificate) error {
	if err := openList(l.raw); err != nil {
		return err
	}
	if err := l.Header.parse(l.raw, listHeader, l.mode); err != nil {
		return err
	}
	for pos := l.Header.Length; pos < len(l.raw); {
		if len(l.Records) == maxRecords {
			return fault("R12", pos, -1, "more than %d records", maxRecords)
		}
		r, err := parseRecord(l.raw, pos, l.mode, certs)
		if err != nil {
			return err
		}
		l.Records = append(l.Records, *r)
		pos += r.Length
	}
	return nil
}

// beginsWith reports whether data[offset:] begins with a two-byte element of
// the tag, value included.
func beginsWith(data []byte, offset int, tag uint8) bool {
	return len(data) >= offset+tlvOverhead+2 && bytes.Equal(data[offset:offset+tlvOverhead], []byte{tag, 0, 2})
}

func headerLength(data []byte) int { return int(binary.BigEndian.Uint16(data[8:])) }

// openList checks rules R1 to R4.
func openList(data []byte) error {
	switch {
	case len(data) < minHeader:
		return fault("R1", len(data), -1, "file has %d bytes, a trust list has at least %d", len(data), minHeader)
	case !beginsWith(data, 0, TagVersion):
		return fault("R2", 0, int(data[0]), "file does not begin with the version: % x", data[:tlvOverhead])
	case !beginsWith(data, 5, TagHeaderLength):
		return fault("R3", 5, int(data[5]), "version is not followed by the header length: % x", data[5:8])
	case headerLength(data) < minHeader || headerLength(data) > len(data):
		return fault("R4", 8, TagHeaderLength, "header length %d is not between %d and the file size %d",
			headerLength(data), minHeader, len(data))
	}
	return nil
}

// openSigned checks rules S1 and S2.
func openSigned(data []byte) error {
	switch {
	case len(data) < tlvOverhead || !bytes.Equal(data[:tlvOverhead], []byte{TagVersion, 0, 2}):
		return fault("S1", 0, -1, "file is not signed, it begins with %q", data[:min(len(data), 8)])
	case len(data) < minHeader:
		return fault("S2", len(data), -1, "file ends inside its header")
	case !beginsWith(data, 5, TagHeaderLength):
		return fault("S2", 5, int(data[5]), "version is not followed by the header length: % x", data[5:8])
	case headerLength(data) < minHeader || headerLength(data) > len(data):
		return fault("S2", 8, TagHeaderLength, "header length %d is not between %d and the file size %d",
			headerLength(data), minHeader, len(data))
	}
	return nil
}

// ParseSigned reads a signed or encrypted file. It checks rules S1 to S4 and
// E1 to E3; of an S3 error errors.As can reach the header rule through Err.
// The data is copied.
func ParseSigned(data []byte, mode Mode) (*SignedFile, error) {
	s := &SignedFile{raw: bytes.Clone(data), mode: mode}
	if err := openSigned(s.raw); err != nil {
		return nil, err
	}
	if err := s.Header.parse(s.raw, signedHeader, mode); err != nil {
		return nil, signedFault(err)
	}
	if err := s.Header.Encryption.check(&s.Header, mode); err != nil {
		return nil, err
	}
	s.Payload = s.raw[s.Header.Length:]
	return s, nil
}

// signedFault renames the rule of a header fault to that of signed files.
func signedFault(err *Error) error {
	if err.Rule == "R7" {
		return fault("S4", err.Offset, err.Tag, "%s", err.Reason)
	}
	return &Error{Rule: "S3", Offset: err.Offset, Tag: err.Tag, Reason: "header is malformed", Err: err}
}
