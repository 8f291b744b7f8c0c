package phones

import (
	"context"
	"encoding/json"
	"net/url"

	"tvslab/sim/lab"
	"tvslab/sim/lab/cells"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/filter"
	"tvslab/web/draw"
	"tvslab/web/frame"
)

// fieldPage is what the page of all phones shows.
type fieldPage struct {
	Text          string // of the filter, as it was written
	Filter        string // in the words of the program; "" for all
	By, View      string
	Ways          []string
	Problem       string // of the filter
	Chosen, Total int
	Verdicts      []entry
	States        []entry
	Palette       string // what the script draws with, as JSON
	Words         []filter.Word
	List          *control.PhoneList
	First, Next   string // addresses of the list
	Deeds         deeds
}

// entry is a line of the legend.
type entry struct {
	Word, Says, Verdict string
	Count               int
	To                  string // the page with this in the filter, or without it
	On                  bool   // the filter says it
	Mark                draw.Cell
}

// listed is how many phones a page of the list has.
const listed = 50

func showField(ctx context.Context, a *frame.Ask) (any, error) {
	c, wrong := choiceOf(a)
	query := a.URL.Query()
	p := &fieldPage{Text: query.Get("q"), By: c.by, View: query.Get("view"), Ways: cells.Ways(), Words: filter.Words(), Palette: palette()}
	d, err := c.field(ctx, a.Lab)
	if err != nil && wrong == nil {
		wrong = err
	}
	if wrong != nil {
		p.Problem = wrong.Error()
		c = choice{&filter.Filter{}, cells.Ways()[0]}
		if d, err = c.field(ctx, a.Lab); err != nil {
			return nil, err
		}
	}
	p.By, p.Filter, p.Chosen, p.Total = c.by, c.filter.String(), d.Chosen, d.Order.Len
	p.legend(a, c, d)
	p.Deeds = deedsFor(a, p.Filter, d.Chosen)
	if p.View == "list" {
		return p, p.list(ctx, a, c)
	}
	return p, nil
}

// legend counts verdicts and states, each a link to a filter.
func (p *fieldPage) legend(a *frame.Ask, c choice, d *cells.Field) {
	counts := countsOf(d)
	says := map[string]string{}
	for _, w := range p.Words {
		says[w.Word] = w.Says
	}
	add := func(list *[]entry, word, name string, mark draw.Cell) {
		e := entry{Word: word, Says: says[word], Verdict: name, Count: counts[word], On: c.filter.Has(word), Mark: mark}
		e.To = a.With("q", toggled(c.filter, word))
		*list = append(*list, e)
	}
	for _, m := range draw.Marks() {
		add(&p.Verdicts, m.Verdict, m.Word, draw.Cell{Verdict: m.Verdict})
	}
	for _, s := range []struct {
		word, name string
		state      cells.State
	}{{"registered", "registered", cells.Registered}, {"unregistered", "not registered", cells.Unregistered}, {"off", "switched off", cells.Off},
		{"reset", "waits for a reset", cells.RegisteredWaits}} {
		add(&p.States, s.word, s.name, cellOf(lab.TrustCurrent, s.state))
	}
}

// toggled is a filter with a word in it, or without that.
func toggled(f *filter.Filter, word string) string {
	one, err := filter.Parse(word)
	if err != nil {
		return f.String()
	}
	if f.Has(word) {
		return f.Without(one.Keys()...).String()
	}
	return withWord(f, word)
}

// withWord is a filter with a word in it, instead of others of the same key.
func withWord(f *filter.Filter, word string) string {
	with, err := f.With(word)
	if err != nil {
		return f.String()
	}
	return with.String()
}

func (p *fieldPage) list(ctx context.Context, a *frame.Ask, c choice) (err error) {
	p.List, err = a.Lab.Phones(ctx, control.PhoneQuery{Filter: c.filter.String(), Limit: listed, After: a.URL.Query().Get("after")})
	if err != nil {
		return err
	}
	if a.URL.Query().Get("after") != "" {
		p.First = a.With("after", "")
	}
	if p.List.Next != "" {
		p.Next = a.With("after", p.List.Next)
	}
	return nil
}

// look is what a script needs to draw the cells.
type look struct {
	Marks        []draw.Mark `json:"marks"`
	Hole, Corner string
	Letters      string
}

// palette is the look as JSON, for an attribute of the page.
func palette() string {
	text, _ := json.Marshal(look{draw.Marks(), draw.Hole, draw.Corner, letters}) // strings only: cannot fail
	return string(text)
}

// Cell is a phone of the list as the field shows it.
func (p *fieldPage) Cell(one control.Phone) draw.Cell {
	return draw.Cell{Verdict: one.Trust, Off: !one.On, Unregistered: one.Registered == ""}
}

// Picture is the query of the field of the field as SVG.
func (p *fieldPage) Picture() string {
	return "?" + url.Values{"q": {p.Filter}, "by": {p.By}}.Encode()
}
