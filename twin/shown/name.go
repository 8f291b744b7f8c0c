package shown

import (
	"cmp"
	"regexp"
	"strings"

	"tvslab/trustlist"
)

// Name is a distinguished name, as far as CUCM prints it into lists. Of a part that is there twice the first counts.
type Name struct{ CN, OU, O, L, ST, C string }

// part is where a part of a name begins: after a separator, in any of the forms of lists ("CN=..;OU=.."), certificates
// ("L=.., ST=..") and their newer provider ("C=..,O=.."). Values may hold the separators themselves: CUCM quotes few of them.
var part = regexp.MustCompile(`(?i)(?:^|[;,+])\s*(CN|OU|O|L|ST|S|C|DC|E|EMAILADDRESS|SERIALNUMBER|STREET|UID|T|OID\.[\d.]+|[\d.]+)=`)

// ParseName reads a distinguished name in any of the forms in which CUCM prints one.
func ParseName(text string) Name {
	var n Name
	fields := map[string]*string{"CN": &n.CN, "OU": &n.OU, "O": &n.O, "L": &n.L, "ST": &n.ST, "S": &n.ST, "C": &n.C}
	starts := part.FindAllStringSubmatchIndex(text, -1)
	for i, at := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		if field := fields[strings.ToUpper(text[at[2]:at[3]])]; field != nil {
			*field = cmp.Or(*field, unquoted(text[at[1]:end]))
		}
	}
	return n
}

// unquoted takes away quotes, of which the CTL client leaves out the last one, and backslashes.
func unquoted(value string) string {
	value = strings.TrimSpace(value)
	if rest, ok := strings.CutPrefix(value, `"`); ok {
		value = strings.TrimSpace(strings.TrimSuffix(rest, `"`))
	}
	return strings.ReplaceAll(value, `\`, "")
}

// nameOf reads a distinguished name in DER.
func nameOf(raw []byte) Name { return ParseName(trustlist.Name(raw)) }

// base is the last part of a path, of either system.
func base(path string) string { return path[strings.LastIndexAny(path, `/\`)+1:] }
