package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// printJSON writes one indented document.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// printTable writes rows under a header, aligned, without lines.
func printTable(w io.Writer, header table.Row, rows []table.Row) {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(table.StyleDefault)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.Style().Format.Header = text.FormatDefault
	t.Style().Box.PaddingLeft = ""
	t.Style().Box.PaddingRight = "  "
	t.SuppressTrailingSpaces()
	t.AppendHeader(header)
	t.AppendRows(rows)
	t.Render()
}

// colour paints a word on a terminal.
func colour(w io.Writer, c text.Color, word string) string {
	if !terminal(w) {
		return word
	}
	return text.Colors{c}.Sprint(word)
}

// progress tells on standard error how far something is that takes longer than a second: a line that is rewritten
// on a terminal, a plain line every five seconds elsewhere.
type progress struct {
	out      io.Writer
	what     string
	mutex    sync.Mutex
	begun    time.Time
	last     time.Time
	shown    bool
	rewrites bool
}

func newProgress(w io.Writer, what string) *progress {
	now := time.Now()
	return &progress{out: w, what: what, begun: now, last: now, rewrites: terminal(w)}
}

func (p *progress) report(done, total int) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	now := time.Now()
	pause := 5 * time.Second
	if p.rewrites {
		pause = 100 * time.Millisecond
	}
	if now.Sub(p.begun) < time.Second || now.Sub(p.last) < pause {
		return
	}
	p.last, p.shown = now, true
	if p.rewrites {
		fmt.Fprintf(p.out, "\r%s %d/%d\x1b[K", p.what, done, total)
		return
	}
	fmt.Fprintf(p.out, "%s %d/%d\n", p.what, done, total)
}

func (p *progress) end() {
	if p.shown && p.rewrites {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
