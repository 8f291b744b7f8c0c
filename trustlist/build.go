package trustlist

import (
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"time"
)

// Layout says whose habits an encoder follows where the format leaves a
// choice. Decoders read both.
type Layout int

// The layouts.
const (
	// LayoutCisco is that of CUCM: signer, serial number, issuer; names as
	// Name writes them; record fields in the order of their tags.
	LayoutCisco Layout = iota
	// LayoutReference is that of the usecallmanager.nz tools: signer, issuer,
	// serial number; names as RFC4514Name writes them; a signer version in
	// every trust list; record fields 1 3 5 6 4 7 8 9, thus neither DNS name
	// nor address.
	LayoutReference
)

// name returns the DER RDNSequence in the layout's spelling.
func (l Layout) name(raw []byte) string {
	if l == LayoutReference {
		return RFC4514Name(raw)
	}
	return Name(raw)
}

// recordOrder is the order of record fields after tag 1; fields that are not
// named are not written.
var recordOrder = map[Layout][]uint8{
	LayoutCisco: {TagDNSName, TagSubject, TagRole, TagIssuer, TagSerial, TagPublicKey,
		TagRecordSignature, TagCertificate, TagIPAddress, TagCertHash, TagHashAlgorithm},
	LayoutReference: {TagSubject, TagIssuer, TagSerial, TagRole, TagPublicKey,
		TagRecordSignature, TagCertificate, TagCertHash, TagHashAlgorithm},
}

// RecordTemplate describes a record to build.
type RecordTemplate struct {
	DNSName         []byte            // raw value, NUL included; nil: no such field
	Role            Role              // always written
	Certificate     *x509.Certificate // nil: a record of DNS name, role and address only
	ByHash          bool              // the hash of the certificate instead of the certificate
	HashAlgorithm   Digest            // of ByHash; 0 means SHA-1
	IP              netip.Addr        // IPv4; the zero value: no such field
	OmitSignature   bool              // no tag 8, as the Windows CTL client writes records
	Subject, Issuer string            // instead of the certificate's names, such as those of USB tokens; "": the certificate's
}

// ListTemplate describes a trust list to build.
type ListTemplate struct {
	FileName      string    // "CTLFile.tlv" or "ITLFile.tlv", per-device names too
	Timestamp     time.Time // whole seconds are kept; must not be zero
	Version       Version   // zero means 1.2
	SignerVersion *Version  // tag 28; nil: none in LayoutCisco, 1.0 in LayoutReference
	Digest        Digest    // 0 means SHA-1
	Layout        Layout
	Records       []RecordTemplate
}

// parts returns the header and the records.
func (t ListTemplate) parts() (h headerTemplate, body []byte, err error) {
	if t.Timestamp.IsZero() {
		return h, nil, errors.New("trust list without time stamp: set ListTemplate.Timestamp")
	}
	if t.Version == (Version{}) {
		t.Version = Version{1, 2}
	}
	if t.SignerVersion == nil && t.Layout == LayoutReference {
		t.SignerVersion = &Version{1, 0}
	}
	for i, r := range t.Records {
		b, err := r.marshal(t.Layout)
		if err != nil {
			return h, nil, fmt.Errorf("record %d (%s): %w", i+1, r.Role, err)
		}
		body = append(body, b...)
	}
	return headerTemplate{fileName: t.FileName, timestamp: t.Timestamp, version: t.Version,
		signerVersion: t.SignerVersion, digest: t.Digest, layout: t.Layout}, body, nil
}

// marshal encodes the record.
func (t *RecordTemplate) marshal(layout Layout) ([]byte, error) {
	values, err := t.values(layout)
	if err != nil {
		return nil, err
	}
	fields := []Element{field(TagRecordLength, make([]byte, 2))}
	for _, tag := range recordOrder[layout] {
		if v, ok := values[tag]; ok {
			fields = append(fields, field(tag, v))
		}
	}
	if err := checkSizes(fields); err != nil {
		return nil, err
	}
	length := size(fields)
	if length > maxValue {
		return nil, fmt.Errorf("record of %d bytes, the format allows %d", length, maxValue)
	}
	binary.BigEndian.PutUint16(fields[0].Value, uint16(length))
	return appendElements(make([]byte, 0, length), fields), nil
}

// values returns the value of every field of the record but its length.
func (t *RecordTemplate) values(layout Layout) (map[uint8][]byte, error) {
	values := map[uint8][]byte{TagRole: binary.BigEndian.AppendUint16(nil, uint16(t.Role))}
	if t.DNSName != nil {
		values[TagDNSName] = t.DNSName
	}
	if t.IP.IsValid() {
		ip := t.IP.Unmap()
		if !ip.Is4() {
			return nil, fmt.Errorf("address %s is not IPv4, no other form is known", t.IP)
		}
		values[TagIPAddress] = ip.AsSlice()
	}
	if t.Certificate == nil {
		return values, nil
	}
	return values, t.certificateValues(values, layout)
}

// certificateValues adds the fields taken from the certificate.
func (t *RecordTemplate) certificateValues(values map[uint8][]byte, layout Layout) error {
	c := t.Certificate
	names := map[uint8]string{
		TagSubject: either(t.Subject, layout.name(c.RawSubject)),
		TagIssuer:  either(t.Issuer, layout.name(c.RawIssuer)),
	}
	for tag, name := range names {
		v, err := textValue(name)
		if err != nil {
			return err
		}
		values[tag] = v
	}
	values[TagSerial] = serialBytes(c)
	values[TagPublicKey] = publicKeyBytes(c)
	if !t.OmitSignature {
		values[TagRecordSignature] = c.Signature
	}
	if !t.ByHash {
		values[TagCertificate] = c.Raw
		return nil
	}
	algorithm := either(t.HashAlgorithm, DigestSHA1)
	if algorithm.Hash() == 0 {
		return fmt.Errorf("hash algorithm %d is unknown", uint8(algorithm))
	}
	values[TagCertHash] = algorithm.sum(c.Raw)
	values[TagHashAlgorithm] = []byte{byte(algorithm)}
	return nil
}

// either returns a unless it is the zero value, else b.
func either[T comparable](a, b T) T {
	var zero T
	if a != zero {
		return a
	}
	return b
}
