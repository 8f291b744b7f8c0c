package trustlist

import (
	"bytes"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"slices"
)

// Record is one entry of a trust list: a server or token, its role and its
// certificate. A parsed one is read-only. Has and Order tell an absent field
// from an empty one; of a repeated field the first counts.
type Record struct {
	Offset        int    // bytes from the start of the file
	Length        int    // whole record
	DNSName       []byte // raw value, NUL included; nil when absent
	Subject       string // text before the NUL
	Issuer        string
	Role          Role   // meaningful when Has(TagRole); use Is
	Serial        []byte // unsigned big-endian
	PublicKey     []byte // RSA: DER RSAPublicKey; EC: uncompressed point
	Signature     []byte // the certificate's own signature value
	Certificate   []byte // DER
	IP            []byte // 4 bytes, network order
	CertHash      []byte // hash of the DER certificate, instead of Certificate
	HashAlgorithm Digest
	Order         []uint8   // tags in file order, unknown and repeated ones included
	Elements      []Element // what Order names

	x509 *x509.Certificate
}

// ErrNoCertificate is returned by X509 for a record without a certificate.
var ErrNoCertificate = errors.New("record has no certificate")

// Has reports whether the record holds the tag.
func (r *Record) Has(tag uint8) bool { return slices.Contains(r.Order, tag) }

// Is reports whether the record has one of the roles; with no role given,
// whether it has any. A record without a role element has none, although its
// Role field is 0.
func (r *Record) Is(roles ...Role) bool {
	return r.Has(TagRole) && (len(roles) == 0 || slices.Contains(roles, r.Role))
}

// Usable reports whether the record names a certificate, in full or by hash.
// Lists of a cluster set back to non-secure, or prepared for rollback, hold
// records that do not ("CUCM Cluster Changed from Mixed Mode to Non-Secure
// Mode").
func (r *Record) Usable() bool { return len(r.Certificate) > 0 || len(r.CertHash) > 0 }

// Host returns the DNS name as text, without NUL.
func (r *Record) Host() string { return text(r.DNSName) }

// X509 returns the certificate, parsed once when the list was parsed, or
// ErrNoCertificate.
func (r *Record) X509() (*x509.Certificate, error) {
	if r.x509 == nil {
		return nil, ErrNoCertificate
	}
	return r.x509, nil
}

// Matches reports whether the record names this certificate: with the full
// certificate when it has it, else by its hash. That the hash is over the DER
// encoding is inferred, no document says so.
func (r *Record) Matches(der []byte) bool {
	switch {
	case r.x509 != nil:
		return bytes.Equal(r.x509.Raw, der)
	case len(r.CertHash) > 0 && r.HashAlgorithm.Hash() != 0:
		return bytes.Equal(r.CertHash, r.HashAlgorithm.sum(der))
	}
	return false
}

// recordFields says where the value of each record tag goes.
var recordFields = map[uint8]func(*Record, []byte){
	TagDNSName:         func(r *Record, v []byte) { r.DNSName = v },
	TagSubject:         func(r *Record, v []byte) { r.Subject = text(v) },
	TagRole:            func(r *Record, v []byte) { r.Role = Role(binary.BigEndian.Uint16(v)) },
	TagIssuer:          func(r *Record, v []byte) { r.Issuer = text(v) },
	TagSerial:          func(r *Record, v []byte) { r.Serial = v },
	TagPublicKey:       func(r *Record, v []byte) { r.PublicKey = v },
	TagRecordSignature: func(r *Record, v []byte) { r.Signature = v },
	TagCertificate:     func(r *Record, v []byte) { r.Certificate = v },
	TagIPAddress:       func(r *Record, v []byte) { r.IP = v },
	TagCertHash:        func(r *Record, v []byte) { r.CertHash = v },
	TagHashAlgorithm:   func(r *Record, v []byte) { r.HashAlgorithm = Digest(first(v)) },
}

// decode fills the fields from the elements; role and serial are known to be
// well formed.
func (r *Record) decode() {
	r.Order = tags(r.Elements)
	var seen [256]bool
	for _, e := range r.Elements {
		if set, known := recordFields[e.Tag]; known && !seen[e.Tag] {
			set(r, e.Value)
		}
		seen[e.Tag] = true
	}
}
