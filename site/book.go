package site

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"

	"tvslab/site/markdown"
	"tvslab/site/page"
	"tvslab/site/search"
)

//go:embed templates
var files embed.FS

var templates = page.Templates(files)

// book is a site that is being made.
type book struct {
	tree      fs.FS
	plan      plan
	pages     []page.Page
	entries   []search.Entry
	files     Files
	documents map[string]*markdown.Document // pages of Markdown that were read, by file
	wanted    []string                      // files of the tree that pages link, and that are not pages yet
	known     map[string]bool               // all that was wanted
}

func newBook(tree fs.FS) (*book, error) {
	plan, err := readPlan(tree)
	if err != nil {
		return nil, err
	}
	return &book{tree: tree, plan: plan, files: Files{}, documents: map[string]*markdown.Document{}, known: map[string]bool{}}, nil
}

// written adds the pages of Markdown: those at the root and of docs, and all files that one of them leads to.
func (b *book) written() error {
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		found, err := fs.Glob(b.tree, pattern)
		if err != nil {
			return fmt.Errorf("site: %w", err)
		}
		for _, f := range found {
			b.want(f)
		}
	}
	for len(b.wanted) > 0 {
		file := b.wanted[0]
		b.wanted = b.wanted[1:]
		if err := b.take(file); err != nil {
			return fmt.Errorf("site: %s: %w", file, err)
		}
	}
	return nil
}

func (b *book) want(file string) {
	if !b.known[file] {
		b.known[file] = true
		b.wanted = append(b.wanted, file)
	}
}

// take adds a file: a page of Markdown, a picture, a folder, or source to be read.
func (b *book) take(file string) error {
	about, err := fs.Stat(b.tree, file)
	if err != nil {
		return err
	}
	if about.IsDir() {
		return b.takeFolder(file)
	}
	text, err := fs.ReadFile(b.tree, file)
	switch at := pathOf(file); {
	case err != nil:
		return err
	case strings.HasSuffix(file, ".md"):
		return b.takeMarkdown(file, text)
	case isPicture(file):
		b.files[at] = text
	case strings.HasPrefix(at, "source/"):
		return b.takeSource(file, text)
	}
	return nil
}

func (b *book) takeMarkdown(file string, text []byte) error {
	at := pathOf(file)
	doc, err := markdown.Render(text, linker{b, file, at})
	if err != nil {
		return err
	}
	b.documents[file] = doc
	p := page.Page{Path: at, Title: doc.Title, About: sentenceOf(doc.About, doc.Title), Body: doc.HTML, Sections: doc.Sections, Source: file,
		Hidden: !strings.HasPrefix(file, "docs/") || path.Dir(file) != "docs"}
	b.entries = append(b.entries, search.Entry{Kind: search.Page, Title: doc.Title, Path: at, About: p.About, Words: path.Base(file)})
	if !slices.Contains(b.plan.Apart, file) {
		for _, s := range doc.Sections {
			b.entries = append(b.entries, search.Entry{Kind: search.Heading, Title: s.Title, Path: at + "#" + s.ID, About: doc.Title, Words: s.Words})
		}
	}
	if file == "README.md" {
		p.Title = "tvslab"
		p.Sections = slices.Insert(slices.Clone(p.Sections), 1, markdown.Section{Level: 2, ID: "where-to-begin", Title: "Where to begin"})
		if p.Body, err = b.withBeginning(doc.HTML); err != nil {
			return err
		}
	}
	b.pages = append(b.pages, p)
	return nil
}

// withBeginning is the front page with the ways to begin after its first paragraph.
func (b *book) withBeginning(body template.HTML) (template.HTML, error) {
	before, after, ok := strings.Cut(string(body), "</p>\n")
	if !ok {
		return "", errors.New("there is no paragraph to begin with")
	}
	for i := range b.plan.Begin {
		b.plan.Begin[i].links = nil
		for _, name := range b.plan.Begin[i].Pages {
			title, err := b.titleOf(name)
			if err != nil {
				return "", err
			}
			b.plan.Begin[i].links = append(b.plan.Begin[i].links, page.Link{Path: pageOf(name), Title: title})
		}
	}
	cards, err := page.Execute(templates, "begin", b.plan.Begin)
	return template.HTML(before+"</p>\n") + cards + template.HTML(after), err
}

// titleOf is what a page calls itself before all are read: the first heading of its file, or what the plan calls it.
func (b *book) titleOf(name string) (string, error) {
	for _, m := range b.plan.Main {
		if m.Page == name {
			return m.Title, nil
		}
	}
	text, err := fs.ReadFile(b.tree, name)
	if err != nil {
		return "", fmt.Errorf("site: %s: %w", planFile, err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimPrefix(first, "# "), nil
}

// sourceLanguages are how files are highlighted, by their ends; others are text.
var sourceLanguages = map[string]string{".yaml": "yaml", ".yml": "yaml", ".go": "go", ".json": "json", ".py": "python", ".sh": "bash", ".js": "js", ".toml": "toml"}

func (b *book) takeSource(file string, text []byte) error {
	language := sourceLanguages[path.Ext(file)]
	if language == "" {
		language = "text"
	}
	body, err := page.Execute(templates, "source", map[string]any{"File": file, "Text": strings.TrimRight(string(text), "\n"), "Language": language})
	b.pages = append(b.pages, page.Page{Path: pathOf(file), Title: file, About: "The file " + file + " of the project.", Body: body, Source: file, Hidden: true, Wide: true})
	return err
}

// takeFolder lists a folder; decisions have a page of their own.
func (b *book) takeFolder(dir string) error {
	if dir == decisions || dir == screens {
		return nil
	}
	entries, err := fs.ReadDir(b.tree, dir)
	if err != nil {
		return err
	}
	at := folderPath(dir)
	var links []page.Link
	for _, e := range entries {
		file := path.Join(dir, e.Name())
		b.want(file)
		to := pathOf(file)
		if e.IsDir() {
			to = folderPath(file)
		}
		links = append(links, page.Link{Path: page.Rel(at, to), Title: e.Name()})
	}
	body, err := page.Execute(templates, "folder", map[string]any{"Dir": dir, "Links": links})
	b.pages = append(b.pages, page.Page{Path: at, Title: dir, About: "The folder " + dir + " of the project.", Body: body, Hidden: true})
	return err
}

func folderPath(dir string) string {
	if dir == decisions || dir == screens {
		return dir + "/index.html"
	}
	return "source/" + dir + "/index.html"
}

// sentenceOf is the first sentence of a text, or another text where there is none.
func sentenceOf(text, other string) string {
	if text == "" {
		return other
	}
	if first, _, ok := strings.Cut(text, ". "); ok {
		return first + "."
	}
	return text
}
