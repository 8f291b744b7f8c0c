// Package reference makes the page of the control API from its OpenAPI description, with the examples that docs/api.md has, and the page of the JSON
// Schemas with the schemas at paths that stay.
package reference

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"tvslab/site/markdown"
	"tvslab/site/page"
	"tvslab/site/search"
)

//go:embed templates
var files embed.FS

var templates = page.Templates(files)

// API is the page of the control API.
const API = "api/index.html"

// described is what the page takes of an OpenAPI document.
type described struct {
	Info       struct{ Description string }
	Paths      map[string]map[string]operation
	Components struct{ Schemas map[string]schema }
}

type operation struct {
	OperationID, Summary, Description string
	Tags                              []string
	Parameters                        []parameter
	RequestBody                       struct{ Content map[string]media }
	Responses                         map[string]struct {
		Description string
		Content     map[string]media
	}
}

type parameter struct {
	Name, In, Description string
	Required              bool
	Schema                schema
}

type media struct{ Schema schema }

type schema struct {
	Ref         string `json:"$ref"`
	Type        any    // a word, or several
	Format      string
	Description string
	Items       *schema
	Properties  map[string]schema
	Required    []string
	Examples    []any
	Extra       any `json:"additionalProperties"`
}

// resource is a request of the API on the page.
type resource struct {
	ID, Method, Path, Summary, About string
	Parameters                       []field
	Body, Answer                     template.HTML
	Examples                         []string
}

// field is a parameter, or a field of a document.
type field struct {
	Name, In, Says string
	Type           template.HTML
	Optional       bool
}

// document is a schema of the API on the page.
type document struct {
	ID, Name string
	Fields   []field
}

// tag is the resources about one thing.
type tag struct {
	Name, ID  string
	Resources []resource
}

// methods in the order of the page.
var methods = []string{"get", "post", "put", "patch", "delete"}

// APIPage is the page of the control API. Examples are those of the page that is written with the description: a section for each operation.
func APIPage(openapi []byte, written *markdown.Document) (page.Page, []search.Entry, error) {
	var d described
	if err := json.Unmarshal(openapi, &d); err != nil {
		return page.Page{}, nil, fmt.Errorf("the description of the control API: %w", err)
	}
	examples := map[string][]string{}
	for _, s := range written.Sections {
		examples[s.ID] = s.Code
	}
	tags := d.tags(examples)
	documents := d.documents()
	p := page.Page{Path: API, Title: "The control API", Source: "docs/openapi.json", About: "Every request of the control API of a lab, with parameters, documents and examples."}
	var entries []search.Entry
	for _, t := range tags {
		p.Sections = append(p.Sections, markdown.Section{Level: 2, ID: t.ID, Title: t.Name})
		for _, r := range t.Resources {
			entries = append(entries, search.Entry{Kind: search.Resource, Title: r.Method + " " + r.Path, Path: API + "#" + r.ID, About: r.Summary, Words: r.ID + " " + r.About})
		}
	}
	p.Sections = append(p.Sections, markdown.Section{Level: 2, ID: "documents", Title: "Documents"})
	var err error
	p.Body, err = page.Execute(templates, "api", map[string]any{"From": API, "About": d.Info.Description, "Tags": tags, "Documents": documents, "Schema": Path("openapi")})
	return p, entries, err
}

func (d described) tags(examples map[string][]string) (list []tag) {
	byName := map[string][]resource{}
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		for _, method := range methods {
			op, ok := d.Paths[path][method]
			if !ok {
				continue
			}
			name := "other"
			if len(op.Tags) > 0 {
				name = op.Tags[0]
			}
			byName[name] = append(byName[name], op.resource(method, path, examples))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		list = append(list, tag{Name: strings.ToUpper(name[:1]) + name[1:], ID: "about-" + strings.ReplaceAll(name, " ", "-"), Resources: byName[name]})
	}
	return list
}

func (op operation) resource(method, path string, examples map[string][]string) resource {
	r := resource{ID: op.OperationID, Method: strings.ToUpper(method), Path: path, Summary: op.Summary, About: op.Description, Examples: examples[op.OperationID]}
	for _, p := range op.Parameters {
		r.Parameters = append(r.Parameters, field{Name: p.Name, In: p.In, Type: p.Schema.words(), Says: cmp.Or(p.Description, p.Schema.Description), Optional: !p.Required})
	}
	if m, ok := op.RequestBody.Content["application/json"]; ok {
		r.Body = m.Schema.words()
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		if m, ok := op.Responses[status].Content["application/json"]; ok && r.Answer == "" {
			r.Answer = m.Schema.words()
		}
	}
	return r
}

func (d described) documents() (list []document) {
	for _, name := range slices.Sorted(maps.Keys(d.Components.Schemas)) {
		s := d.Components.Schemas[name]
		one := document{ID: "document-" + name, Name: name}
		for _, f := range slices.Sorted(maps.Keys(s.Properties)) {
			of := s.Properties[f]
			one.Fields = append(one.Fields, field{Name: f, Type: of.words(), Says: of.Description, Optional: !slices.Contains(s.Required, f)})
		}
		list = append(list, one)
	}
	return list
}

// words are the type of a value, with a link where it is a document.
func (s schema) words() template.HTML {
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		name = template.HTMLEscapeString(name)
		return template.HTML(`<a href="#document-` + name + `">` + name + `</a>`)
	}
	kind := ""
	switch t := s.Type.(type) {
	case string:
		kind = t
	case []any:
		kind = strings.TrimSuffix(strings.Trim(fmt.Sprint(t), "[]"), " null")
	}
	switch {
	case s.Items != nil:
		return "list of " + s.Items.words()
	case s.Format == "date-time":
		return "time, RFC 3339"
	case kind == "object" && s.Extra != nil && s.Extra != false:
		return "object of values by name"
	case kind == "":
		return "any"
	}
	return template.HTML(template.HTMLEscapeString(kind))
}
