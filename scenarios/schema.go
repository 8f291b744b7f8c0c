package scenarios

import (
	"encoding/json"
	"reflect"
	"strconv"

	"github.com/invopop/jsonschema"
)

// Schema gives the JSON Schema (draft 2020-12) of a scenario file, for
// editors. It is made from the struct tags that Load reads by. A step is one
// object with every verb as an optional property, so that one typo gives one
// message. Names of nodes, groups and backups are beyond a schema; Load
// checks those.
func Schema() ([]byte, error) {
	s := objectSchema(reflect.TypeFor[Scenario]())
	s.Version = jsonschema.Version
	s.Title = "tvslab scenario"
	return json.MarshalIndent(s, "", "  ")
}

// special gives the schema of the types that read themselves.
var special map[reflect.Type]func() *jsonschema.Schema

func init() { // in init because the functions look into the map themselves
	of := func(t reflect.Type) func() *jsonschema.Schema {
		return func() *jsonschema.Schema { return objectSchema(t) }
	}
	special = map[reflect.Type]func() *jsonschema.Schema{
		reflect.TypeFor[Name]():              word,
		reflect.TypeFor[Names]():             func() *jsonschema.Schema { return listOr(word()) },
		reflect.TypeFor[Selector]():          func() *jsonschema.Schema { return listOr(word()) },
		reflect.TypeFor[Ranges]():            func() *jsonschema.Schema { return listOr(word()) },
		reflect.TypeFor[Scalar]():            func() *jsonschema.Schema { return types("string", "number", "boolean") },
		reflect.TypeFor[Registered]():        func() *jsonschema.Schema { return types("string", "boolean") },
		reflect.TypeFor[Refusal]():           func() *jsonschema.Schema { return types("string", "boolean") },
		reflect.TypeFor[Duration]():          durationSchema,
		reflect.TypeFor[Wait]():              waitSchema,
		reflect.TypeFor[Nodes]():             func() *jsonschema.Schema { return mapOf(of(reflect.TypeFor[Node]())()) },
		reflect.TypeFor[Groups]():            func() *jsonschema.Schema { return mapOf(of(reflect.TypeFor[Group]())()) },
		reflect.TypeFor[SettingList]():       func() *jsonschema.Schema { return mapOf(types("string", "number", "boolean")) },
		reflect.TypeFor[Clusters]():          func() *jsonschema.Schema { return mapOf(of(reflect.TypeFor[OtherCluster]())()) },
		reflect.TypeFor[ServiceStates]():     func() *jsonschema.Schema { return mapOf(enumerated(word(), serviceStates)) },
		reflect.TypeFor[Presentations]():     func() *jsonschema.Schema { return mapOf(enumerated(word(), presentedStates)) },
		reflect.TypeFor[CertificateStates](): func() *jsonschema.Schema { return mapOf(enumerated(listOr(word()), certificateStates)) },
		reflect.TypeFor[SameCertificates]():  func() *jsonschema.Schema { return mapOf(word()) },
		reflect.TypeFor[Holdings]():          func() *jsonschema.Schema { return mapOf(listOr(word())) },
		reflect.TypeFor[PhoneChoice]():       func() *jsonschema.Schema { return objectOrWords(reflect.TypeFor[PhoneChoice]()) },
		reflect.TypeFor[Snapshot]():          func() *jsonschema.Schema { return objectOrWords(reflect.TypeFor[Snapshot]()) },
		reflect.TypeFor[WhenList]():          func() *jsonschema.Schema { return listOr(of(reflect.TypeFor[When]())()) },
		reflect.TypeFor[ListDeletion]():      func() *jsonschema.Schema { return objectOrWords(reflect.TypeFor[ListDeletion]()) },
		reflect.TypeFor[LSCUpdate]():         func() *jsonschema.Schema { return objectOrWords(reflect.TypeFor[LSCUpdate]()) },
		reflect.TypeFor[Expectations]():      func() *jsonschema.Schema { return mapOf(listOr(expectationSchema())) },
		reflect.TypeFor[Step]():              stepSchema,
	}
}

// typeSchema gives the schema of a value of a field.
func typeSchema(t reflect.Type) *jsonschema.Schema {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if make, ok := special[t]; ok {
		return make()
	}
	switch t.Kind() {
	case reflect.Struct:
		return objectSchema(t)
	case reflect.Slice:
		return &jsonschema.Schema{Type: "array", Items: typeSchema(t.Elem())}
	case reflect.Bool:
		return &jsonschema.Schema{Type: "boolean"}
	case reflect.String:
		return &jsonschema.Schema{Type: "string", Pattern: `\S`}
	}
	return &jsonschema.Schema{Type: "integer", Minimum: "0"}
}

// objectSchema gives the schema of a struct by the tags of its fields.
func objectSchema(t reflect.Type) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
	for _, f := range fieldsOf(t) {
		s.Properties.Set(f.name, fieldSchema(f))
		if f.need {
			s.Required = append(s.Required, f.name)
		}
	}
	return s
}

func fieldSchema(f field) *jsonschema.Schema {
	s := typeSchema(f.typ)
	s.Description = f.doc
	if len(f.enum) > 0 {
		enumerated(s, f.enum)
	}
	if f.max > 0 {
		s.Minimum, s.Maximum = json.Number(strconv.Itoa(f.min)), json.Number(strconv.Itoa(f.max))
	}
	return s
}

// enumerated limits a word, or the words of a list, to the given ones.
func enumerated(s *jsonschema.Schema, words []string) *jsonschema.Schema {
	if s.If != nil {
		enumerated(s.Then.Items, words)
		enumerated(s.Else, words)
		return s
	}
	s.Extras, s.Type = nil, "string"
	for _, w := range words {
		s.Enum = append(s.Enum, w)
	}
	return s
}

// types is a value of one of several simple types.
func types(names ...string) *jsonschema.Schema {
	return &jsonschema.Schema{Extras: map[string]any{"type": names}}
}

// word is a Name; names such as 8841 and 12.5 may be written as numbers.
func word() *jsonschema.Schema { return types("string", "number") }

// listOr is one value or a list of such. With if and else instead of anyOf
// a mistake gives one message.
func listOr(item *jsonschema.Schema) *jsonschema.Schema {
	again := *item
	return &jsonschema.Schema{
		If:   &jsonschema.Schema{Type: "array"},
		Then: &jsonschema.Schema{Items: item, MinItems: number(1)},
		Else: &again,
	}
}

func mapOf(value *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", AdditionalProperties: value, MinProperties: number(1)}
}

func number(n uint64) *uint64 { return &n }

func durationSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: durationForm.String()}
}

func waitSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: "^registered$|" + durationForm.String()}
}

// objectOrWords is a mapping, or the words that stand for its main key.
func objectOrWords(t reflect.Type) *jsonschema.Schema {
	return &jsonschema.Schema{
		If:   &jsonschema.Schema{Type: "object"},
		Then: objectSchema(t),
		Else: listOr(word()),
	}
}

// expectationSchema allows what phones and nodes allow together: a schema
// cannot know which of the two a name is.
func expectationSchema() *jsonschema.Schema {
	s := objectSchema(reflect.TypeFor[PhoneExpectation]())
	node := objectSchema(reflect.TypeFor[NodeExpectation]())
	for p := node.Properties.Oldest(); p != nil; p = p.Next() {
		phone, both := s.Properties.Get(p.Key)
		switch {
		case !both:
			s.Properties.Set(p.Key, p.Value)
		case p.Key == "services":
			s.Properties.Set(p.Key, &jsonschema.Schema{If: &jsonschema.Schema{Type: "object"}, Then: p.Value, Else: phone})
		case p.Key != "when":
			phone.Enum = append(phone.Enum, p.Value.Enum...)
			phone.Description += " Of a node: " + p.Value.Description
		}
	}
	return s
}

// stepSchema is one object with all verbs, of which exactly one is there
// beside the qualifiers.
func stepSchema() *jsonschema.Schema {
	s := objectSchema(reflect.TypeFor[Step]())
	count := beside(qualifierNames(), 1)
	s.If, s.Then, s.Else = count.If, count.Then, count.Else
	return s
}

// beside asks for one key more than there are qualifiers, n of which have
// been found. With if and else a mistake gives one message.
func beside(qualifiers []string, n uint64) *jsonschema.Schema {
	if len(qualifiers) == 0 {
		return &jsonschema.Schema{MinProperties: number(n), MaxProperties: number(n)}
	}
	return &jsonschema.Schema{
		If:   &jsonschema.Schema{Required: qualifiers[:1]},
		Then: beside(qualifiers[1:], n+1),
		Else: beside(qualifiers[1:], n),
	}
}
