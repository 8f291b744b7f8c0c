package site

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"tvslab/site/page"
	"tvslab/site/search"
)

// planFile says how pages are arranged.
const planFile = "docs/navigation.yaml"

// more is the section of pages that no section names.
const more = "More"

// plan is how pages are arranged.
type plan struct {
	Main     []named   `yaml:"main"`     // in the bar at the top
	Begin    []way     `yaml:"begin"`    // on the front page
	Sections []section `yaml:"sections"` // at the side
	Apart    []string  `yaml:"apart"`    // pages whose headings are found as something else
}

// named is a page with a short title.
type named struct {
	Page  string `yaml:"page"`
	Title string `yaml:"title"`
}

// way is where readers of one kind begin.
type way struct {
	Title string   `yaml:"title"`
	Says  string   `yaml:"says"`
	Pages []string `yaml:"pages"`

	links []page.Link
}

// Links are the pages of a way.
func (w way) Links() []page.Link { return w.links }

type section struct {
	Title string   `yaml:"title"`
	Pages []string `yaml:"pages"`
}

func readPlan(tree fs.FS) (p plan, err error) {
	text, err := fs.ReadFile(tree, planFile)
	if err != nil {
		return p, fmt.Errorf("site: %w", err)
	}
	if err := yaml.Load(text, &p, yaml.WithKnownFields()); err != nil {
		return p, fmt.Errorf("site: %s: %w", planFile, err)
	}
	return p, nil
}

// pageOf is the path of a page as the plan names it: by a file or folder of the project, or by its path.
func pageOf(name string) string {
	switch path.Ext(name) {
	case ".html":
		return name
	case "":
		return folderPath(name)
	}
	return pathOf(name)
}

// finish gives all pages their layout, with the index to search by and the files that pages load.
func (b *book) finish() (Files, error) {
	titles, hidden := map[string]string{}, map[string]bool{}
	for _, p := range b.pages {
		if titles[p.Path] != "" {
			return nil, fmt.Errorf("site: two pages are at %s", p.Path)
		}
		titles[p.Path], hidden[p.Path] = p.Title, p.Hidden
	}
	groups, err := b.groups(titles, hidden)
	if err != nil {
		return nil, err
	}
	for _, p := range b.pages {
		if b.files[p.Path], err = p.HTML(b.around(p.Path, groups)); err != nil {
			return nil, err
		}
	}
	loaded, err := page.Files()
	if err != nil {
		return nil, err
	}
	maps.Copy(b.files, loaded)
	b.files[mark], err = search.Index(b.entries)
	return b.files, err
}

// groups are the sections of the navigation; a page that no section names, and that is not one of many, is under "More".
func (b *book) groups(titles map[string]string, hidden map[string]bool) (list []page.Group, err error) {
	listed := map[string]bool{}
	for _, s := range b.plan.Sections {
		g := page.Group{Title: s.Title}
		for _, name := range s.Pages {
			at := pageOf(name)
			if titles[at] == "" {
				return nil, fmt.Errorf("site: %s: section %q: there is no page %q", planFile, s.Title, name)
			}
			listed[at] = true
			g.Pages = append(g.Pages, page.Link{Path: at, Title: titles[at]})
		}
		list = append(list, g)
	}
	rest := page.Group{Title: more}
	for _, at := range slices.Sorted(maps.Keys(titles)) {
		if !listed[at] && !hidden[at] {
			rest.Pages = append(rest.Pages, page.Link{Path: at, Title: titles[at]})
		}
	}
	if len(rest.Pages) > 0 {
		list = append(list, rest)
	}
	return list, nil
}

// around is what surrounds the page at a path.
func (b *book) around(at string, groups []page.Group) page.Around {
	var a page.Around
	var all []page.Link
	for _, g := range groups {
		g.Pages = slices.Clone(g.Pages)
		for i := range g.Pages {
			g.Pages[i].Here = g.Pages[i].Path == at
		}
		a.Groups = append(a.Groups, g)
		all = append(all, g.Pages...)
	}
	for _, m := range b.plan.Main {
		to := pageOf(m.Page)
		a.Main = append(a.Main, page.Link{Path: to, Title: m.Title, Here: to == at || path.Base(to) == "index.html" && strings.HasPrefix(at, path.Dir(to)+"/")})
	}
	if i := slices.IndexFunc(all, func(l page.Link) bool { return l.Here }); i >= 0 {
		if i > 0 {
			a.Previous = &all[i-1]
		}
		if i < len(all)-1 {
			a.Next = &all[i+1]
		}
	}
	return a
}
