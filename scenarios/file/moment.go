package file

import (
	"strings"
	"time"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"
)

// Moment is a point of time, to the second, with its place. The zero Moment means that nothing was written.
type Moment struct {
	Value time.Time // UTC
	Pos   Pos
}

// momentForms are how a moment may be written; without a zone it is in UTC, and a day is its beginning.
var momentForms = []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime, "2006-01-02 15:04", time.DateOnly}

// UnmarshalNode reads a date-time such as "2026-03-02T08:00:00Z", or a day.
func (x *Moment) UnmarshalNode(d *Decoder, n *yaml.Node, where string) {
	x.Pos = PosOf(n)
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		d.WrongType(n, where, "a date or a date with its time")
		return
	}
	for _, form := range momentForms {
		at, err := time.Parse(form, strings.TrimSpace(n.Value))
		if at = at.UTC().Truncate(time.Second); err == nil && !at.IsZero() {
			x.Value = at
			return
		}
	}
	d.Add(x.Pos, "write for example 2026-03-02 or 2026-03-02T08:00:00Z", "%s: %q is no date", where, n.Value)
}

// JSONSchema of a moment.
func (Moment) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string",
		Pattern: `^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?\s*$`}
}

// String writes the moment as it is read.
func (x Moment) String() string { return x.Value.Format(time.RFC3339) }
