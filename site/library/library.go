// Package library makes the pages of the scenarios and lessons that are in the program: one for each, an index that is filtered, and the reason
// codes with the scenarios in which they are met. What came of scenarios is told by a record; it plays nothing.
package library

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/scenarios/record"
	"tvslab/site/markdown"
	"tvslab/site/page"
	"tvslab/site/search"
)

//go:embed templates
var files embed.FS

var templates = page.Templates(files)

// Paths of the pages that have all in one.
const (
	Index   = "library/index.html"
	Reasons = "library/reasons.html"
	Lessons = "lessons/index.html"
)

// Path is the page of the scenario in a file below scenarios/library.
func Path(file string) string { return "library/" + strings.TrimSuffix(file, ".yaml") + ".html" }

// item is a scenario with what came of it.
type item struct {
	*scenarios.Scenario
	Played    record.Scenario
	Path      string
	Folder    string
	Releases  []string
	Verbs     []string
	Documents []string
}

// Pages are the index, a page for each scenario, and the one of reason codes; entries are what a search finds of them.
func Pages(played *record.Library) ([]page.Page, []search.Entry, error) {
	all, err := items(played)
	if err != nil {
		return nil, nil, err
	}
	index, err := indexPage(all)
	if err != nil {
		return nil, nil, err
	}
	pages, entries := []page.Page{index}, []search.Entry{}
	for _, i := range all {
		p, err := i.page()
		if err != nil {
			return nil, nil, err
		}
		pages, entries = append(pages, p), append(entries, i.entry())
	}
	codes, more, err := reasonsPage(all)
	return append(pages, codes), append(entries, more...), err
}

// items are the scenarios of the program with what came of them.
func items(played *record.Library) (list []item, err error) {
	all, err := library.Find("*")
	if err != nil {
		return nil, err
	}
	known := map[string]record.Scenario{}
	for _, p := range played.Scenarios {
		known[p.File] = p
	}
	for _, s := range all {
		p, ok := known[s.File]
		if !ok {
			return nil, fmt.Errorf("scenario %s is not in %s: make scenarios-doc", s.Name, record.File)
		}
		list = append(list, newItem(s, p))
	}
	return list, nil
}

func newItem(s *scenarios.Scenario, p record.Scenario) item {
	i := item{Scenario: s, Played: p, Path: Path(s.File), Documents: Cited(s.Source)}
	i.Folder, _, _ = strings.Cut(s.File, "/")
	for _, row := range p.Rows {
		i.Releases = append(i.Releases, row.Releases...)
	}
	slices.SortFunc(i.Releases, byRelease)
	i.Releases = slices.Compact(i.Releases)
	for n := range s.Steps {
		i.Verbs = append(i.Verbs, s.Steps[n].Verb)
	}
	slices.Sort(i.Verbs)
	i.Verbs = slices.Compact(i.Verbs)
	return i
}

// entry is what a search finds.
func (i item) entry() search.Entry {
	words := append([]string{i.Teaches, i.Source, i.Description, i.Conflict}, append(i.Played.Reasons, i.Verbs...)...)
	return search.Entry{Kind: search.Scenario, Title: i.Name, Path: i.Path, About: i.Title, Words: strings.Join(words, " ")}
}

// page is that of a scenario.
func (i item) page() (page.Page, error) {
	body, err := page.Execute(templates, "scenario", i)
	sections := []markdown.Section{{Level: 1, Title: i.Name}}
	return page.Page{Path: i.Path, Title: i.Name, About: sentence(i.Title), Body: body, Sections: sections, Source: path.Join("scenarios/library", i.File), Wide: true,
		Hidden: true}, err
}

// Text is the file of the scenario as it is.
func (i item) Code() string { return strings.TrimRight(string(i.Text()), "\n") }

// sentence is a text on one line with one full stop.
func sentence(text string) string {
	return strings.TrimSuffix(strings.Join(strings.Fields(text), " "), ".") + "."
}
