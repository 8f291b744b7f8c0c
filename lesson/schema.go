package lesson

import (
	"encoding/json"

	"github.com/invopop/jsonschema"

	"tvslab/scenarios"
	"tvslab/scenarios/expect"
	"tvslab/scenarios/file"
)

// What a lesson speaks of in many places stands once in its schema.
const (
	stepRef        = "#/$defs/step"
	expectationRef = "#/$defs/expectation"
)

// Schema gives the JSON Schema (draft 2020-12) of a lesson file, for editors.
func Schema() ([]byte, error) {
	s := file.SchemaFor[Lesson]()
	s.Version, s.Title = jsonschema.Version, "tvslab lesson"
	s.Definitions = jsonschema.Definitions{"step": file.SchemaFor[scenarios.Step](), "expectation": expect.Expectations{}.JSONSchema()}
	return json.MarshalIndent(s, "", "  ")
}
