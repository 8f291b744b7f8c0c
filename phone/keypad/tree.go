package keypad

import (
	"slices"
	"strings"

	"tvslab/phone"
)

// tree is the menus of some models.
type tree struct {
	models string            // with blanks between
	opens  map[string]string // key on the idle screen to the title of what it opens
	menu   []entry           // of the key that opens settings
	closed bool              // with Settings Access disabled that key does nothing; else its administrator's entries alone do nothing
	stars  bool              // **#** restarts the phone
	width  int               // of the screen, pixels
	height int
}

// entry is a line of a menu, and what it opens: another menu or a view.
type entry struct {
	digits string // keys that choose it, the one that stands before it first
	label  string
	admin  bool // out of reach where Settings Access is not enabled
	in     []entry
	view   *view
}

// view is a screen that is no menu.
type view struct {
	lines func(*Facts) []string
	soft  []softs // further ones behind more
	// locked views have no soft keys but those of open until **# was typed.
	locked bool
	open   softs
}

// softs are the soft keys of a screen, from the left.
type softs [softKeys]soft

// softKeys is how many a phone has at most.
const softKeys = 5

// soft is a soft key: what it does, or where it leads.
type soft struct {
	label string
	act   Act
	more  bool // the next softs
	exit  bool // the screen before
	enter bool // the entry under the cursor
}

var (
	more   = soft{label: "more", more: true}
	exit   = soft{label: "Exit", exit: true}
	choose = soft{label: "Select", enter: true}
)

// menuSofts are those of every menu. Where they are on real phones is a guess.
var menuSofts = softs{choose, {}, exit}

func treeOf(m phone.Model) *tree {
	i := slices.IndexFunc(trees, func(t tree) bool { return slices.Contains(strings.Fields(t.models), m.Name) })
	if i < 0 {
		return nil
	}
	return &trees[i]
}
