package trustlist

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// Signer is the certificate, by its names and serial number, and the key that
// sign a file. The key must be RSA of 512, 1024, 2048, 3072 or 4096 bits:
// the format has no code for another size (that of 3072 is a guess), and no
// file signed with an elliptic curve key has been seen. Go refuses 512 bits unless GODEBUG=rsa1024min=0.
type Signer struct {
	Name, CAName string // subject and issuer, without NUL
	Serial       []byte // unsigned big-endian
	Key          crypto.Signer
}

// modulus returns the modulus code of the key and its signature length.
func (s Signer) modulus() (code uint8, length int, err error) {
	if s.Key == nil {
		return 0, 0, errors.New("signer has no key")
	}
	key, ok := s.Key.Public().(*rsa.PublicKey)
	if !ok {
		return 0, 0, fmt.Errorf("signer has a %T, only RSA keys sign these files", s.Key.Public())
	}
	for code, length := range modulusBytes {
		if 8*length == key.N.BitLen() {
			return code, length, nil
		}
	}
	return 0, 0, fmt.Errorf("RSA key of %d bits cannot sign: the format has codes for 512, 1024, 2048, 3072 and 4096 bits only", key.N.BitLen())
}

// headerTemplate describes the header of any kind of file.
type headerTemplate struct {
	fileName      string
	timestamp     time.Time // zero: no such element
	version       Version
	signerVersion *Version
	digest        Digest // 0 means SHA-1
	layout        Layout
	encryption    []Element
}

// seal puts header and body together and signs them.
func (t headerTemplate) seal(body []byte, s Signer) ([]byte, error) {
	file, elements, err := t.lay(body, s)
	if err != nil {
		return nil, err
	}
	return file, sign(file, elements, t.algorithm(), s.Key)
}

func (t headerTemplate) algorithm() Digest { return either(t.digest, DigestSHA1) }

// lay puts header and body together, with zeros in place of the signature.
func (t headerTemplate) lay(body []byte, s Signer) ([]byte, []Element, error) {
	t.digest = t.algorithm()
	if !t.digest.signs() {
		return nil, nil, fmt.Errorf("digest code %d cannot sign, only 1 (SHA-1) and 3 (SHA-512)", uint8(t.digest))
	}
	elements, err := t.elements(s)
	if err != nil {
		return nil, nil, err
	}
	length := (size(elements) + 3) &^ 3
	if length > maxValue {
		return nil, nil, fmt.Errorf("header of %d bytes, the format allows %d", length, maxValue)
	}
	binary.BigEndian.PutUint16(elements[1].Value, uint16(length))
	file := appendElements(make([]byte, 0, length+len(body)), elements)
	file = append(file, bytes.Repeat([]byte{padByte}, length-len(file))...)
	return append(file, body...), elements, nil
}

// sign writes the signature into its place in the file.
func sign(file []byte, elements []Element, digest Digest, key crypto.Signer) error {
	start := 0
	for _, e := range elements {
		if e.Tag == TagSignature {
			break
		}
		start += tlvOverhead + len(e.Value)
	}
	e, _ := find(elements, TagSignature)
	end := start + tlvOverhead + e.Length
	signature, err := key.Sign(rand.Reader, digest.sum(file[:start], file[end:]), digest.Hash())
	if err != nil {
		return fmt.Errorf("signing: %w", err)
	}
	if len(signature) != e.Length {
		return fmt.Errorf("signing: signature has %d bytes, want %d", len(signature), e.Length)
	}
	copy(file[start+tlvOverhead:end], signature)
	return nil
}

// elements returns the header with zeros for its length and the signature.
func (t headerTemplate) elements(s Signer) ([]Element, error) {
	modulus, length, err := s.modulus()
	if err != nil {
		return nil, err
	}
	info, err := t.signerInfo(s)
	if err != nil {
		return nil, err
	}
	name, err := textValue(t.fileName)
	if err != nil || t.fileName == "" {
		return nil, errors.Join(fmt.Errorf("file name %q cannot stand in a header", t.fileName), err)
	}
	list := []Element{field(TagVersion, []byte{t.version.Major, t.version.Minor}), field(TagHeaderLength, make([]byte, 2))}
	if t.signerVersion != nil {
		list = append(list, field(TagSignerVersion, []byte{t.signerVersion.Major, t.signerVersion.Minor}))
	}
	list = append(list, container(TagSignerInfo, info...)...)
	list = append(list, container(TagSignatureInfo, append([]Element{field(TagDigest, []byte{byte(t.digest)})},
		container(TagSignatureAlgoInfo, field(TagSignatureAlgorithm, []byte{0}), field(TagModulus, []byte{modulus}))...)...)...)
	list = append(list, field(TagSignature, make([]byte, length)), field(TagFileName, name))
	if !t.timestamp.IsZero() {
		unix := t.timestamp.Unix()
		if unix < 0 || unix > math.MaxUint32 {
			return nil, fmt.Errorf("time stamp %s does not fit 32 bits of seconds", t.timestamp)
		}
		list = append(list, field(TagTimestamp, binary.BigEndian.AppendUint32(nil, uint32(unix))))
	}
	list = append(list, t.encryption...)
	return list, checkSizes(list)
}

// signerInfo returns the members of tag 3 in the layout's order.
func (t headerTemplate) signerInfo(s Signer) ([]Element, error) {
	name, err := textValue(s.Name)
	if err != nil {
		return nil, err
	}
	ca, err := textValue(s.CAName)
	if err != nil {
		return nil, err
	}
	if len(s.Serial) == 0 {
		return nil, fmt.Errorf("signer %q has no serial number", s.Name)
	}
	info := []Element{field(TagSignerName, name), field(TagSignerSerial, s.Serial), field(TagCAName, ca)}
	if t.layout == LayoutReference {
		info[1], info[2] = info[2], info[1]
	}
	return info, nil
}

// textValue returns a text with its NUL.
func textValue(s string) ([]byte, error) {
	if strings.ContainsRune(s, 0) {
		return nil, fmt.Errorf("text %q contains a NUL", s)
	}
	return append([]byte(s), 0), nil
}

func field(tag uint8, value []byte) Element {
	return Element{Tag: tag, Length: len(value), Value: value}
}

// container returns the container element and its members.
func container(tag uint8, contents ...Element) []Element {
	return append([]Element{{Tag: tag, Length: size(contents)}}, contents...)
}

// size returns the encoded size of elements in bytes.
func size(elements []Element) int {
	n := 0
	for _, e := range elements {
		n += tlvOverhead + len(e.Value)
	}
	return n
}

// checkSizes refuses values that a 16-bit length cannot describe.
func checkSizes(elements []Element) error {
	for _, e := range elements {
		if e.Length > maxValue {
			return fmt.Errorf("tag %d has %d bytes, the format allows %d", e.Tag, e.Length, maxValue)
		}
	}
	return nil
}
