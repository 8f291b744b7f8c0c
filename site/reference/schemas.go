package reference

import (
	"bytes"
	"fmt"
	"strings"

	"tvslab/lesson"
	"tvslab/scenarios"
	"tvslab/scenarios/file"
	"tvslab/site/page"
)

// Schemas is the page of the schemas.
const Schemas = "schema/index.html"

// described is a schema that the site has.
type published struct {
	Name, Title, Command string
	text                 func(openapi []byte) ([]byte, error)
	Path                 string
	Identity             string // its $id; "" for the description of the API, which has none
}

// schemas are those of files and of the API. A number in a path is raised with a change that refuses what was right before.
var schemas = []published{
	{Name: "scenario", Title: "Scenario files and plans: tvslab run, plan, explore, check", Command: "tvslab schema",
		text: func([]byte) ([]byte, error) { return scenarios.Schema() }},
	{Name: "lesson", Title: "Lesson files: tvslab lesson", Command: "tvslab lesson schema", text: func([]byte) ([]byte, error) { return lesson.Schema() }},
	{Name: "openapi", Title: "The control API, as OpenAPI 3.1 describes it", Command: "curl --unix-socket SOCKET http://lab/openapi.json",
		text: func(openapi []byte) ([]byte, error) { return openapi, nil }},
}

// Path is where the schema of that name is.
func Path(name string) string { return "schema/" + name + "/1.json" }

// SchemaPage is the page of the schemas, and the schemas by their paths. Under a base, an address that ends in a slash, identities are addresses; else
// they are the names that the commands print.
func SchemaPage(openapi []byte, base string) (page.Page, map[string][]byte, error) {
	texts := map[string][]byte{}
	var list []published
	for _, s := range schemas {
		text, err := s.text(openapi)
		if err != nil {
			return page.Page{}, nil, fmt.Errorf("schema %s: %w", s.Name, err)
		}
		s.Path = Path(s.Name)
		if named := file.SchemaID(s.Name); bytes.Contains(text, []byte(named)) {
			s.Identity = named
			if base != "" {
				s.Identity = base + s.Path
				text = bytes.Replace(text, []byte(named), []byte(s.Identity), 1)
			}
		}
		texts[s.Path] = append(bytes.TrimRight(text, "\n"), '\n')
		list = append(list, s)
	}
	if base == "" {
		base = "https://docs.example.org/tvslab/"
	}
	body, err := page.Execute(templates, "schemas", map[string]any{"From": Schemas, "Schemas": list,
		"Example": "# yaml-language-server: $schema=" + base + Path("scenario") + "\ntitle: CallManager and TVS, all at once\nrelease: \"11.5\"",
		"Settings": strings.Join([]string{`{`, `  "yaml.schemas": {`, `    "` + base + Path("scenario") + `": "plans/*.yaml",`,
			`    "` + base + Path("lesson") + `": "lessons/*.yaml"`, `  }`, `}`}, "\n")})
	return page.Page{Path: Schemas, Title: "JSON Schemas", Body: body,
		About: "Schemas of scenario files, lesson files and the control API at paths that stay, for editors and programs."}, texts, err
}
