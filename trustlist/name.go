package trustlist

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Attribute types of a distinguished name that the files print.
var attributeNames = map[string]string{
	"2.5.4.3":                    "CN",
	"2.5.4.11":                   "OU",
	"2.5.4.10":                   "O",
	"2.5.4.7":                    "L",
	"2.5.4.8":                    "ST",
	"2.5.4.6":                    "C",
	"2.5.4.9":                    "STREET",
	"0.9.2342.19200300.100.1.25": "DC",
	"0.9.2342.19200300.100.1.1":  "UID",
}

// ciscoOrder is the order in which CUCM prints attributes, whatever their
// order in the certificate (published CTL file of 2015, certificates of both
// orders).
var ciscoOrder = []string{"CN", "OU", "O", "L", "ST", "C"}

type attribute struct{ key, value string }

// attributes returns the relative names of a DER RDNSequence in certificate
// order; nil when it cannot be parsed.
func attributes(raw []byte) [][]attribute {
	var seq pkix.RDNSequence
	if _, err := asn1.Unmarshal(raw, &seq); err != nil {
		return nil
	}
	names := make([][]attribute, len(seq))
	for i, set := range seq {
		for _, a := range set {
			key, ok := attributeNames[a.Type.String()]
			if !ok {
				key = a.Type.String()
			}
			names[i] = append(names[i], attribute{key, fmt.Sprint(a.Value)})
		}
	}
	return names
}

// Name returns a distinguished name as CUCM writes it into trust lists, logs
// and TVS requests: "CN=..;OU=..;O=..;L=..;ST=..;C=..", attributes in this
// fixed order, missing and other ones left out, nothing escaped. rawSubject is
// the DER RDNSequence (RawSubject or RawIssuer); of a malformed one the result
// is empty. That repeated attributes keep certificate order, and that domain
// components are left out, is inferred (Cisco tech notes 116232, 213407).
func Name(rawSubject []byte) string {
	flat := slices.Concat(attributes(rawSubject)...)
	var parts []string
	for _, key := range ciscoOrder {
		for _, a := range flat {
			if a.key == key {
				parts = append(parts, a.key+"="+a.value)
			}
		}
	}
	return strings.Join(parts, ";")
}

// RFC4514Name returns a distinguished name as the tools of usecallmanager.nz
// write it: RFC 4514 pieces joined with "," in certificate order (the RFC asks
// for the reverse), attribute types without a short name as dotted numbers.
func RFC4514Name(rawSubject []byte) string {
	var parts []string
	for _, set := range attributes(rawSubject) {
		var pieces []string
		for _, a := range set {
			pieces = append(pieces, a.key+"="+escapeValue(a.value))
		}
		parts = append(parts, strings.Join(pieces, "+"))
	}
	return strings.Join(parts, ",")
}

var escaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`, `+`, `\+`, `,`, `\,`, `;`, `\;`, `<`, `\<`, `>`, `\>`, "\x00", `\00`)

// escapeValue escapes an attribute value after RFC 4514 section 2.4.
func escapeValue(value string) string {
	v := escaper.Replace(value)
	if strings.HasPrefix(v, "#") || strings.HasPrefix(v, " ") {
		v = `\` + v
	}
	if len(v) > 1 && strings.HasSuffix(v, " ") {
		v = v[:len(v)-1] + `\ `
	}
	return v
}

// sameName reports whether a text names the subject: written exactly as one
// of the two writers would, or, for the quoted names of the Windows CTL
// client, with the same values of CN, OU, O, L, ST and C in any order.
func sameName(name string, raw []byte) bool {
	if name == Name(raw) || name == RFC4514Name(raw) {
		return true
	}
	want := slices.DeleteFunc(slices.Concat(attributes(raw)...), func(a attribute) bool {
		return !slices.Contains(ciscoOrder, a.key)
	})
	return slices.Equal(sorted(splitName(name)), sorted(want))
}

func sorted(list []attribute) []attribute {
	return slices.SortedFunc(slices.Values(list), func(a, b attribute) int {
		return strings.Compare(a.key+"="+a.value, b.key+"="+b.value)
	})
}

// splitName takes the known attributes out of a printed name: split at
// unescaped, unquoted commas, semicolons and plus signs, with quotes and
// backslashes undone. A missing closing quote is forgiven: the CTL client
// leaves it out.
func splitName(name string) []attribute {
	var list []attribute
	var piece strings.Builder
	flush := func() {
		key, value, found := strings.Cut(piece.String(), "=")
		key = strings.ToUpper(strings.TrimSpace(key))
		if found && slices.Contains(ciscoOrder, key) {
			list = append(list, attribute{key, value})
		}
		piece.Reset()
	}
	quoted := false
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case c == '\\':
			value, n := unescape(name[i+1:])
			piece.WriteString(value)
			i += n
		case c == '"':
			quoted = !quoted
		case !quoted && strings.IndexByte(",;+", c) >= 0:
			flush()
		default:
			piece.WriteByte(c)
		}
	}
	flush()
	return list
}

// unescape undoes what follows a backslash: two hex digits or one character.
// It returns the meaning and the number of bytes used.
func unescape(s string) (string, int) {
	if len(s) >= 2 {
		if b, err := hex.DecodeString(s[:2]); err == nil {
			return string(b), 2
		}
	}
	if s == "" {
		return "", 0
	}
	return s[:1], 1
}
