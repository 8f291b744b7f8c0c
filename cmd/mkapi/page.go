package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tvslab/sim/lab/api"
)

//go:embed intro.txt
var intro string

// page writes docs/api.md.
func page(d *document, answers []played) []byte {
	w := &writer{doc: d}
	w.WriteString(intro)
	w.resources()
	w.problems(answers)
	for _, r := range api.Resources() {
		op := d.Paths[r.Path][strings.ToLower(r.Method)]
		w.resource(r.Method, r.Path, op)
		for _, a := range answers {
			if a.resource == op.OperationID {
				w.answer(a)
			}
		}
	}
	w.documents()
	return w.Bytes()
}

type writer struct {
	bytes.Buffer
	doc *document
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

func (w *writer) resources() {
	w.line("## Resources\n\n| request | what |\n|---|---|")
	for _, r := range api.Resources() {
		w.line("| [`%s %s`](#%s) | %s |", r.Method, r.Path, r.OperationID, r.Summary)
	}
	w.line("| `GET /openapi.json`, `/openapi.yaml` | The description of all this |")
}

func (w *writer) problems(answers []played) {
	w.line("\n## Errors\n\nErrors are problems as RFC 9457 has them, `application/problem+json`. Where the status says all, `type` is `about:blank`.\n\n| type | status | when |\n|---|---|---|")
	for _, p := range api.Problems() {
		w.line("| `%s` | %d | %s |", p.Type, p.Status, p.Says)
	}
	for _, a := range answers {
		if a.resource == "" {
			w.answer(a)
		}
	}
}

func (w *writer) resource(method, path string, op operation) {
	w.line("\n## %s\n\n`%s %s`: %s. %s\n", op.OperationID, method, path, op.Summary, op.Description)
	if len(op.Parameters) > 0 {
		w.line("| parameter | in | type | what |\n|---|---|---|---|")
		for _, p := range op.Parameters {
			w.line("| `%s` | %s | %s | %s |", p.Name, p.In, typeOf(p.Schema), p.Description)
		}
		w.line("")
	}
	if m, ok := op.RequestBody.Content["application/json"]; ok {
		w.line("Body: %s.", typeOf(m.Schema))
	}
	if m, ok := op.Responses["200"].Content["application/json"]; ok {
		w.line("Answer: %s.", typeOf(m.Schema))
	}
}

// answer shows an example.
func (w *writer) answer(a played) {
	command := "curl --unix-socket $SOCKET"
	if a.body != nil && a.example.body != "" {
		command += " -H 'Content-Type: application/json' -d '" + a.example.body + "'"
	}
	w.line("\n    $ %s 'http://lab%s'", command, a.path)
	text, _ := json.MarshalIndent(shortened(a.body), "", "  ") // it came as JSON
	lines := strings.Split(string(text), "\n")
	const most = 24
	if len(lines) > most {
		lines = append(lines[:most], "...")
	}
	for _, line := range lines {
		w.line("    %s", line)
	}
}

// shortened cuts long texts and all but the first elements of lists.
func shortened(v any) any {
	const longest, elements = 100, 1
	switch of := v.(type) {
	case string:
		if len(of) > longest {
			return of[:longest] + "..."
		}
	case []any:
		short := []any{}
		for _, one := range of[:min(len(of), elements)] {
			short = append(short, shortened(one))
		}
		return short
	case map[string]any:
		short := map[string]any{}
		for key, one := range of {
			short[key] = shortened(one)
		}
		return short
	}
	return v
}

// documents is a table of fields for each schema.
func (w *writer) documents() {
	w.line("\n## Documents\n\nFields that are not always there are marked with `?`.")
	for _, name := range slices.Sorted(maps.Keys(w.doc.Components.Schemas)) {
		s := w.doc.Components.Schemas[name]
		w.line("\n### %s\n\n| field | type | what |\n|---|---|---|", name)
		for _, field := range slices.Sorted(maps.Keys(s.Properties)) {
			mark := ""
			if !slices.Contains(s.Required, field) {
				mark = "?"
			}
			of := s.Properties[field]
			w.line("| `%s`%s | %s | %s |", field, mark, typeOf(of), strings.ReplaceAll(of.Description, "|", `\|`))
		}
	}
}

// typeOf is a type in a table.
func typeOf(s schema) string {
	switch {
	case s.Ref != "":
		name := s.Ref[strings.LastIndex(s.Ref, "/")+1:]
		return fmt.Sprintf("[%s](#%s)", name, strings.ToLower(name))
	case s.Items != nil:
		return "list of " + typeOf(*s.Items)
	}
	word := ""
	switch of := s.Type.(type) {
	case string:
		word = of
	case []any:
		word = fmt.Sprint(of[0])
	}
	if s.Format == "date-time" {
		return "time, RFC 3339"
	}
	return word
}
