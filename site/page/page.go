// Package page is what all pages of the site have in common: addresses that hold at any base path and in a folder, the layout, and the files that
// pages load. The look is that of the pages of a lab: frame.css is theirs.
package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"

	"tvslab/site/markdown"
	"tvslab/web/frame"
)

// Page is a page of the site, before it has the layout.
type Page struct {
	Path     string // below the root of the site: docs/lab.html
	Title    string
	About    string        // what it says, in a sentence
	Body     template.HTML // with the one h1
	Sections []markdown.Section
	Source   string // the file of the project that it is made from, "" for a page that is made from several
	Wide     bool   // its tables need the room of the contents
	Rows     bool   // its rows can be filtered
	Hidden   bool   // it stands in no navigation: a scenario of many
}

// Link is a page as others name it.
type Link struct {
	Path, Title string
	Here        bool // the page that names it
}

// Group is a section of the navigation.
type Group struct {
	Title string
	Pages []Link
}

// Around is what surrounds a page.
type Around struct {
	Groups         []Group
	Main           []Link // in the bar at the top
	Previous, Next *Link
}

// Rel is the address of a path of the site on a page of it. Another part of the same page, and an address of another site, stay.
func Rel(from, to string) string {
	if strings.HasPrefix(to, "#") || strings.Contains(to, ":") {
		return to
	}
	return strings.Repeat("../", strings.Count(from, "/")) + to
}

// view is what the template is given.
type view struct {
	Page
	Around
	Contents []markdown.Section
}

// Root is the way from the page to the root of the site.
func (v view) Root() string { return strings.Repeat("../", strings.Count(v.Path, "/")) }

// To is the address of a path of the site.
func (v view) To(to string) string { return Rel(v.Path, to) }

//go:embed templates
var templates embed.FS

var layout = template.Must(template.ParseFS(templates, "templates/layout.html"))

// mostContents is how many headings the contents of a page may have before those of the third level are left out.
const mostContents = 60

// HTML is the page with its layout.
func (p Page) HTML(around Around) ([]byte, error) {
	var b bytes.Buffer
	if err := layout.Execute(&b, view{Page: p, Around: around, Contents: p.contents()}); err != nil {
		return nil, fmt.Errorf("page %s: %w", p.Path, err)
	}
	return b.Bytes(), nil
}

// contents are the headings of the second level, and of the third where these are not many.
func (p Page) contents() []markdown.Section {
	for _, level := range []int{3, 2} {
		var list []markdown.Section
		for _, s := range p.Sections {
			if s.Level > 1 && s.Level <= level {
				list = append(list, s)
			}
		}
		if len(list) <= mostContents || level == 2 {
			if len(list) < 2 {
				return nil
			}
			return list
		}
	}
	return nil
}

//go:embed static
var static embed.FS

// Files are the files that pages load, by their path in the site.
func Files() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, from := range []struct {
		files fs.FS
		dir   string
		names []string
	}{
		{frame.Look(), ".", []string{"frame.css", "theme.js", "look.js", "icon.svg"}},
		{static, "static", []string{"site.css", "site.js", "filter.js"}},
	} {
		for _, name := range from.names {
			text, err := fs.ReadFile(from.files, path.Join(from.dir, name))
			if err != nil {
				return nil, fmt.Errorf("file of all pages: %w", err)
			}
			files["static/"+name] = text
		}
	}
	return files, nil
}

// Templates reads templates of pages: "to" in them is the address of a path of the site, on the page from. It panics where they cannot be read:
// they are part of the program.
func Templates(files fs.FS) *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{"to": Rel, "joined": joined, "code": func(text, language string) template.HTML {
		return markdown.Code(text, language)
	}}).ParseFS(files, "templates/*.html"))
}

// joined is a list of values as rows that are filtered have them.
func joined(values []string) string { return "|" + strings.Join(values, "|") + "|" }

// Execute is what a template makes of data.
func Execute(t *template.Template, name string, data any) (template.HTML, error) {
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("template %s: %w", name, err)
	}
	return template.HTML(b.String()), nil
}
