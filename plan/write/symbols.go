package write

import (
	"fmt"
	"strings"

	"tvslab/plan"
)

// Tone is how a piece of text is meant. A tone never says anything that the text does not.
type Tone int

// The tones.
const (
	Plain Tone = iota
	Strong
	Quiet // as it was before
	Good
	Doubtful
	Bad
)

// symbol is a state in the matrix.
type symbol struct {
	state          plan.State
	unicode, ascii string
	tone           Tone
	says           string
}

// symbols are the states with their symbols, best first as plan.States has them.
var symbols = []symbol{
	{plan.Off, "–", "-", Quiet, "off"},
	{plan.None, "·", ".", Plain, "no list stored"},
	{plan.Blank, "○", "o", Plain, "blank list"},
	{plan.Current, "✓", "=", Good, "current"},
	{plan.Behind, "↓", "<", Doubtful, "behind: takes the new list at its next reset"},
	{plan.OffRefusing, "–!", "-!", Bad, "off, and refusing when they return"},
	{plan.Refusing, "!", "!", Bad, "refusing: TVS could still vouch"},
	{plan.OffLocked, "–✗", "-X", Bad, "off, and locked when they return"},
	{plan.Locked, "✗", "X", Bad, "locked: nobody vouches"},
}

// short says the state in a few words.
func (s symbol) short() string {
	words, _, _ := strings.Cut(s.says, ":")
	return words
}

func symbolOf(s plan.State) symbol {
	for _, one := range symbols {
		if one.state == s {
			return one
		}
	}
	return symbol{state: s, unicode: string(s), ascii: string(s)}
}

// Sign is the symbol of a state, as in the matrix.
func Sign(s plan.State) string { return symbolOf(s).unicode }

// The marks of a cell that is no longer as it was before the step, and of phones that are on and not registered.
var changedMark = [2]string{"▸", ">"}

const (
	silentMark = "u"
	marginMark = "m" // the number of anchors follows
)

// alphabet chooses between the two spellings of everything.
type alphabet struct{ ascii bool }

func (a alphabet) symbol(s plan.State) string {
	if a.ascii {
		return symbolOf(s).ascii
	}
	return symbolOf(s).unicode
}

func (a alphabet) changed() string {
	if a.ascii {
		return changedMark[1]
	}
	return changedMark[0]
}

func (a alphabet) arrow() string {
	if a.ascii {
		return "->"
	}
	return "→"
}

// text spells text that a report holds; what ASCII lacks and the lab writes itself is replaced.
func (a alphabet) text(s string) string {
	if a.ascii {
		return strings.NewReplacer("…", "...", "→", "->").Replace(s)
	}
	return s
}

// cell writes a cell: the mark of a change, a symbol for each state, how many phones are not registered, and the margin. Numbers stand where
// a group splits and something changed, or where they are wanted. before is the cell of the step before, nil for none.
func (a alphabet) cell(c plan.Cell, before *plan.Cell, numbers bool) string {
	mark := " "
	if c.Changed {
		mark = a.changed()
	}
	parts := a.states(c, numbers || c.Changed)
	if m := margin(c, before); m != "" {
		parts = append(parts, m)
	}
	return mark + strings.Join(parts, " ")
}

// margin is the least number of anchors that a phone of the cell has: where it is another one than before, or one failure from a visit.
func margin(c plan.Cell, before *plan.Cell) string {
	n, ok := c.Margin()
	if before != nil {
		if was, counted := before.Margin(); counted && was == n && n > oneFailure {
			return ""
		}
	}
	if !ok {
		return ""
	}
	return fmt.Sprintf("%s%d", marginMark, n)
}

// oneFailure is the margin of phones that are one failure from a visit.
const oneFailure = 1

// states are the symbols of a cell.
func (a alphabet) states(c plan.Cell, numbers bool) (parts []string) {
	for _, s := range symbols {
		switch n := c.Counts[s.state]; {
		case n > 0 && len(c.Counts) > 1 && numbers:
			parts = append(parts, fmt.Sprintf("%s%d", a.symbol(s.state), n))
		case n > 0:
			parts = append(parts, a.symbol(s.state))
		}
	}
	switch {
	case c.Unregistered > 0 && c.Registered > 0 && numbers:
		parts = append(parts, fmt.Sprintf("%s%d", silentMark, c.Unregistered))
	case c.Unregistered > 0:
		parts = append(parts, silentMark)
	}
	return parts
}

// toneOf is the tone of a cell: that of its worst state where it changed, quiet else, unless it is one failure from a visit.
func toneOf(c plan.Cell) Tone {
	if n, ok := c.Margin(); ok && n <= oneFailure {
		return Bad
	}
	if !c.Changed {
		return Quiet
	}
	return symbolOf(c.State).tone
}

// legendEntry explains a symbol.
type legendEntry struct{ Symbol, Says string }

// entries explain the symbols that a report has.
func (a alphabet) entries(r *plan.Report) []legendEntry {
	used, silent := map[plan.State]bool{}, false
	for _, p := range r.Points() {
		for _, c := range p.Cells {
			for s := range c.Counts {
				used[s] = true
			}
			silent = silent || c.Unregistered > 0
		}
	}
	list := []legendEntry{{a.changed(), "changed"}}
	for _, s := range symbols {
		if used[s.state] {
			list = append(list, legendEntry{a.symbol(s.state), s.says})
		}
	}
	if silent {
		list = append(list, legendEntry{silentMark, "on and not registered"})
	}
	return append(list, legendEntry{marginMark + "2", "margin: two anchors for the next list, at least"})
}

// legend explains the symbols in a line.
func (a alphabet) legend(r *plan.Report) string {
	var parts []string
	for _, e := range a.entries(r) {
		parts = append(parts, e.Symbol+" "+e.Says)
	}
	return strings.Join(parts, ", ")
}
