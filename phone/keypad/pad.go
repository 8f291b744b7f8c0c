package keypad

import (
	"slices"
	"strings"
	"time"

	"tvslab/phone"
	"tvslab/phone/content"
)

// Idle is how long a menu stays open without a key: a guess.
const Idle = 60 * time.Second

// Pad is where somebody is in the menus of a phone. The zero value is the idle screen of a phone without menus.
type Pad struct {
	tree   *tree
	stack  []level // what is open, the last one shown
	typed  string  // the last keys, of * and # alone
	opened bool    // **# was typed
	page   int     // of soft keys
	last   time.Time
}

// level is something that is open.
type level struct {
	title  string
	menu   []entry
	view   *view
	cursor int
}

// New returns the pad of a model at its idle screen.
func New(m phone.Model) *Pad { return &Pad{tree: treeOf(m)} }

// Close leaves all menus.
func (p *Pad) Close() { p.stack, p.typed, p.opened, p.page = nil, "", false, 0 }

// Press presses a key, by its name behind "Key:": "KeyPad4", "Soft2". A key that there is nothing for at the moment is discarded, as
// real phones do (development notes for phone services). now is any clock that goes on.
func (p *Pad) Press(key string, f *Facts, now time.Time) Act {
	p.expire(now)
	p.last = now
	if p.tree == nil {
		return ""
	}
	act := p.press(key, f)
	if act != "" {
		p.Close()
	}
	return act
}

// expire leaves a menu at which nobody has pressed anything for a while.
func (p *Pad) expire(now time.Time) {
	if now.Sub(p.last) > Idle {
		p.Close()
	}
}

func (p *Pad) press(key string, f *Facts) Act {
	if key == "Services" {
		p.Close()
		p.stack = []level{{title: "Services", view: &view{lines: serviceLines}}}
		return ""
	}
	if title, opens := p.tree.opens[key]; opens && (len(p.stack) == 0 || !strings.HasPrefix(key, "Soft")) {
		p.settings(title, f)
		return ""
	}
	if len(p.stack) == 0 {
		return ""
	}
	if digit, is := strings.CutPrefix(key, "KeyPad"); is {
		return p.dial(digit, f)
	}
	p.typed = ""
	return p.move(key, f)
}

// settings opens the settings menu, if Settings Access lets it.
func (p *Pad) settings(title string, f *Facts) {
	p.Close()
	if p.tree.closed && access(f) == content.SettingsDisabled {
		return
	}
	p.stack = []level{{title: title, menu: p.tree.menu}}
}

func access(f *Facts) content.SettingsAccess {
	if f.State.ParsedConfig == nil {
		return ""
	}
	return f.State.ParsedConfig.SettingsAccess
}

// signs are the names of the keys that are no digits.
var signs = map[string]string{"Star": "*", "Pound": "#"}

// unlocking and restarting are what somebody types in a settings menu.
const unlocking, restarting = "**#", "**#**"

func (p *Pad) dial(digit string, f *Facts) Act {
	sign, is := signs[digit]
	if !is {
		p.typed = ""
		p.enter(func(e *entry, _ int) bool { return strings.Contains(e.digits, digit) }, f)
		return ""
	}
	if p.typed += sign; len(p.typed) > len(restarting) {
		p.typed = p.typed[1:]
	}
	switch {
	case p.tree.stars && strings.HasSuffix(p.typed, restarting):
		return Restart
	case strings.HasSuffix(p.typed, unlocking):
		p.opened = true
	}
	return ""
}

// move is a key of navigation or a soft key.
func (p *Pad) move(key string, f *Facts) Act {
	top := &p.stack[len(p.stack)-1]
	switch key {
	case "NavUp":
		top.cursor = max(top.cursor-1, 0)
	case "NavDwn":
		top.cursor = max(min(top.cursor+1, len(top.menu)-1), 0)
	case "NavSelect", "NavRight":
		p.enter(func(_ *entry, i int) bool { return i == top.cursor }, f)
	case "NavLeft", "NavBack":
		p.back()
	}
	if n := strings.Index("12345", strings.TrimPrefix(key, "Soft")); strings.HasPrefix(key, "Soft") && len(key) == len("Soft1") && n >= 0 {
		return p.soft(p.softs()[n], f)
	}
	return ""
}

func (p *Pad) back() {
	p.stack, p.page = p.stack[:len(p.stack)-1], 0
}

// enter opens an entry of the menu.
func (p *Pad) enter(which func(e *entry, i int) bool, f *Facts) {
	top := p.stack[len(p.stack)-1]
	for i := range top.menu {
		e := &top.menu[i]
		if !which(e, i) {
			continue
		}
		if a := access(f); e.admin && (a == content.SettingsDisabled || a == content.SettingsRestricted) {
			return
		}
		p.stack[len(p.stack)-1].cursor = i
		p.stack, p.page = append(p.stack, level{title: e.label, menu: e.in, view: e.view}), 0
		return
	}
}

// softs are the soft keys of what is shown.
func (p *Pad) softs() softs {
	top := p.stack[len(p.stack)-1]
	switch v := top.view; {
	case v == nil:
		return menuSofts
	case v.locked && !p.opened:
		return v.open
	case len(v.soft) == 0:
		return softs{2: exit}
	default:
		return v.soft[p.page%len(v.soft)]
	}
}

func (p *Pad) soft(s soft, f *Facts) Act {
	switch {
	case s.more:
		p.page++
	case s.exit:
		p.back()
	case s.enter:
		return p.move("NavSelect", f)
	}
	return s.act
}

// Named presses the soft key with a label, as SoftKey:NAME does; case does not count, and one that is not shown is discarded.
func (p *Pad) Named(label string, f *Facts, now time.Time) Act {
	p.expire(now)
	if p.tree == nil || len(p.stack) == 0 {
		return ""
	}
	shown := p.softs()
	n := slices.IndexFunc(shown[:], func(s soft) bool { return strings.EqualFold(s.label, label) && label != "" })
	if n < 0 {
		return ""
	}
	return p.Press("Soft"+string(rune('1'+n)), f, now)
}
