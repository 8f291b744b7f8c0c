package twin

import (
	"encoding/hex"
	"fmt"
	"strings"

	"tvslab/twin/shown"
)

// nameText writes a distinguished name as `show cert` does of a node: the last part of the certificate first.
func nameText(n shown.Name) string {
	var parts []string
	for _, p := range []struct{ key, value string }{{"L", n.L}, {"ST", n.ST}, {"CN", n.CN}, {"OU", n.OU}, {"O", n.O}, {"C", n.C}} {
		if p.value != "" {
			parts = append(parts, p.key+"="+quoted(p.value))
		}
	}
	return strings.Join(parts, ", ")
}

// quoted writes a value of a name, in quotes where it holds what separates.
func quoted(value string) string {
	if strings.ContainsAny(value, `,;+="\<>#`) || strings.TrimSpace(value) != value {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
	}
	return value
}

// write writes what is known of the certificate, in one line.
func (c *Certificate) fields() string {
	fields := []string{"subject: " + scalar(nameText(c.Subject))}
	add := func(key, value string) {
		if value != "" {
			fields = append(fields, key+": "+value)
		}
	}
	if !c.selfSigned() {
		add("issuer", scalar(nameText(c.Issuer)))
	}
	if len(c.Serial) > 0 {
		add("serial", scalar(hex.EncodeToString(c.Serial)))
	}
	if !c.From.IsZero() {
		add("from", moment(c.From))
	}
	if !c.Until.IsZero() {
		add("until", moment(c.Until))
	}
	if c.Bits > 0 {
		add("bits", fmt.Sprint(c.Bits))
	}
	add("hash", c.Hash)
	if len(c.Names) > 0 {
		add("names", flow(c.Names))
	}
	return "{" + strings.Join(fields, ", ") + "}"
}
