package frame

import (
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"time"
)

//go:embed templates
var templates embed.FS

// problems is the page of what could not be done, and notices.
var problems = Templates(templates, "problem.html")

// functions are those of all templates.
var functions = template.FuncMap{
	"date":  func(t time.Time) string { return t.UTC().Format("2006-01-02") },
	"clock": func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") },
	"count": counted,
	"dict":  dict,
}

// counted is a number with what is counted, "1 phone", "3 phones".
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// dict gives a template several values: name, value, name, value.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: %d values are no pairs", len(pairs))
	}
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// Templates reads pages, files below templates/ of a package, on top of the layout: they define the block content, and the parts that are
// asked for alone. A file that several pages share is named with each. It panics where they cannot be read: they are part of the program.
func Templates(files fs.FS, pages ...string) *template.Template {
	t := template.Must(template.New("").Funcs(functions).ParseFS(templates, "templates/layout.html"))
	for _, p := range pages {
		t = template.Must(t.ParseFS(files, path.Join("templates", p)))
	}
	return t
}
