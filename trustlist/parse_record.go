package trustlist

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/binary"
	"slices"
)

var recordTexts = []uint8{TagDNSName, TagSubject, TagIssuer}

// parseRecord reads the record at pos. certs holds the certificates parsed so
// far in this list, by DER: a signer usually stands in it twice.
func parseRecord(data []byte, pos int, mode Mode, certs map[string]*x509.Certificate) (*Record, error) {
	r := &Record{Offset: pos}
	if !beginsWith(data, pos, TagRecordLength) {
		return nil, fault("R12", pos, int(data[pos]), "no record length here, %d bytes before the end of the file", len(data)-pos)
	}
	r.Length = int(binary.BigEndian.Uint16(data[pos+tlvOverhead:]))
	if r.Length < tlvOverhead+2 || r.Length > len(data)-pos {
		return nil, fault("R12", pos, TagRecordLength, "record length %d with %d bytes left", r.Length, len(data)-pos)
	}
	checks := []func() *Error{
		func() *Error { return r.walk(data) },
		func() *Error { return r.checkValues(mode) },
		func() *Error { r.decode(); return r.checkTags(mode) },
		func() *Error { return r.checkHash(mode) },
		func() *Error { return r.parseCertificate(mode, certs) },
		func() *Error { return r.checkAgreement(mode) },
	}
	for _, check := range checks {
		if err := check(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// walk splits the record into elements (rule R12).
func (r *Record) walk(data []byte) *Error {
	end := r.Offset + r.Length
	r.Elements = make([]Element, 0, 12)
	for pos := r.Offset; pos < end; {
		e, ok := readElement(data, pos, end, nil)
		if !ok {
			return fault("R12", pos, int(e.Tag), "field of %d bytes runs past its record", e.Length)
		}
		r.Elements = append(r.Elements, e)
		pos = e.end()
	}
	return nil
}

// checkValues checks rule R13.
func (r *Record) checkValues(mode Mode) *Error {
	for _, e := range r.Elements {
		switch {
		case e.Tag == TagRole && e.Length != 2:
			return fault("R13", e.Offset, TagRole, "role has %d bytes, want 2", e.Length)
		case e.Tag == TagSerial && e.Length == 0:
			return fault("R13", e.Offset, TagSerial, "serial number is empty")
		case mode == Lenient:
		case e.Tag == TagIPAddress && e.Length != 4:
			return fault("R13", e.Offset, TagIPAddress, "address has %d bytes, want 4", e.Length)
		case slices.Contains(recordTexts, e.Tag) && !terminated(e.Value):
			return fault("R13", e.Offset, int(e.Tag), "text %q does not end with NUL", e.Value)
		}
	}
	return nil
}

// checkTags checks rules R15 and R16, both strict only.
func (r *Record) checkTags(mode Mode) *Error {
	if mode != Strict {
		return nil
	}
	if !r.Is() {
		return fault("R15", r.Offset, TagRole, "record has no role")
	}
	var seen [256]bool
	for _, e := range r.Elements {
		if e.Tag < TagRecordLength || e.Tag > TagHashAlgorithm {
			return fault("R16", e.Offset, int(e.Tag), "unknown field")
		}
		if seen[e.Tag] {
			return fault("R16", e.Offset, int(e.Tag), "field occurs twice")
		}
		seen[e.Tag] = true
	}
	return nil
}

// checkHash checks rule R19, strict only.
func (r *Record) checkHash(mode Mode) *Error {
	hash, ok := find(r.Elements, TagCertHash)
	if mode != Strict || !ok {
		return nil
	}
	algorithm, ok := find(r.Elements, TagHashAlgorithm)
	switch {
	case !ok:
		return fault("R19", hash.Offset, TagCertHash, "certificate hash without hash algorithm")
	case algorithm.Length != 1 || r.HashAlgorithm.Hash() == 0:
		return fault("R19", algorithm.Offset, TagHashAlgorithm, "unknown hash algorithm % x", algorithm.Value)
	case hash.Length != r.HashAlgorithm.Hash().Size():
		return fault("R19", hash.Offset, TagCertHash, "%s hash has %d bytes, want %d",
			r.HashAlgorithm, hash.Length, r.HashAlgorithm.Hash().Size())
	}
	return nil
}

// parseCertificate checks rule R17. Phones read one certificate and ignore
// what follows it inside the field.
func (r *Record) parseCertificate(mode Mode, certs map[string]*x509.Certificate) *Error {
	e, ok := find(r.Elements, TagCertificate)
	if !ok {
		return nil
	}
	bad := fault("R17", e.Offset, TagCertificate, "not an X.509 certificate")
	rest, err := asn1.Unmarshal(e.Value, new(asn1.RawValue))
	if err != nil {
		bad.Err = err
		return bad
	}
	if mode == Strict && len(rest) > 0 {
		return fault("R17", e.Offset, TagCertificate, "%d bytes after the certificate", len(rest))
	}
	der := e.Value[:len(e.Value)-len(rest)]
	if r.x509, ok = certs[string(der)]; ok {
		return nil
	}
	if r.x509, err = x509.ParseCertificate(der); err != nil {
		bad.Err = err
		return bad
	}
	certs[string(der)] = r.x509
	return nil
}
