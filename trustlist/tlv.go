package trustlist

import "encoding/binary"

// Header tags. Names in comments are the labels of `show ctl`; 16 to 28 have
// no label there and are named after usecallmanager.nz.
const (
	TagVersion            = 1  // Version, 2 bytes: major, minor
	TagHeaderLength       = 2  // HeaderLength, 2 bytes
	TagSignerInfo         = 3  // SIGNERID, container of 4, 5, 6
	TagSignerName         = 4  // SIGNERNAME, text and NUL
	TagSignerSerial       = 5  // SERIALNUMBER
	TagCAName             = 6  // CANAME, text and NUL
	TagSignatureInfo      = 7  // SIGNATUREINFO, container of 8, 9
	TagDigest             = 8  // DIGESTALGORTITHM, 1 byte
	TagSignatureAlgoInfo  = 9  // SIGNATUREALGOINFO, container of 10, 11
	TagSignatureAlgorithm = 10 // SIGNATUREALGORTITHM, 1 byte
	TagModulus            = 11 // SIGNATUREMODULUS, 1 byte
	TagSignature          = 12 // SIGNATURE
	TagPadding            = 13 // a bare byte, without length
	TagFileName           = 14 // FILENAME, text and NUL
	TagTimestamp          = 15 // TIMESTAMP, 4 bytes, Unix seconds
	TagEncryptionInfo     = 16 // container of 17, 21
	TagIVInfo             = 17 // container of 18, 19, 20
	TagIVUnknown          = 18 // 1 byte
	TagIV                 = 19 // 16 bytes
	TagPaddingCount       = 20 // 2 bytes
	TagKeyInfo            = 21 // container of 22 to 25
	TagKeyUnknown         = 22 // 1 byte
	TagKeySize            = 23 // 2 bytes, bits
	TagKeyAlgorithm       = 24 // 1 byte
	TagEncryptedKey       = 25
	TagContentDigest      = 26 // 1 byte
	TagContentHash        = 27
	TagSignerVersion      = 28 // 2 bytes: major, minor
)

// Record tags. Names in comments are the labels of `show ctl`.
const (
	TagRecordLength    = 1  // RECORDLENGTH, 2 bytes
	TagDNSName         = 2  // DNSNAME, text and NUL
	TagSubject         = 3  // SUBJECTNAME, text and NUL
	TagRole            = 4  // FUNCTION, 2 bytes
	TagIssuer          = 5  // ISSUERNAME, text and NUL
	TagSerial          = 6  // SERIALNUMBER
	TagPublicKey       = 7  // PUBLICKEY
	TagRecordSignature = 8  // SIGNATURE, the one inside the certificate
	TagCertificate     = 9  // CERTIFICATE, DER
	TagIPAddress       = 10 // IPADDRESS, 4 bytes
	TagCertHash        = 11 // CERTHASH
	TagHashAlgorithm   = 12 // HASH ALGORITHM, 1 byte
)

// members lists, for each container tag, every tag that counts towards its
// length, those of nested containers included.
var members = map[uint8][]uint8{
	TagSignerInfo:        {TagSignerName, TagSignerSerial, TagCAName},
	TagSignatureInfo:     {TagDigest, TagSignatureAlgoInfo, TagSignatureAlgorithm, TagModulus},
	TagSignatureAlgoInfo: {TagSignatureAlgorithm, TagModulus},
	TagEncryptionInfo: {TagIVInfo, TagIVUnknown, TagIV, TagPaddingCount,
		TagKeyInfo, TagKeyUnknown, TagKeySize, TagKeyAlgorithm, TagEncryptedKey},
	TagIVInfo:  {TagIVUnknown, TagIV, TagPaddingCount},
	TagKeyInfo: {TagKeyUnknown, TagKeySize, TagKeyAlgorithm, TagEncryptedKey},
}

const (
	tlvOverhead = 3      // tag and length
	maxValue    = 0xffff // longest value, header and record
	padByte     = 0x0d
)

// Element is one tag-length-value triple as it stood in the file. It is
// read-only: Value shares memory with the parsed file.
type Element struct {
	Tag    uint8
	Offset int    // of the tag byte, from the start of the file
	Length int    // as stored; of a container, what its members should add up to
	Value  []byte // nil for a header container, whose members follow as elements
}

// end returns the offset after the element; of a container, the offset of its
// first member.
func (e Element) end() int { return e.Offset + tlvOverhead + len(e.Value) }

func (e Element) append(b []byte) []byte {
	b = append(b, e.Tag)
	b = binary.BigEndian.AppendUint16(b, uint16(e.Length))
	return append(b, e.Value...)
}

func appendElements(b []byte, elements []Element) []byte {
	for _, e := range elements {
		b = e.append(b)
	}
	return b
}

// readElement reads the element at offset of data[:limit]; containers are
// entered, not skipped. ok is false when it does not fit before limit.
func readElement(data []byte, offset, limit int, containers map[uint8][]uint8) (e Element, ok bool) {
	if limit-offset < tlvOverhead {
		return Element{Tag: data[offset], Offset: offset}, false
	}
	e = Element{Tag: data[offset], Offset: offset, Length: int(binary.BigEndian.Uint16(data[offset+1:]))}
	if _, is := containers[e.Tag]; is {
		return e, true
	}
	start := offset + tlvOverhead
	if limit-start < e.Length {
		return e, false
	}
	e.Value = data[start : start+e.Length : start+e.Length]
	return e, true
}

// find returns the first element with the tag.
func find(elements []Element, tag uint8) (Element, bool) {
	for _, e := range elements {
		if e.Tag == tag {
			return e, true
		}
	}
	return Element{}, false
}

func tags(elements []Element) []uint8 {
	order := make([]uint8, len(elements))
	for i, e := range elements {
		order[i] = e.Tag
	}
	return order
}
