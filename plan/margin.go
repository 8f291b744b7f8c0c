package plan

import (
	"context"

	"tvslab/plan/anchor"
)

// margins finds what the phones hold on to for a next list.
func (w *walker) margins(ctx context.Context, m *Moment) {
	if w.brief {
		return
	}
	kept := anchor.Kept{RecoveryKeys: w.runner.RecoveryKeys()}
	for _, token := range w.runner.LockedTokens() {
		kept.Lost = append(kept.Lost, "token "+token)
	}
	w.held = anchor.Find(ctx, w.runner.Lab, kept)
	for _, found := range w.held {
		cell := &m.Cells[w.groups[found.Group]]
		cell.Margins = append(cell.Margins, marginOf(&found))
	}
}

// Margin is what phones of a group hold on to for a next list.
type Margin struct {
	Phones  int             `json:"phones"`
	Limited bool            `json:"limited"` // a number limits them: they take not any list, and one can come
	Least   int             `json:"least"`   // anchors for the list for which they have fewer; 0 where nothing limits them
	Text    string          `json:"text"`    // for example "2 (ITLRecovery, TVS cucm-sub1)"
	CTL     anchor.Holding  `json:"ctl"`
	ITL     anchor.Holding  `json:"itl"`
	Fails   *anchor.Failure `json:"fails,omitempty"` // what would take the last one, of phones that have one
}

func marginOf(m *anchor.Margin) Margin {
	own := Margin{Phones: m.Count, Text: m.String(), CTL: m.CTL, ITL: m.ITL, Fails: m.Fails}
	_, own.Least, own.Limited = m.Least()
	return own
}

// Margin is the least number of anchors that any of the phones has; ok is false where no number limits them.
func (c Cell) Margin() (anchors int, ok bool) {
	for _, m := range c.Margins {
		if m.Limited && (!ok || m.Least < anchors) {
			anchors, ok = m.Least, true
		}
	}
	return anchors, ok
}
