package phones

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"net/http"
	"strconv"
	"strings"

	"tvslab/sim/lab"
	"tvslab/sim/lab/cells"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/filter"
	"tvslab/web/draw"
	"tvslab/web/frame"
)

// document is a field as a browser gets it: two short texts instead of an entry for each phone. It is the same as long as Version is.
type document struct {
	Version  string         `json:"version"`
	Clock    string         `json:"clock"`
	By       string         `json:"by"`
	Total    int            `json:"total"`
	Chosen   int            `json:"chosen"`
	Codes    string         `json:"codes"` // by place: a letter of letters for each code, and how many phones in a row have it, if more than one
	In       string         `json:"in"`    // by place: the number of a section, x, how many in a row, and a comma
	Sections []section      `json:"sections"`
	Counts   map[string]int `json:"counts"` // of each word of the legend
	Rows     [][2]string    `json:"rows,omitempty"`
}

type section struct {
	Name   string `json:"name"`
	Filter string `json:"filter"` // what is chosen, of this section only
	Count  int    `json:"count"`
}

// letters are the codes of phones; the first is that of a phone that is not chosen.
const letters = ".ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// choice is what a page was asked to show: a filter, and how phones are put together.
type choice struct {
	filter *filter.Filter
	by     string
}

// choiceOf reads the query of a page. The error is a RefusedError; the choice is then that of all phones.
func choiceOf(a *frame.Ask) (c choice, err error) {
	query := a.URL.Query()
	c = choice{&filter.Filter{}, query.Get("by")}
	if c.by == "" {
		c.by = cells.Ways()[0]
	}
	f, err := filter.Parse(query.Get("q"))
	if err != nil {
		return c, control.RefusedError(err.Error())
	}
	c.filter = f
	return c, nil
}

// field works the field out. The error is a RefusedError.
func (c choice) field(ctx context.Context, l *control.Lab) (d *cells.Field, err error) {
	l.See(func(l *lab.Lab) { d, err = cells.Of(ctx, l, c.filter, c.by) })
	if err != nil {
		return nil, control.RefusedError(err.Error())
	}
	return d, nil
}

// chosenField is the field of what a request chooses.
func chosenField(a *frame.Ask) (c choice, d *cells.Field, err error) {
	if c, err = choiceOf(a); err != nil {
		return c, nil, err
	}
	d, err = c.field(a.Context(), a.Lab)
	return c, d, err
}

// serveField answers with the field as JSON, or with nothing where the browser has it.
func serveField(w http.ResponseWriter, a *frame.Ask) {
	c, d, err := chosenField(a)
	if err != nil {
		refuse(w, err)
		return
	}
	doc := documentOf(d, c)
	doc.Clock = a.Lab.Clock().Clock
	query := a.URL.Query()
	if query.Get("have") == doc.Version {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if query.Get("rows") != "" {
		for _, s := range d.Order.Rows() {
			doc.Rows = append(doc.Rows, [2]string{s.First.Name(), strconv.Itoa(s.Len())})
		}
	}
	answer(w, "application/json", doc)
}

// refuse answers a script of the page that something cannot be shown.
func refuse(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	switch {
	case errors.As(err, new(control.NotFoundError)):
		status = http.StatusNotFound
	case errors.As(err, new(control.RefusedError)):
		status = http.StatusUnprocessableEntity
	}
	http.Error(w, err.Error(), status)
}

func answer(w http.ResponseWriter, kind string, doc any) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(doc) // the browser may be gone
}

func documentOf(d *cells.Field, c choice) *document {
	doc := &document{By: c.by, Total: d.Order.Len, Chosen: d.Chosen, Sections: []section{}, Counts: countsOf(d)}
	for _, s := range d.Sections {
		doc.Sections = append(doc.Sections, section{s.Name, withWord(c.filter, s.Word), s.Count})
	}
	doc.Codes = inRows(d.Codes, func(b *strings.Builder, c cells.Code, n int) {
		b.WriteByte(letters[c])
		if n > 1 {
			b.WriteString(strconv.Itoa(n))
		}
	})
	doc.In = inRows(d.In, func(b *strings.Builder, s uint16, n int) { fmt.Fprintf(b, "%dx%d,", s, n) })
	h := fnv.New64a()
	_ = json.NewEncoder(h).Encode(doc) // a hash takes all
	doc.Version = strconv.FormatUint(h.Sum64(), 36)
	return doc
}

// inRows writes a list as rows of the same.
func inRows[T comparable](list []T, write func(*strings.Builder, T, int)) string {
	var b strings.Builder
	for i := 0; i < len(list); {
		from := i
		for i < len(list) && list[i] == list[from] {
			i++
		}
		write(&b, list[from], i-from)
	}
	return b.String()
}

// countsOf are the numbers of the legend, by word.
func countsOf(d *cells.Field) map[string]int {
	counts := map[string]int{
		"off": d.States[cells.Off], "unregistered": d.States[cells.Unregistered] + d.States[cells.UnregisteredWaits],
		"registered": d.States[cells.Registered] + d.States[cells.RegisteredWaits], "reset": d.Waiting,
	}
	for _, m := range draw.Marks() {
		counts[m.Verdict] = d.Verdicts[lab.Trust(m.Verdict)]
	}
	return counts
}

// serveSVG answers with the field as a picture; dark=1 is for dark slides.
func serveSVG(w http.ResponseWriter, a *frame.Ask) {
	c, d, err := chosenField(a)
	if err != nil {
		refuse(w, err)
		return
	}
	title := fmt.Sprintf("%s: %d of %d phones", a.Room.Title, d.Chosen, d.Order.Len)
	if words := c.filter.String(); words != "" {
		title += ", " + words
	}
	picture := draw.Field{Title: title + ", " + a.Lab.Clock().Clock, Dark: a.URL.Query().Get("dark") != "", Patches: patchesOf(d)}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "no-store")
	if a.URL.Query().Get("save") != "" {
		w.Header().Set("Content-Disposition", `attachment; filename="phones.svg"`)
	}
	_ = picture.SVG(w) // the browser may be gone
}

func patchesOf(d *cells.Field) []draw.Patch {
	patches := make([]draw.Patch, len(d.Sections))
	for i, s := range d.Sections {
		patches[i].Name = s.Name
	}
	for i, code := range d.Codes {
		if trust, state, chosen := code.Split(); chosen {
			p := &patches[d.In[i]]
			p.Cells = append(p.Cells, cellOf(trust, state))
		}
	}
	return patches
}

func cellOf(t lab.Trust, s cells.State) draw.Cell {
	return draw.Cell{Verdict: string(t), Off: s == cells.Off, Unregistered: s == cells.Unregistered || s == cells.UnregisteredWaits,
		Waits: s == cells.UnregisteredWaits || s == cells.RegisteredWaits}
}

// serveWords proposes how a filter goes on.
func serveWords(w http.ResponseWriter, a *frame.Ask) {
	var words []filter.Word
	a.Lab.See(func(l *lab.Lab) { words = filter.Complete(l, a.URL.Query().Get("q")) })
	list := [][2]string{}
	for _, word := range words {
		list = append(list, [2]string{word.Word, word.Says})
	}
	answer(w, "application/json", list)
}
