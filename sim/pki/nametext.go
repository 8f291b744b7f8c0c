package pki

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What bounds a distinguished name in text: bytes, parts, and the characters of a value (RFC 5280, appendix A.1: the largest bound of
// X.520 for what stands in names).
const (
	maxNameText  = 2 << 10
	maxNameParts = 30
	maxNameValue = 128
)

// attributeTypes are the short names of RFC 4514, of Java and of OpenSSL.
var attributeTypes = map[string]asn1.ObjectIdentifier{
	"CN": oidCommonName, "C": oidCountry, "L": oidLocality, "ST": oidState, "S": oidState, "O": oidOrganization, "OU": oidUnit,
	"SERIALNUMBER": oidSerialNumber, "STREET": {2, 5, 4, 9}, "T": {2, 5, 4, 12}, "TITLE": {2, 5, 4, 12}, "SN": {2, 5, 4, 4},
	"GIVENNAME": {2, 5, 4, 42}, "UID": {0, 9, 2342, 19200300, 100, 1, 1}, "DC": oidDomainComponent,
	"E": oidEmail, "EMAIL": oidEmail, "EMAILADDRESS": oidEmail,
}

var (
	oidDomainComponent = asn1.ObjectIdentifier{0, 9, 2342, 19200300, 100, 1, 25}
	oidEmail           = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}
)

// ParseName reads a distinguished name as RFC 4514 and `show cert` write it, the last part of the certificate first:
// "L=Ghent, CN=cucm-pub, OU=Voice, O=Example, C=BE". Parts may be separated by semicolons, as in trust lists, and values quoted. The
// result is the DER RDNSequence. Which string types the real certificate has is not in the text: printable where that does, else UTF-8.
func ParseName(text string) ([]byte, error) {
	if len(text) > maxNameText {
		return nil, fmt.Errorf("name has %d bytes, at most %d", len(text), maxNameText)
	}
	parts := splitName(text, ",;")
	if len(parts) > maxNameParts {
		return nil, fmt.Errorf("name %.40q... has %d parts, at most %d", text, len(parts), maxNameParts)
	}
	var names pkix.RDNSequence
	for _, part := range parts {
		var set pkix.RelativeDistinguishedNameSET
		for _, piece := range splitName(part, "+") {
			a, err := parseAttribute(piece)
			if err != nil {
				return nil, fmt.Errorf("name %q: %w", text, err)
			}
			set = append(set, a)
		}
		names = append(names, set)
	}
	slices.Reverse(names)
	der, err := asn1.Marshal(names)
	if err != nil {
		return nil, fmt.Errorf("name %q: %w", text, err)
	}
	return der, nil
}

// splitName splits at separators that are neither quoted nor escaped.
func splitName(text, separators string) []string {
	var parts []string
	start, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case text[i] == '"':
			quoted = !quoted
		case !quoted && strings.IndexByte(separators, text[i]) >= 0:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

func parseAttribute(text string) (a pkix.AttributeTypeAndValue, err error) {
	key, written, ok := strings.Cut(text, "=")
	if !ok {
		return a, fmt.Errorf("%q is no attribute; write for example CN=cucm-pub", strings.TrimSpace(text))
	}
	if a.Type, err = attributeType(strings.TrimSpace(key)); err != nil {
		return a, err
	}
	if encoded, ok := strings.CutPrefix(strings.TrimSpace(written), "#"); ok {
		a.Value, err = encodedValue(encoded)
		return a, err
	}
	value, err := attributeValue(written)
	if err != nil {
		return a, fmt.Errorf("%s: %w", strings.TrimSpace(key), err)
	}
	a.Value = value
	if a.Type.Equal(oidDomainComponent) || a.Type.Equal(oidEmail) {
		a.Value = asn1.RawValue{Tag: asn1.TagIA5String, Bytes: []byte(value)}
	}
	return a, nil
}

// attributeType reads a short name or numbers, with "OID." before them or not.
func attributeType(key string) (asn1.ObjectIdentifier, error) {
	if oid, ok := attributeTypes[strings.ToUpper(key)]; ok {
		return oid, nil
	}
	var oid asn1.ObjectIdentifier
	for number := range strings.SplitSeq(strings.TrimPrefix(strings.ToUpper(key), "OID."), ".") {
		n, err := strconv.ParseUint(number, 10, 31)
		if err != nil || len(oid) > maxNameParts {
			return nil, fmt.Errorf("attribute %q is not known; CN, OU, O, L, ST and C are", key)
		}
		oid = append(oid, int(n))
	}
	if len(oid) < 2 || oid[0] > 2 || oid[0] < 2 && oid[1] > 39 {
		return nil, fmt.Errorf("attribute %q is no object identifier", key)
	}
	return oid, nil
}

// encodedValue reads a string value that is written as the hexadecimal digits of its DER, as values of unknown attributes are.
func encodedValue(text string) (any, error) {
	der, err := hex.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("value \"#%s\": %w", text, err)
	}
	var value string
	if rest, err := asn1.Unmarshal(der, &value); err != nil || len(rest) > 0 {
		return nil, fmt.Errorf("value \"#%s\" is not the DER of one string", text)
	}
	return asn1.RawValue{FullBytes: der}, nil
}

// attributeValue takes quotes and escapes away.
func attributeValue(written string) (string, error) {
	written = strings.TrimLeft(written, " ")
	for strings.HasSuffix(written, " ") && !strings.HasSuffix(written, `\ `) {
		written = written[:len(written)-1]
	}
	if strings.HasPrefix(written, `"`) {
		if len(written) < 2 || !strings.HasSuffix(written, `"`) {
			return "", fmt.Errorf("the quote in %q is not closed", written)
		}
		written = written[1 : len(written)-1]
	}
	value := unescape(written)
	switch {
	case value == "":
		return "", fmt.Errorf("it is empty")
	case !utf8.ValidString(value) || strings.ContainsFunc(value, unicode.IsControl):
		return "", fmt.Errorf("%q has characters that cannot stand in a certificate", value)
	case utf8.RuneCountInString(value) > maxNameValue:
		return "", fmt.Errorf("%.40q... has %d characters, at most %d", value, utf8.RuneCountInString(value), maxNameValue)
	}
	return value, nil
}

// unescape takes a backslash before a character, or before two hexadecimal digits that stand for a byte.
func unescape(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		if i+2 < len(text) {
			if raw, err := hex.DecodeString(text[i+1 : i+3]); err == nil {
				b.Write(raw)
				i += 2
				continue
			}
		}
		i++
		b.WriteByte(text[i])
	}
	return b.String()
}
