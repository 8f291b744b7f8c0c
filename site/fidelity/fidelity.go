// Package fidelity makes the page on which the points of docs/fidelity.md can be filtered: how near the lab is, on what that rests, which setting
// changes it. It reads the tables of that page; what they say is not judged here, but for the words of the basis.
package fidelity

import (
	"embed"
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strings"

	"tvslab/site/library"
	"tvslab/site/markdown"
	"tvslab/site/page"
	"tvslab/site/search"
)

//go:embed templates
var files embed.FS

var templates = page.Templates(files)

// Path is the page.
const Path = "fidelity/index.html"

// Source is the page whose tables are read, without and with the folder of the site.
const (
	Source  = "docs/fidelity.md"
	written = "docs/fidelity.html"
)

// point is a row of a table.
type point struct {
	ID      string
	Area    string
	Anchor  string // of the area on the page
	What    template.HTML
	Here    template.HTML
	Basis   string
	From    string // the source
	Setting string
	Rests   []string // how the basis is classed
	Sources []string
	plain   string // what it is about, without marks
}

// columns say in which column of a table something stands, by the header.
var columns = struct{ what, basis, source, setting []string }{
	what:    []string{"point", "rule", "setting", "whose certificate", "file", "names begin with", "models", "kind", "word", "step"},
	basis:   []string{"basis"},
	source:  []string{"source"},
	setting: []string{"setting"},
}

// rests are the classes of a basis, by words that stand in it or in the source.
var rests = []struct {
	name  string
	words *regexp.Regexp
}{
	{"simplified", regexp.MustCompile(`(?i)\bsimplified\b`)},
	{"unknown: guessed or inferred", regexp.MustCompile(`(?i)\b(guess(es|ed)?|inferred|recalled|not published|unknown)\b`)},
	{"made up by the lab", regexp.MustCompile(`(?i)\b(lab|chosen)\b`)},
	{"imitated: document", regexp.MustCompile(`(?i)\b(documents?|traces?|tech notes?|security guides?|guides?|RFC|\d{6})\b`)},
	{"imitated: file or other implementation", regexp.MustCompile(`(?i)\b(files? (of|that)|file|other implementation|usecallmanager\.nz)\b`)},
}

// NoBasis is the class of rows that name none.
const NoBasis = "not said"

// Make reads the tables of a page and makes the page of their rows; settings are the names that there are.
func Make(doc *markdown.Document, settings []string) (page.Page, []search.Entry, error) {
	points, err := read(doc.Tables, settings)
	if err != nil {
		return page.Page{}, nil, err
	}
	var entries []search.Entry
	for _, p := range points {
		entries = append(entries, search.Entry{Kind: search.Point, Title: p.plain, Path: Path + "#" + p.ID, About: p.Area + ": " + p.Basis, Words: p.Setting})
	}
	body, err := page.Execute(templates, "fidelity", map[string]any{"From": Path, "Written": written, "Points": points, "Fields": fields(points)})
	return page.Page{Path: Path, Title: "Fidelity, point by point", Body: body, Wide: true, Rows: true, Source: Source,
		About: fmt.Sprintf("%d points: what is imitated, simplified or unknown, on what it rests, and which setting changes it.", len(points))}, entries, err
}

// read makes points of the rows of all tables that are about what the lab does.
func read(tables []markdown.Table, settings []string) (points []point, err error) {
	names := markdown.Names{}
	for _, t := range tables {
		if len(t.Header) < 3 {
			continue // what words mean
		}
		c := place(t.Header)
		for _, row := range t.Rows {
			p, err := c.point(t, row, settings)
			if err != nil {
				return nil, err
			}
			p.ID = "point-" + names.Name(beginning(p.plain))
			points = append(points, p)
		}
	}
	return points, nil
}

// beginning is the first words of a text: enough of a name, and it stays when the end of the text is corrected.
func beginning(text string) string {
	words := strings.Fields(text)
	return strings.Join(words[:min(len(words), 8)], " ")
}

// placed says which columns of a table are what, -1 for none.
type placed struct{ what, basis, source, setting int }

func place(header []string) placed {
	find := func(names []string) int {
		return slices.IndexFunc(header, func(h string) bool { return slices.Contains(names, h) })
	}
	p := placed{find(columns.what), find(columns.basis), find(columns.source), find(columns.setting)}
	if p.setting == p.what {
		p.setting = -1
	}
	return p
}

func (c placed) point(t markdown.Table, row []string, settings []string) (point, error) {
	p := point{Area: t.Section, Anchor: t.ID, Basis: cell(row, c.basis), From: cell(row, c.source), plain: plain(cell(row, c.what))}
	var said []string
	for i, text := range row {
		if !slices.Contains([]int{c.what, c.basis, c.source, c.setting}, i) && text != "" && t.Header[i] != "row" {
			said = append(said, named(t.Header[i], text))
		}
	}
	var err error
	if p.What, err = inline(cell(row, c.what)); err != nil {
		return p, err
	}
	if p.Here, err = inline(strings.Join(said, "; ")); err != nil {
		return p, err
	}
	p.Basis, p.From = plain(p.Basis), plain(p.From)
	whole := strings.Join(row, " ")
	for _, s := range settings {
		if strings.Contains(whole, "`"+s+"`") {
			p.Setting = s
			break
		}
	}
	basis := p.Basis + " " + p.From
	for _, r := range rests {
		if r.words.MatchString(basis) {
			p.Rests = append(p.Rests, r.name)
		}
	}
	if len(p.Rests) == 0 {
		p.Rests = []string{NoBasis}
	}
	p.Sources = library.Cited(basis)
	return p, nil
}

// named is a cell with its column, but for the one that is called "here" on most tables.
func named(column, text string) string {
	if column == "here" || column == "what follows here" || column == "" {
		return text
	}
	return column + ": " + text
}

func cell(row []string, at int) string {
	if at < 0 || at >= len(row) {
		return ""
	}
	return row[at]
}

// nowhere leads no link of a cell anywhere: its words are shown, and the page that has it has the links.
type nowhere struct{}

func (nowhere) Link(to string) (string, error) {
	if path, anchor, _ := strings.Cut(to, "#"); path == "" || strings.HasSuffix(path, ".md") {
		at := strings.TrimSuffix(path, ".md") + ".html"
		if path == "" {
			at = "fidelity.html"
		}
		if anchor != "" {
			at += "#" + anchor
		}
		return page.Rel(Path, "docs/"+at), nil
	}
	return to, nil
}

func (nowhere) Picture(to string) (markdown.Picture, error) {
	return markdown.Picture{}, fmt.Errorf("a picture in a table: %s", to)
}

// inline is a cell as HTML.
func inline(text string) (template.HTML, error) {
	d, err := markdown.Render([]byte(strings.ReplaceAll(text, `\|`, "|")), nowhere{})
	if err != nil {
		return "", err
	}
	return template.HTML(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(string(d.HTML)), "<p>"), "</p>")), nil
}

// links are those of Markdown.
var links = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)

// plain is a cell without marks.
func plain(text string) string {
	return strings.NewReplacer("`", "", `\|`, "|").Replace(links.ReplaceAllString(text, "$1"))
}
