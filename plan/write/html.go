package write

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"tvslab/plan"
	"tvslab/printable"
)

//go:embed page.html
var pageText string

//go:embed page.css
var pageCSS string

//go:embed page.js
var pageJS string

// page is one HTML file that needs nothing but itself: no script, style, font or picture of anywhere else.
var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"css":      func() template.CSS { return template.CSS(pageCSS) },
	"js":       func() template.JS { return template.JS(pageJS) },
	"clean":    printable.Text,
	"change":   alphabet{}.changeText,
	"finding":  findingHead,
	"phones":   phones,
	"legend":   func(r *plan.Report) []legendEntry { return alphabet{}.entries(r) },
	"date":     func(c *plan.Certificate) string { return c.NotAfter.Format("2006-01-02") },
	"signWord": func(s plan.Sign) string { return signWords[s] },
	"leasts":   leasts,
	"takes":    takes,
	"before":   beforeHead,
	"story":    storyOf,
	"resets":   resetText,
	"warning":  warningText,
	"remedy":   remedyText,
	"returns":  returnLines,
	"margins":  func(r *plan.Report, m *plan.Moment) []groupMargins { return marginsAt(r, m) },
	"list":     func(words []string) string { return strings.Join(words, ", ") },
}).Parse(pageText))

// signWords say the signs to people who listen.
var signWords = map[plan.Sign]string{plan.Added: "added", plan.Changed: "changed", plan.Removed: "removed", plan.Notable: "attention"}

// HTML writes reports as one page, to be mailed: the matrix, a time line to step through, and all that belongs to them.
func HTML(w io.Writer, list []*plan.Report) error {
	p := htmlPage{}
	for i, r := range list {
		p.Plans = append(p.Plans, viewOf(i+1, r))
	}
	return page.Execute(w, p)
}

type htmlPage struct{ Plans []htmlPlan }

// htmlPlan is a report, with its matrix laid out.
type htmlPlan struct {
	*plan.Report
	ID      string
	Tone    string
	Columns []plan.Column
	Rows    []htmlRow
}

// htmlRow is a row of the matrix, and a place on the time line.
type htmlRow struct {
	ID     string
	Number string // of the step, "" at the end
	Label  string
	Step   *plan.Step // nil at the start and at the end
	Moment *plan.Moment
	Cells  []htmlCell
}

// htmlCell is a cell: what is seen, and what is said.
type htmlCell struct {
	Glyphs []htmlGlyph
	Class  string
	Says   string
}

// htmlGlyph is a symbol with its number, "" for none.
type htmlGlyph struct{ Symbol, Count, Class string }

func viewOf(i int, r *plan.Report) htmlPlan {
	v := htmlPlan{Report: r, ID: fmt.Sprintf("plan%d", i), Tone: "bad", Columns: r.Columns()}
	if r.Verdict.Safe {
		v.Tone = "good"
	}
	for _, at := range r.Points() {
		v.Rows = append(v.Rows, v.row(at))
	}
	return v
}

func (v *htmlPlan) row(at plan.Point) htmlRow {
	id := at.Name
	if id == "" {
		id = "end"
	}
	row := htmlRow{ID: fmt.Sprintf("%s-%s", v.ID, id), Number: at.Name, Label: at.Words, Step: at.Step, Moment: at.Moment}
	if at.Skipped() {
		return row
	}
	for _, c := range v.Columns {
		row.Cells = append(row.Cells, cellView(c, at.Moment))
	}
	return row
}

// cellView is a cell of a column, in symbols and in words: "desk, floor: 268 current, 12 locked, changed".
func cellView(c plan.Column, m *plan.Moment) htmlCell {
	cell := c.Cell(m)
	view := htmlCell{Class: "s-" + string(cell.State)}
	var words []string
	if cell.Changed {
		view.Class += " changed"
		view.Glyphs = append(view.Glyphs, htmlGlyph{changedMark[0], "", "mark"})
	}
	for _, s := range symbols {
		n := cell.Counts[s.state]
		if n == 0 {
			continue
		}
		glyph := htmlGlyph{Symbol: s.unicode, Class: "s-" + string(s.state)}
		if len(cell.Counts) > 1 {
			glyph.Count = fmt.Sprint(n)
		}
		view.Glyphs = append(view.Glyphs, glyph)
		words = append(words, fmt.Sprintf("%d %s", n, s.short()))
	}
	if cell.Unregistered > 0 {
		view.Glyphs = append(view.Glyphs, htmlGlyph{silentMark, fmt.Sprint(cell.Unregistered), "s-silent"})
		words = append(words, fmt.Sprintf("%d on and not registered", cell.Unregistered))
	}
	if m := margin(cell, nil); m != "" {
		n, _ := cell.Margin()
		glyph := htmlGlyph{m, "", "margin"}
		if n <= oneFailure {
			glyph.Class = "margin few"
		}
		view.Glyphs = append(view.Glyphs, glyph)
		words = append(words, fmt.Sprintf("margin %d", n))
	}
	if cell.Changed {
		words = append(words, "changed")
	}
	view.Says = c.Names() + ": " + strings.Join(words, ", ")
	return view
}

// groupMargins is what phones of a group hold on to, in words.
type groupMargins struct{ Group, Text string }

// marginsAt are those of all groups at a moment, groups that hold the same together.
func marginsAt(r *plan.Report, m *plan.Moment) (list []groupMargins) {
	for i, g := range r.Groups {
		var parts []string
		for _, margin := range m.Cells[i].Margins {
			text := margin.Text
			if margin.Phones < g.Phones {
				text = fmt.Sprintf("%s %s", phones(margin.Phones), text)
			}
			if margin.Fails != nil {
				text += ", none if " + margin.Fails.Words
			}
			parts = append(parts, text)
		}
		text := strings.Join(parts, "; ")
		if at := slices.IndexFunc(list, func(one groupMargins) bool { return one.Text == text }); at >= 0 {
			list[at].Group += ", " + g.Name
			continue
		}
		list = append(list, groupMargins{g.Name, text})
	}
	return list
}

// storyOf is the story of a phone, nil where it was not asked for.
func storyOf(r *plan.Report, phone string) *plan.Story {
	for i := range r.Stories {
		if r.Stories[i].Phone == phone {
			return &r.Stories[i]
		}
	}
	return nil
}
