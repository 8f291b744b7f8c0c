package file

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/invopop/jsonschema"
)

// Schemer is a type that says its own JSON Schema, as an Unmarshaler does that reads more than its keys say.
type Schemer interface{ JSONSchema() *jsonschema.Schema }

// Schema gives the JSON Schema (draft 2020-12) of a file that holds a value of type t, for editors. It is made from
// the keys that Decoder reads by. name is that of the kind of file.
func Schema(t reflect.Type, name string) ([]byte, error) {
	s := SchemaOf(t)
	s.Version = jsonschema.Version
	s.ID = jsonschema.ID(SchemaID(name))
	s.Title = "tvslab " + name
	return json.MarshalIndent(s, "", "  ")
}

// SchemaID is the identity of the schema of a kind of file: a name, as nobody knows where a schema is published. It has the number that stands in
// the path of a site, schema/NAME/1.json.
func SchemaID(name string) string { return "urn:tvslab:schema:" + name + ":1" }

// SchemaOf gives the schema of a value of a type.
func SchemaOf(t reflect.Type) *jsonschema.Schema {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if s, ok := reflect.New(t).Interface().(Schemer); ok {
		return s.JSONSchema()
	}
	switch t.Kind() {
	case reflect.Struct:
		return structSchema(t)
	case reflect.Slice:
		return &jsonschema.Schema{Type: "array", Items: SchemaOf(t.Elem())}
	case reflect.Bool:
		return &jsonschema.Schema{Type: "boolean"}
	case reflect.String:
		return &jsonschema.Schema{Type: "string", Pattern: `\S`}
	}
	return &jsonschema.Schema{Type: "integer", Minimum: "0"}
}

// SchemaFor gives the schema of a T.
func SchemaFor[T any]() *jsonschema.Schema { return SchemaOf(reflect.TypeFor[T]()) }

// structSchema is a mapping, or what may stand for it.
func structSchema(t reflect.Type) *jsonschema.Schema {
	s := shapeOf(t)
	if s.short == nil {
		return ObjectSchema(s.keys)
	}
	return &jsonschema.Schema{
		If:   &jsonschema.Schema{Type: "object"},
		Then: ObjectSchema(s.keys),
		Else: SchemaOf(t.FieldByIndex(s.short).Type),
	}
}

// ObjectSchema gives the schema of a mapping with these keys and no others.
func ObjectSchema(keys Keys) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
	for _, k := range keys {
		s.Properties.Set(k.Name, k.schema())
		if k.Need {
			s.Required = append(s.Required, k.Name)
		}
	}
	return s
}

func (k Key) schema() *jsonschema.Schema {
	s := SchemaOf(k.Type)
	s.Description = strings.ReplaceAll(k.Doc, "`", "")
	if words := append(slices.Clone(k.Words), k.Listed...); len(words) > 0 {
		Limited(s, words)
	}
	if k.Max > 0 {
		k.limit(s)
	}
	return s
}

// limit puts the range of the key into its schema.
func (k Key) limit(s *jsonschema.Schema) {
	switch k.Type.Kind() {
	case reflect.String:
		s.MaxLength = number(uint64(k.Max))
	case reflect.Slice:
		s.MaxItems = number(uint64(k.Max))
	default:
		s.Minimum, s.Maximum = json.Number(strconv.Itoa(k.Min)), json.Number(strconv.Itoa(k.Max))
	}
}

// Limited limits a word, or the words of a list, to the given ones.
func Limited(s *jsonschema.Schema, words []string) *jsonschema.Schema {
	if s.If != nil {
		Limited(s.Then.Items, words)
		Limited(s.Else, words)
		return s
	}
	s.Extras, s.Type = nil, "string"
	for _, w := range words {
		s.Enum = append(s.Enum, w)
	}
	return s
}

// AnyOfTypes is a value of one of several simple types.
func AnyOfTypes(names ...string) *jsonschema.Schema {
	return &jsonschema.Schema{Extras: map[string]any{"type": names}}
}

// ListOr is one value or a list of such. With if and else instead of anyOf a mistake gives one message.
func ListOr(item *jsonschema.Schema) *jsonschema.Schema {
	again := *item
	return &jsonschema.Schema{
		If:   &jsonschema.Schema{Type: "array"},
		Then: &jsonschema.Schema{Items: item, MinItems: number(1), MaxItems: number(MaxList)},
		Else: &again,
	}
}

// MapOf is a mapping from free names to values.
func MapOf(value *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", AdditionalProperties: value, MinProperties: number(1),
		PropertyNames: &jsonschema.Schema{MaxLength: number(MaxName)}}
}

// MapOfNamed is a mapping from some of the given names to values.
func MapOfNamed(names []string, value *jsonschema.Schema) *jsonschema.Schema {
	s := MapOf(value)
	Limited(s.PropertyNames, names)
	return s
}

// MapUpTo is a mapping from free names to so many values at most.
func MapUpTo(most int, value *jsonschema.Schema) *jsonschema.Schema {
	s := MapOf(value)
	s.MaxProperties = number(uint64(most))
	return s
}

// Beside asks a mapping for one key more than it has of those that are listed. With if and else a mistake gives one
// message.
func Beside(keys []string) *jsonschema.Schema { return beside(keys, 1) }

// beside asks for n keys and those that are yet to be found.
func beside(keys []string, n uint64) *jsonschema.Schema {
	if len(keys) == 0 {
		return &jsonschema.Schema{MinProperties: number(n), MaxProperties: number(n)}
	}
	return &jsonschema.Schema{
		If:   &jsonschema.Schema{Required: keys[:1]},
		Then: beside(keys[1:], n+1),
		Else: beside(keys[1:], n),
	}
}

func number(n uint64) *uint64 { return &n }

// JSONSchema of a word: names such as 8841 and 12.5 may be written as numbers.
func (Name) JSONSchema() *jsonschema.Schema { return AnyOfTypes("string", "number") }

// JSONSchema of one word or several.
func (Names) JSONSchema() *jsonschema.Schema { return ListOr(Name{}.JSONSchema()) }

// JSONSchema of one word or several.
func (Selector) JSONSchema() *jsonschema.Schema { return ListOr(Name{}.JSONSchema()) }

// JSONSchema of a value of any simple type.
func (Scalar) JSONSchema() *jsonschema.Schema { return AnyOfTypes("string", "number", "boolean") }

// JSONSchema of the text of a duration.
func (Duration) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: durationForm.String()}
}
