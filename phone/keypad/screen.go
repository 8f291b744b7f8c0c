package keypad

import (
	"cmp"
	"strings"
	"time"
)

// Screen is what a phone shows.
type Screen struct {
	Title  string
	Lines  []string
	Cursor int // line under the cursor, -1 for none
	Soft   [softKeys]string
	Menu   bool // a menu is open
}

// Screen returns what is shown at the moment; now as for Press.
func (p *Pad) Screen(f *Facts, now time.Time) Screen {
	p.expire(now)
	if len(p.stack) == 0 {
		return p.idle(f)
	}
	top := p.stack[len(p.stack)-1]
	s := Screen{Title: top.title, Cursor: -1, Menu: true}
	for i, key := range p.softs() {
		s.Soft[i] = key.label
	}
	for _, e := range top.menu {
		s.Lines = append(s.Lines, e.digits[:1]+" "+e.label)
	}
	if top.view != nil {
		if top.view.lines != nil {
			s.Lines = top.view.lines(f)
		}
		return s
	}
	s.Cursor = top.cursor
	return s
}

// idle is the screen without a menu: time and date, the line, what is wrong. The words of a phone that is not registered and where they
// stand are the lab's.
func (p *Pad) idle(f *Facts) Screen {
	s := Screen{Title: f.Now.In(f.Zone()).Format("3:04pm 01/02/06"), Cursor: -1, Lines: []string{cmp.Or(f.Line(), f.Name)}}
	if f.Registered == "" {
		s.Lines = append(s.Lines, "Phone not registered")
	}
	if failed := updateFailed(f); failed != "" {
		s.Lines = append(s.Lines, failed)
	}
	if p.tree != nil {
		if _, is := p.tree.opens["Soft3"]; is {
			s.Soft[2] = "Apps"
		}
	}
	return s
}

// updateFailed is the status message about a list that the phone refused at its last start, "" for none.
func updateFailed(f *Facts) string {
	lines := f.State.Status
	for i := len(lines) - 1; i >= 0 && lines[i].Time.Equal(lines[len(lines)-1].Time); i-- {
		if text := strings.ToLower(lines[i].Text); strings.Contains(text, "update failed") {
			return lines[i].Text
		}
	}
	return ""
}
