// Package site makes the site of the documentation from a tree of the project: pages of Markdown, the library, the points of fidelity, the commands,
// the control API, schemas, pictures and an index to search by. What it makes is files by path, the same at each time; it plays nothing and asks nobody.
package site

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"os"

	"tvslab/cmd/cli"
	"tvslab/phone"
	"tvslab/scenarios/record"
	"tvslab/setting"
	"tvslab/sim/cucm"
	"tvslab/site/fidelity"
	"tvslab/site/library"
	"tvslab/site/manual"
	"tvslab/site/page"
	"tvslab/site/reference"
	"tvslab/site/search"
)

// Files are a site: what is in each file, by its path.
type Files map[string][]byte

// Options say how a site is made.
type Options struct {
	Base string // the address where it will be, with a slash at its end: identities of schemas are addresses then; "" where that is not known
}

// Build makes the site of a tree of the project.
func Build(tree fs.FS, o Options) (Files, error) {
	b, err := newBook(tree)
	if err != nil {
		return nil, err
	}
	if err := b.written(); err != nil {
		return nil, err
	}
	if err := b.generated(o); err != nil {
		return nil, err
	}
	return b.finish()
}

// Write writes a site into a folder, which is made; what was in it goes if it is a site's.
func (f Files) Write(dir string) error {
	if err := cleared(dir); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return fmt.Errorf("site: %w", err)
		}
		if err := os.WriteFile(file, f[name], 0o644); err != nil {
			return fmt.Errorf("site: %w", err)
		}
	}
	return nil
}

// mark is a file by which a folder is known to hold a site, so that nothing else is deleted.
const mark = "static/search.js"

// cleared deletes the site that a folder holds. A folder with anything else is refused.
func cleared(dir string) error {
	held, err := os.ReadDir(dir)
	if err != nil || len(held) == 0 {
		return nil
	}
	if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(mark))); err != nil {
		return fmt.Errorf("site: folder %q holds something else than a site: name another, or empty it", dir)
	}
	return os.RemoveAll(dir)
}

// generated adds the pages that are made of data.
func (b *book) generated(o Options) error {
	for _, add := range []func() error{b.addLibrary, b.addLessons, b.addFidelity, b.addManual, b.addReference, b.addDecisions, b.addPictures,
		func() error { return b.addSchemas(o.Base) }} {
		if err := add(); err != nil {
			return err
		}
	}
	return nil
}

func (b *book) add(pages []page.Page, entries []search.Entry) {
	b.pages = append(b.pages, pages...)
	b.entries = append(b.entries, entries...)
}

func (b *book) addLibrary() error {
	text, err := fs.ReadFile(b.tree, record.File)
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	played, err := record.Parse(text)
	if err != nil {
		return err
	}
	pages, entries, err := library.Pages(played)
	b.add(pages, entries)
	return err
}

func (b *book) addLessons() error {
	pages, entries, err := library.LessonPages()
	b.add(pages, entries)
	return err
}

func (b *book) addFidelity() error {
	doc := b.documents[fidelity.Source]
	if doc == nil {
		return fmt.Errorf("site: there is no %s", fidelity.Source)
	}
	rows := append(settings(cucm.SettingRows()), settings(phone.SettingRows())...)
	var names []string
	for _, r := range rows {
		names = append(names, r.Title)
	}
	p, entries, err := fidelity.Make(doc, names)
	b.add([]page.Page{p}, append(entries, rows...))
	return err
}

// settings are what a search finds of a table of settings.
func settings[S any](rows setting.Table[S]) (list []search.Entry) {
	for _, r := range rows {
		list = append(list, search.Entry{Kind: search.Setting, Title: r.Name, Path: fidelity.Path + "?setting=" + r.Name, About: strings.ReplaceAll(r.Meaning, "`", ""), Words: r.Source})
	}
	return list
}

func (b *book) addManual() error {
	pages, entries, err := manual.Pages(cli.Root(nil, nil, nil))
	b.add(pages, entries)
	return err
}

func (b *book) addReference() error {
	openapi, err := fs.ReadFile(b.tree, "docs/openapi.json")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	doc := b.documents["docs/api.md"]
	if doc == nil {
		return fmt.Errorf("site: there is no docs/api.md")
	}
	p, entries, err := reference.APIPage(openapi, doc)
	b.add([]page.Page{p}, entries)
	return err
}

func (b *book) addSchemas(base string) error {
	openapi, err := fs.ReadFile(b.tree, "docs/openapi.json")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	p, texts, err := reference.SchemaPage(openapi, base)
	b.add([]page.Page{p}, nil)
	maps.Copy(b.files, texts)
	return err
}

// pathOf is where a file of the project is on the site: pages of Markdown as HTML, scenarios and lessons as the pages that are made of them.
func pathOf(file string) string {
	switch dir, name := path.Split(file); {
	case file == "README.md":
		return "index.html"
	case strings.HasSuffix(name, ".md"):
		return strings.TrimSuffix(file, ".md") + ".html"
	case strings.HasPrefix(file, "scenarios/library/") && strings.HasSuffix(name, ".yaml"):
		return library.Path(strings.TrimPrefix(file, "scenarios/library/"))
	case dir == "lessons/" && strings.HasSuffix(name, ".yaml"):
		return "lessons/" + strings.TrimSuffix(name, ".yaml") + ".html"
	case isPicture(name):
		return file
	}
	return "source/" + file + ".html"
}

func isPicture(name string) bool { return slices.Contains([]string{".png", ".svg"}, path.Ext(name)) }
