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
	s.Version, s.ID, s.Title = jsonschema.Version, jsonschema.ID(file.SchemaID("lesson")), "tvslab lesson"
	s.Definitions = jsonschema.Definitions{"step": file.SchemaFor[scenarios.Step](), "expectation": expect.Expectations{}.JSONSchema()}
	loosen(s)
	return json.MarshalIndent(s, "", "  ")
}

// loosen lets a variable stand where a number, a list, one of some words or a text of a certain form is wanted: which one it becomes, no schema knows.
func loosen(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	for _, below := range []*jsonschema.Schema{s.Items, s.Then, s.Else, s.AdditionalProperties, s.PropertyNames} {
		loosen(below)
	}
	for _, below := range s.Definitions {
		loosen(below)
	}
	if s.Properties != nil {
		for pair := s.Properties.Oldest(); pair != nil; pair = pair.Next() {
			loosen(pair.Value)
		}
	}
	switch {
	case len(s.Enum) > 0:
		s.AnyOf, s.Enum = []*jsonschema.Schema{{Enum: s.Enum}, {Pattern: variableForm}}, nil
	case s.Type == "string" && s.Pattern != "":
		s.Pattern = "(?:" + s.Pattern + ")|" + variableForm
	case s.Type == "integer", s.Type == "boolean", s.Type == "array":
		s.Extras, s.Type = map[string]any{"type": []string{s.Type, "string"}}, ""
		s.Pattern = variableForm
	}
}

// variableForm is what a text holds with a variable in it.
const variableForm = `\$\{`
