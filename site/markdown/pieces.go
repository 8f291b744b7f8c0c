package markdown

import (
	"bytes"
	"html"
	"io"
	"strconv"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// figure is a picture that stands alone: its words are below it.
type figure struct{ ast.BaseBlock }

var kindFigure = ast.NewNodeKind("Figure")

func (*figure) Kind() ast.NodeKind              { return kindFigure }
func (f *figure) Dump(source []byte, level int) { ast.DumpHelper(f, source, level, nil, nil) }

// figures makes figures of paragraphs that are a picture and nothing else.
func figures(tree ast.Node) {
	for n := tree.FirstChild(); n != nil; {
		next := n.NextSibling()
		if p, ok := n.(*ast.Paragraph); ok && p.ChildCount() == 1 && p.FirstChild().Kind() == ast.KindImage {
			f := &figure{}
			f.AppendChild(f, p.FirstChild())
			tree.ReplaceChild(tree, p, f)
		}
		n = next
	}
}

// pieces renders what pages of the site have otherwise than the library.
type pieces struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (pieces) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindCodeBlock, code)
	r.Register(ast.KindFencedCodeBlock, code)
	r.Register(ast.KindHeading, heading)
	r.Register(ast.KindImage, picture)
	r.Register(kindFigure, pictureAlone)
	r.Register(east.KindTable, table)
	r.Register(ast.KindHTMLBlock, nothing)
	r.Register(ast.KindRawHTML, escaped)
}

// nothing: pages have comments for the programs that write their tables, and no other blocks of HTML.
func nothing(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkSkipChildren, nil
}

// escaped shows what looks like HTML within a line as it is written.
func escaped(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if raw, ok := n.(*ast.RawHTML); ok && entering {
		put(w, html.EscapeString(string(raw.Segments.Value(source))))
	}
	return ast.WalkSkipChildren, nil
}

func code(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		language := ""
		if f, ok := n.(*ast.FencedCodeBlock); ok {
			language = string(f.Language(source))
		}
		put(w, string(Code(string(bytes.TrimRight(n.Lines().Value(source), "\n")), language)), "\n")
	}
	return ast.WalkSkipChildren, nil
}

// heading has a link to itself.
func heading(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	h := n.(*ast.Heading)
	level := strconv.Itoa(h.Level)
	id := attribute(n, "id")
	switch {
	case entering && id == "":
		put(w, "<h", level, ">")
	case entering:
		put(w, "<h", level, ` id="`, html.EscapeString(id), `">`)
	case h.Level == 1 || id == "":
		put(w, "</h", level, ">\n")
	default:
		put(w, ` <a class="here" href="#`, html.EscapeString(id), `" aria-label="Link to this section: `, html.EscapeString(words(n, source)), `">#</a></h`, level, ">\n")
	}
	return ast.WalkContinue, nil
}

func picture(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	put(w, `<img src="`, html.EscapeString(string(n.(*ast.Image).Destination)), `" alt="`, html.EscapeString(words(n, source)), `"`)
	for _, side := range []string{"width", "height"} {
		if v, ok := n.AttributeString(side); ok && v != 0 {
			put(w, " ", side, `="`, strconv.Itoa(v.(int)), `"`)
		}
	}
	put(w, ` loading="lazy" decoding="async">`)
	return ast.WalkSkipChildren, nil
}

// pictureAlone leads to the picture in its full size.
func pictureAlone(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	image := n.FirstChild().(*ast.Image)
	if entering {
		put(w, `<figure><a href="`, html.EscapeString(string(image.Destination)), `">`)
	} else {
		put(w, "</a><figcaption>", html.EscapeString(words(image, source)), "</figcaption></figure>\n")
	}
	return ast.WalkContinue, nil
}

// table can be scrolled by itself, so that the page is as wide as the window.
func table(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		put(w, "</table></div>\n")
		return ast.WalkContinue, nil
	}
	label := attribute(n, "label")
	if label == "" {
		label = "Table"
	}
	put(w, `<div class="table-wrap" role="region" tabindex="0" aria-label="`, html.EscapeString(label), `"><table>`, "\n")
	return ast.WalkContinue, nil
}

func attribute(n ast.Node, name string) string {
	v, ok := n.AttributeString(name)
	switch v := v.(type) {
	case []byte:
		return string(v)
	case string:
		return v
	}
	_ = ok
	return ""
}

// put writes to a buffer, which keeps its error until it is flushed.
func put(w io.StringWriter, parts ...string) {
	for _, p := range parts {
		_, _ = w.WriteString(p)
	}
}
