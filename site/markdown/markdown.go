// Package markdown makes HTML of the pages of the documentation, as GitHub does: its tables, its names of headings, so that links that work there
// work here. Code is marked by class, when it is made: a reader needs no script for it. It knows no addresses; where a link leads says a Linker.
package markdown

import (
	"bytes"
	"fmt"
	"html/template"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Document is what a page says.
type Document struct {
	HTML     template.HTML
	Title    string // of its first heading
	About    string // its first paragraph, without marks
	Sections []Section
	Tables   []Table
}

// Section is a heading and the words below it, up to the next heading.
type Section struct {
	Level int
	ID    string
	Title string // without marks
	Words string
	Code  []string // blocks of code below it, as they are written
}

// Picture is what is known of a picture: its size in pixels, 0 if it has none.
type Picture struct {
	Address       string
	Width, Height int
}

// Linker says where links of a page lead in the place that it is written for.
type Linker interface {
	// Link is the address for a destination as the page writes it.
	Link(destination string) (string, error)
	// Picture is the address of a picture and its size.
	Picture(destination string) (Picture, error)
}

// Render reads a page. The error names a link that leads nowhere.
func Render(source []byte, links Linker) (*Document, error) {
	marks := goldmark.New(
		goldmark.WithExtensions(extension.Linkify, extension.Strikethrough, extension.TaskList,
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(pieces{}, 100))),
	)
	tree := marks.Parser().Parse(text.NewReader(source), parser.WithContext(parser.NewContext()))
	doc := &Document{}
	doc.read(tree, source)
	if err := resolve(tree, links); err != nil {
		return nil, err
	}
	figures(tree)
	var b bytes.Buffer
	if err := marks.Renderer().Render(&b, source, tree); err != nil {
		return nil, fmt.Errorf("markdown: %w", err)
	}
	doc.HTML = template.HTML(b.String())
	return doc, nil
}

// resolve puts the addresses of a place where the page has destinations.
func resolve(tree ast.Node, links Linker) error {
	return ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			address, err := links.Link(string(n.Destination))
			if err != nil {
				return ast.WalkStop, err
			}
			n.Destination = []byte(address)
		case *ast.Image:
			p, err := links.Picture(string(n.Destination))
			if err != nil {
				return ast.WalkStop, err
			}
			n.Destination = []byte(p.Address)
			n.SetAttributeString("width", p.Width)
			n.SetAttributeString("height", p.Height)
		}
		return ast.WalkContinue, nil
	})
}
