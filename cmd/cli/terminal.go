package cli

import (
	"encoding/json"
	"io"
	"os"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"

	"tvslab/sim/lab/control"
)

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

// keyboard is the terminal, if standard input and output are one, in raw mode.
type keyboard struct {
	control.Screen
	restore func()
}

func (a *app) keyboard() *keyboard {
	plain := &keyboard{restore: func() {}}
	in, ok := a.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) || !a.out.terminal() || !takesSequences(a.out.file) {
		return plain
	}
	width, height, err := term.GetSize(int(a.out.file.Fd()))
	if err != nil {
		return plain
	}
	state, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return plain
	}
	return &keyboard{control.Screen{Terminal: true, Width: width, Height: height}, func() { _ = term.Restore(int(in.Fd()), state) }}
}
