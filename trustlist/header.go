package trustlist

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"time"
)

// Mode says how strictly a file is read.
type Mode int

// The two modes. The zero value is Strict.
const (
	Strict  Mode = iota // every rule
	Lenient             // only what phones enforce: unknown header elements are skipped, names and lengths not compared
)

// Version is a version element: major and minor byte.
type Version struct{ Major, Minor uint8 }

// String returns "1.2".
func (v Version) String() string { return fmt.Sprintf("%d.%d", v.Major, v.Minor) }

// Header is the header that trust lists and signed files share. A parsed one
// is read-only.
type Header struct {
	Version            Version
	Length             int      // bytes from the start of the file to the first record or the payload
	SignerVersion      *Version // tag 28, nil when absent
	SignerName         string   // subject of the signing certificate, text before the NUL
	CAName             string   // its issuer
	Serial             []byte   // its serial number, unsigned big-endian
	Digest             Digest
	SignatureAlgorithm uint8 // 0 = RSASSA-PKCS1-v1_5, the only one seen
	Modulus            uint8 // 0 to 3 = 512, 1024, 2048, 4096 bits
	Signature          []byte
	SignatureOffset    int // bytes from the start of the file to the signature element
	FileName           string
	Timestamp          time.Time   // UTC, whole seconds; zero when absent
	Padding            int         // number of padding bytes
	Encryption         *Encryption // nil in a trust list and in a file that is not encrypted
	Order              []uint8     // tags in file order, containers before their members, without padding
	Elements           []Element   // what Order names
	Skipped            []byte      // Lenient: bytes from the first unknown element to the header end
}

// Encryption holds the header elements 16 to 27 of an encrypted file
// (usecallmanager.nz; no such file made by CUCM is published).
type Encryption struct {
	IV            []byte // tag 19, 16 bytes
	PaddingCount  int    // tag 20, padding bytes at the end of the plain text; -1 when missing
	KeySize       int    // tag 23, bits of the device's RSA key; -1 when missing
	KeyAlgorithm  uint8  // tag 24, 1 is thought to mean AES
	EncryptedKey  []byte // tag 25, AES key encrypted for the device (RSAES-PKCS1-v1_5)
	ContentDigest Digest // tag 26
	ContentHash   []byte // tag 27, hash of the plain file without padding
}

// Has reports whether the header holds the tag.
func (h *Header) Has(tag uint8) bool { return slices.Contains(h.Order, tag) }

// modulusBytes maps the modulus code to the signature length in bytes. No code for 3072 bits is published; 4, the next
// free one, is a guess, without which a cluster whose keys have that length could sign nothing.
var modulusBytes = map[uint8]int{0: 64, 1: 128, 2: 256, 3: 512, 4: 384}

// text returns the value up to its first NUL.
func text(value []byte) string {
	before, _, _ := bytes.Cut(value, []byte{0})
	return string(before)
}

// first returns the first byte, 0 for an empty value.
func first(value []byte) uint8 {
	if len(value) == 0 {
		return 0
	}
	return value[0]
}

// version decodes a version value, nil when it is shorter than two bytes.
func version(value []byte) *Version {
	if len(value) < 2 {
		return nil
	}
	return &Version{value[0], value[1]}
}

// timestamp decodes Unix seconds, the zero time when the value is not 4 bytes.
func timestamp(value []byte) time.Time {
	if len(value) != 4 {
		return time.Time{}
	}
	return time.Unix(int64(binary.BigEndian.Uint32(value)), 0).UTC()
}

// headerFields says where the value of each header tag goes.
var headerFields = map[uint8]func(*Header, Element){
	TagVersion:            func(h *Header, e Element) { h.Version = *version(e.Value) },
	TagHeaderLength:       func(h *Header, e Element) { h.Length = int(binary.BigEndian.Uint16(e.Value)) },
	TagSignerName:         func(h *Header, e Element) { h.SignerName = text(e.Value) },
	TagSignerSerial:       func(h *Header, e Element) { h.Serial = e.Value },
	TagCAName:             func(h *Header, e Element) { h.CAName = text(e.Value) },
	TagDigest:             func(h *Header, e Element) { h.Digest = Digest(first(e.Value)) },
	TagSignatureAlgorithm: func(h *Header, e Element) { h.SignatureAlgorithm = first(e.Value) },
	TagModulus:            func(h *Header, e Element) { h.Modulus = first(e.Value) },
	TagSignature:          func(h *Header, e Element) { h.Signature, h.SignatureOffset = e.Value, e.Offset },
	TagFileName:           func(h *Header, e Element) { h.FileName = text(e.Value) },
	TagTimestamp:          func(h *Header, e Element) { h.Timestamp = timestamp(e.Value) },
	TagSignerVersion:      func(h *Header, e Element) { h.SignerVersion = version(e.Value) },
}

// decode fills the fields from the elements, whose first two are known to be
// well formed.
func (h *Header) decode() {
	h.Order = tags(h.Elements)
	for _, e := range h.Elements {
		if set, ok := headerFields[e.Tag]; ok {
			set(h, e)
		}
	}
	h.Encryption = decodeEncryption(h.Elements)
}

// marshal appends the header, re-encoded from its elements.
func (h *Header) marshal(b []byte) []byte {
	b = appendElements(b, h.Elements)
	b = append(b, bytes.Repeat([]byte{padByte}, h.Padding)...)
	return append(b, h.Skipped...)
}
