package trustlist

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

// A mutation is a good trust list with one fault. lenient is the rule that
// still applies in Lenient mode; "" means that phones take the file, apart
// from its signature, which the change has broken.
type mutation struct {
	name            string
	strict, lenient string
	file            string
	change          func(*draft)
	cut             func([]byte) []byte // after change
}

const (
	ctl1024  = "tlv-cucm-layout/CTLFile-10.5-tokenless-sha1-rsa1024.tlv"
	ctlToken = "tlv-cucm-layout/CTLFile-etoken-sha1-rsa1024.tlv"
	itlHash  = "tlv-cucm-layout/ITLFile-11.5-sha1-rsa2048-itlrecovery.tlv"
	itlV11   = "tlv-cucm-layout/ITLFile-12.5-sha512-signer-version-1.1.tlv"
	sgnFile  = "sgn/SEP0A1B2C3D4E5F-cucm-order.cnf.xml.sgn"
	encFile  = "enc/SEP0A1B2C3D4E5F-rsa2048-sha512.cnf.xml.enc.sgn"
)

// hashRecord is the first record of itlHash with tags 11 and 12.
const hashRecord = 3

func onHeader(tag uint8, value []byte) func(*draft) {
	return func(d *draft) { d.setHeader(tag, value) }
}

func dropped(tag uint8) func(*draft) { return func(d *draft) { d.dropHeader(tag) } }

func onRecord(i int, tag uint8, value []byte) func(*draft) {
	return func(d *draft) { set(d.records[i], tag, value) }
}

func poke(offset int, b ...byte) func([]byte) []byte {
	return func(file []byte) []byte {
		copy(file[offset:], b)
		return file
	}
}

func keep(n int) func([]byte) []byte { return func(file []byte) []byte { return file[:n] } }

// lengthen adds to the stored length of the header container with the tag.
func lengthen(tag uint8, by int) func(*draft) {
	return func(d *draft) {
		for i := range d.header {
			if d.header[i].Tag == tag {
				d.header[i].Length += by
			}
		}
	}
}

func truncateRecordAt(i int, tag uint8) func(*draft) {
	return func(d *draft) { d.records[i] = without(d.records[i], tag) }
}

var listMutations = []mutation{
	{name: "empty file", strict: "R1", lenient: "R1", file: ctl1024, cut: keep(0)},
	{name: "nine bytes", strict: "R1", lenient: "R1", file: ctl1024, cut: keep(9)},
	{name: "first tag", strict: "R2", lenient: "R2", file: ctl1024, cut: poke(0, 2)},
	{name: "first length", strict: "R2", lenient: "R2", file: ctl1024, cut: poke(2, 3)},
	{name: "second tag", strict: "R3", lenient: "R3", file: ctl1024, cut: poke(5, 3)},
	{name: "second length", strict: "R3", lenient: "R3", file: ctl1024, cut: poke(7, 1)},
	{name: "header length 9", strict: "R4", lenient: "R4", file: ctl1024, cut: poke(8, 0, 9)},
	{name: "header length past the end", strict: "R4", lenient: "R4", file: ctl1024, cut: poke(8, 0xff, 0xff)},
	{name: "file ends in its header", strict: "R4", lenient: "R4", file: ctl1024, cut: keep(100)},
	{name: "element past the header", strict: "R5", lenient: "R5", file: ctl1024,
		cut: poke(8, 0, 18)},
	{name: "file name as long as the file", strict: "R5", lenient: "R5", file: ctl1024,
		change: func(d *draft) { d.header[len(d.header)-2].Length = 5000 }},
	{name: "signer info one longer", strict: "R6", file: ctl1024, change: lengthen(TagSignerInfo, 1)},
	{name: "signature info one shorter", strict: "R6", file: ctl1024, change: lengthen(TagSignatureInfo, -1)},
	{name: "algorithm info huge", strict: "R6", file: ctl1024, change: lengthen(TagSignatureAlgoInfo, 60000)},
	{name: "no signer name", strict: "R7", lenient: "R7", file: ctl1024, change: dropped(TagSignerName)},
	{name: "no serial", strict: "R7", lenient: "R7", file: ctl1024, change: dropped(TagSignerSerial)},
	{name: "no CA name", strict: "R7", lenient: "R7", file: ctl1024, change: dropped(TagCAName)},
	{name: "no digest", strict: "R7", lenient: "R7", file: ctl1024, change: dropped(TagDigest)},
	{name: "no signature", strict: "R7", lenient: "R7", file: ctl1024, change: dropped(TagSignature)},
	{name: "no file name", strict: "R7", lenient: "R7", file: ctl1024, change: dropped(TagFileName)},
	{name: "no time stamp", strict: "R7", lenient: "R7", file: ctl1024, change: dropped(TagTimestamp)},
	{name: "file name twice", strict: "R8", lenient: "R8", file: ctl1024,
		change: func(d *draft) { d.addHeader(field(TagFileName, []byte("x\x00"))) }},
	{name: "digest of two bytes", strict: "R8", file: ctl1024, change: onHeader(TagDigest, []byte{1, 1})},
	{name: "algorithm of two bytes", strict: "R8", file: ctl1024, change: onHeader(TagSignatureAlgorithm, []byte{0, 0})},
	{name: "modulus of no byte", strict: "R8", file: ctl1024, change: onHeader(TagModulus, []byte{})},
	{name: "time stamp of 8 bytes", strict: "R8", file: ctl1024, change: onHeader(TagTimestamp, make([]byte, 8))},
	{name: "signer version of one byte", strict: "R8", file: itlV11, change: onHeader(TagSignerVersion, []byte{1})},
	{name: "digest 2", strict: "R9", lenient: "R9", file: ctl1024, change: onHeader(TagDigest, []byte{2})},
	{name: "digest 0", strict: "R9", lenient: "R9", file: ctl1024, change: onHeader(TagDigest, []byte{0})},
	{name: "digest empty", strict: "R8", lenient: "R9", file: ctl1024, change: onHeader(TagDigest, []byte{})},
	{name: "modulus of another size", strict: "R10", file: ctl1024, change: onHeader(TagModulus, []byte{2})},
	{name: "modulus unknown", strict: "R10", file: ctl1024, change: onHeader(TagModulus, []byte{9})},
	{name: "byte in the padding", strict: "R11", lenient: "R11", file: ctl1024,
		change: func(d *draft) { d.padding[len(d.padding)-1] = 0 }},
	{name: "unknown element", strict: "R11", file: ctl1024,
		change: func(d *draft) { d.addHeader(field(99, []byte{1, 2})) }},
	{name: "encryption element", strict: "R11", file: ctl1024,
		change: func(d *draft) { d.addHeader(field(TagIV, []byte{1, 2})) }},
	{name: "unknown element before required ones", strict: "R11", lenient: "R7", file: ctl1024,
		change: func(d *draft) { d.header[2].Tag = 200 }},
	{name: "unknown element with garbage length", strict: "R11", file: ctl1024,
		change: func(d *draft) { d.padding = []byte{77, 0xff, 0xff, 1} }},
	{name: "four more padding bytes", strict: "R11", file: ctl1024,
		change: func(d *draft) { d.padding = append(d.padding, 13, 13, 13, 13) }},
	{name: "no multiple of four", strict: "R11", file: ctl1024, change: func(d *draft) { d.padding = d.padding[1:] }},
	{name: "trailing byte", strict: "R12", lenient: "R12", file: ctl1024, change: func(d *draft) { d.payload = []byte{1} }},
	{name: "trailing zeros", strict: "R12", lenient: "R12", file: ctl1024, change: func(d *draft) { d.payload = make([]byte, 8) }},
	{name: "record length 4", strict: "R12", lenient: "R12", file: ctl1024,
		change: func(d *draft) { d.payload = []byte{1, 0, 2, 0, 4} }},
	{name: "record past the end", strict: "R12", lenient: "R12", file: ctl1024,
		change: func(d *draft) { d.payload = []byte{1, 0, 2, 0, 6} }},
	{name: "field past its record", strict: "R12", lenient: "R12", file: ctl1024,
		change: func(d *draft) { d.payload = []byte{1, 0, 2, 0, 10, 4, 0, 3, 0, 0} }},
	{name: "field cut in its length", strict: "R12", lenient: "R12", file: ctl1024,
		change: func(d *draft) { d.payload = []byte{1, 0, 2, 0, 7, 4, 0} }},
	{name: "more records than any list has", strict: "R15", lenient: "R12", file: ctl1024,
		change: func(d *draft) {
			for range maxRecords {
				d.payload = append(d.payload, 1, 0, 2, 0, 5)
			}
		}},
	{name: "role of one byte", strict: "R13", lenient: "R13", file: ctl1024, change: onRecord(0, TagRole, []byte{0})},
	{name: "empty serial", strict: "R13", lenient: "R13", file: ctl1024, change: onRecord(1, TagSerial, []byte{})},
	{name: "empty signer serial", strict: "R13", lenient: "R13", file: ctl1024, change: onHeader(TagSignerSerial, []byte{})},
	{name: "signer name without NUL", strict: "R13", file: ctl1024, change: onHeader(TagSignerName, []byte("CN=x"))},
	{name: "empty file name", strict: "R13", file: ctl1024, change: onHeader(TagFileName, []byte{})},
	{name: "subject without NUL", strict: "R13", file: ctl1024, change: onRecord(0, TagSubject, []byte("CN=x"))},
	{name: "empty DNS name", strict: "R13", file: ctl1024, change: onRecord(0, TagDNSName, []byte{})},
	{name: "address of 16 bytes", strict: "R13", file: ctl1024, change: onRecord(0, TagIPAddress, make([]byte, 16))},
	{name: "no role", strict: "R15", file: ctl1024, change: truncateRecordAt(1, TagRole)},
	{name: "unknown field", strict: "R16", file: ctl1024,
		change: func(d *draft) { d.records[1] = append(d.records[1], field(77, []byte{1})) }},
	{name: "field twice", strict: "R16", file: ctl1024,
		change: func(d *draft) { d.records[1] = append(d.records[1], field(TagRole, []byte{0, 9})) }},
	{name: "certificate cut", strict: "R17", lenient: "R17", file: ctl1024,
		change: func(d *draft) {
			e, _ := find(d.records[1], TagCertificate)
			set(d.records[1], TagCertificate, e.Value[:100])
		}},
	{name: "certificate is another structure", strict: "R17", lenient: "R17", file: ctl1024, change: onRecord(1, TagCertificate, []byte{0x30, 0})},
	{name: "bytes after the certificate", strict: "R17", file: ctl1024,
		change: func(d *draft) {
			e, _ := find(d.records[1], TagCertificate)
			set(d.records[1], TagCertificate, append(e.Value, 0))
		}},
	{name: "serial of another", strict: "R18", file: ctl1024, change: onRecord(1, TagSerial, []byte{1})},
	{name: "key of another", strict: "R18", file: ctl1024, change: onRecord(1, TagPublicKey, []byte{1})},
	{name: "signature of another", strict: "R18", file: ctl1024, change: onRecord(1, TagRecordSignature, []byte{1})},
	{name: "subject of another", strict: "R18", file: ctl1024, change: onRecord(1, TagSubject, []byte("CN=other\x00"))},
	{name: "issuer of another", strict: "R18", file: ctlToken, change: onRecord(0, TagIssuer, []byte("cn=Other;o=Cisco\x00"))},
	{name: "hash without algorithm", strict: "R19", file: itlHash, change: truncateRecordAt(hashRecord, TagHashAlgorithm)},
	{name: "hash algorithm unknown", strict: "R19", file: itlHash, change: onRecord(hashRecord, TagHashAlgorithm, []byte{4})},
	{name: "hash algorithm of two bytes", strict: "R19", file: itlHash, change: onRecord(hashRecord, TagHashAlgorithm, []byte{1, 1})},
	{name: "hash too short for SHA-512", strict: "R19", file: itlHash, change: onRecord(hashRecord, TagHashAlgorithm, []byte{3})},
	{name: "newer header version", file: ctl1024, change: onHeader(TagVersion, []byte{9, 9})},
	{name: "hash algorithm SHA-256", file: itlHash, change: func(d *draft) {
		set(d.records[hashRecord], TagHashAlgorithm, []byte{2})
		set(d.records[hashRecord], TagCertHash, make([]byte, 32))
	}},
}

func TestListRules(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	for _, m := range listMutations {
		t.Run(m.strict+" "+m.name, func(t *testing.T) {
			data := m.apply(takeApart(t, vs.file(t, m.file), true))
			_, err := Parse(data, Strict)
			requireRule(t, m.strict, err)
			l, err := Parse(data, Lenient)
			requireRule(t, m.lenient, err)
			if m.lenient == "" {
				require.Equal(t, data, l.Marshal())
				requireRule(t, "R20", l.VerifyWith(vs.cert(t, "cm1024-pub").PublicKey))
			}
		})
	}
}

func (m mutation) apply(d *draft) []byte {
	if m.change != nil {
		m.change(d)
	}
	data := d.bytes()
	if m.cut != nil {
		data = m.cut(data)
	}
	return data
}

func TestSignerRules(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	for _, m := range []mutation{
		{name: "signer not SAST", strict: "R14", lenient: "R14", change: onRecord(0, TagRole, []byte{0, 3})},
		{name: "signer without role", strict: "R15", lenient: "R14", change: truncateRecordAt(0, TagRole)},
		{name: "no record", strict: "R14", lenient: "R14", change: func(d *draft) { d.records = nil }},
		{name: "signer without certificate", strict: "R14", lenient: "R14", change: truncateRecordAt(0, TagCertificate)},
		{name: "header names another serial", strict: "R14", lenient: "R14", change: onHeader(TagSignerSerial, []byte{1})},
		{name: "header names another issuer", strict: "R14", change: onHeader(TagCAName, []byte("CN=x\x00"))},
		{name: "untouched"},
	} {
		t.Run(m.name, func(t *testing.T) {
			d := takeApart(t, vs.file(t, ctl1024), true)
			if m.change != nil {
				m.change(d)
			}
			data := d.signed(t, vs.key(t, "cm1024-pub"))
			for mode, rule := range map[Mode]string{Strict: m.strict, Lenient: m.lenient} {
				l, err := Parse(data, mode)
				if err == nil {
					err = l.Verify()
				}
				requireRule(t, rule, err)
			}
		})
	}
}

// TestSignatureCoversEveryByte flips one bit in each byte of a list outside
// the signature element: nothing may verify.
func TestSignatureCoversEveryByte(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	data := vs.file(t, "tlv-cucm-layout/header-padding-3.tlv")
	pub := vs.cert(t, "cm1024-pub").PublicKey
	good, err := Parse(data, Lenient)
	require.NoError(t, err)
	start := good.Header.SignatureOffset
	for i := range data {
		if i >= start && i < start+tlvOverhead {
			continue
		}
		changed := append([]byte(nil), data...)
		changed[i] ^= 0x40
		if l, err := Parse(changed, Lenient); err == nil {
			requireRule(t, "R20", l.VerifyWith(pub))
		}
	}
}

func TestErrorText(t *testing.T) {
	_, err := Parse([]byte("<device/>  "), Strict)
	require.EqualError(t, err, `R2 at offset 0, tag 60: file does not begin with the version: 3c 64 65`)
	_, err = ParseSigned([]byte("<device/>  "), Strict)
	require.EqualError(t, err, `S1 at offset 0: file is not signed, it begins with "<device/"`)
	inner := fault("R11", 1, 2, "x")
	require.True(t, errors.Is(signedFault(inner), inner))
}
