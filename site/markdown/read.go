package markdown

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// Table is a table of a page: cells as words and as the page writes them.
type Table struct {
	Section string // title of the heading that it stands below
	ID      string // of that heading
	Header  []string
	Rows    [][]string // cells in Markdown
}

// read takes title, sections and tables, and gives headings their names.
func (d *Document) read(tree ast.Node, source []byte) {
	names := Names{}
	for n := tree.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			s := Section{Level: n.Level, Title: words(n, source)}
			s.ID = names.Name(s.Title)
			n.SetAttributeString("id", []byte(s.ID))
			d.Sections = append(d.Sections, s)
			if d.Title == "" && n.Level == 1 {
				d.Title = s.Title
			}
		default:
			d.take(n, source)
		}
	}
}

// take adds a block to the section that it stands in.
func (d *Document) take(n ast.Node, source []byte) {
	said := words(n, source)
	if _, ok := n.(*ast.Paragraph); ok && d.About == "" {
		d.About = strings.Join(strings.Fields(said), " ")
	}
	if len(d.Sections) == 0 {
		return
	}
	last := &d.Sections[len(d.Sections)-1]
	last.Words += " " + said
	if n.Kind() == ast.KindCodeBlock || n.Kind() == ast.KindFencedCodeBlock {
		last.Code = append(last.Code, strings.TrimRight(string(n.Lines().Value(source)), "\n"))
	}
	if t, ok := n.(*east.Table); ok {
		one := readTable(t, source)
		one.Section, one.ID = last.Title, last.ID
		d.Tables = append(d.Tables, one)
		n.SetAttributeString("label", "Table "+strconv.Itoa(len(d.Tables))+": "+last.Title)
	}
}

func readTable(t *east.Table, source []byte) (table Table) {
	for row := t.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, strings.TrimSpace(string(cell.Lines().Value(source))))
		}
		if _, ok := row.(*east.TableHeader); ok {
			table.Header = cells
		} else {
			table.Rows = append(table.Rows, cells)
		}
	}
	return table
}

// words are what a reader sees of a node, without marks.
func words(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch {
		case !entering:
			if n.Type() == ast.TypeBlock {
				b.WriteByte(' ')
			}
			return ast.WalkContinue, nil
		case n.Kind() == ast.KindCodeBlock || n.Kind() == ast.KindFencedCodeBlock:
			b.Write(n.Lines().Value(source))
		}
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Segment.Value(source))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.RawHTML:
			b.Write(n.Segments.Value(source))
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(source))
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String())
}

// Names gives headings of a page the names by which GitHub lets them be linked: a second one of the same words gets -1.
type Names map[string]int

var noName = regexp.MustCompile(`[^\p{L}\p{M}\p{N}\p{Pc} -]`)

// Name is the name of the next heading.
func (n Names) Name(title string) string {
	name := strings.ReplaceAll(noName.ReplaceAllString(strings.ToLower(strings.TrimSpace(title)), ""), " ", "-")
	if name == "" {
		name = "section"
	}
	for {
		again := n[name]
		n[name]++
		if again == 0 {
			return name
		}
		name += "-" + strconv.Itoa(again)
	}
}
