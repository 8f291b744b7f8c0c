package file

import (
	"strings"
	"time"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"
)

// Date is a day, in UTC, with its place.
type Date struct {
	Value time.Time // its beginning
	Pos   Pos
}

// midnight is what some readers of YAML append to a date without quotes, which they take for a time.
const midnight = "T00:00:00Z"

// UnmarshalNode reads a date such as "2030-01-31".
func (x *Date) UnmarshalNode(d *Decoder, n *yaml.Node, where string) {
	x.Pos = PosOf(n)
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		d.WrongType(n, where, "a date")
		return
	}
	day, err := time.Parse(time.DateOnly, strings.TrimSuffix(n.Value, midnight))
	if err != nil || day.IsZero() {
		d.Add(x.Pos, "write for example 2030-01-31", "%s: %q is no date", where, n.Value)
		return
	}
	x.Value = day
}

// JSONSchema of a date.
func (Date) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}(` + midnight + `)?$`}
}

// String writes the date as it is read.
func (x Date) String() string { return x.Value.Format(time.DateOnly) }
