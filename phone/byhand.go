package phone

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/phone/trust"
)

// Deed is something that a person does at the phone itself.
type Deed string

// The deeds.
const (
	DeedDelete  Deed = "delete-trust-list"
	DeedFactory Deed = "factory-reset"
	DeedLSC     Deed = "update-lsc"
)

// Deeds are all of them, in the order in which they are shown.
func Deeds() []Deed { return []Deed{DeedDelete, DeedFactory, DeedLSC} }

// Menu is how a person does a deed: menus and keys, one after the other.
type Menu struct {
	Path   string // "Settings > Security Configuration > ..."
	One    string // the same for one of the two lists alone; "" if it is not known, or cannot be done
	Never  bool   // the model cannot delete one list alone
	Source string
}

// menuRow is a Menu of some models: those of a family of status texts, or some of them.
type menuRow struct {
	deed   Deed
	ui     UI
	models string // with blanks between them; "" for all of the family that no row above names
	Menu
}

const (
	unknown79  = "7905 7912 7920 7935 7936 7937 7985 7921 7925 7925-EX 7926"
	withKeys   = "hold # while the power comes back, then 123456789*0#"
	eraseOfOne = "Settings > Security Configuration > Trust List > **# > more > Erase"
)

// menus say what is known. A row without a path says that nothing is.
var menus = []menuRow{
	{DeedDelete, ui79, unknown79, Menu{}},
	{DeedDelete, ui79, "7940 7960", Menu{Path: "Settings > Security Configuration > CTL File > **# > more > Erase",
		Source: "recalled: tech note 116232 for the 7900 series, whose older models have a CTL only"}},
	{DeedDelete, ui79, "", Menu{Path: eraseOfOne + ", one list after the other", One: eraseOfOne + " of that list",
		Source: "recalled: tech note 116232; keys of 79xx phones in public lab notes"}},
	{DeedDelete, ui894, "", Menu{Path: "Reset Security Settings", Never: true,
		Source: "community.cisco.com m-p/2064222 (8945): the ITL alone cannot be erased"}},
	{DeedDelete, ui8999, "", Menu{Path: "Applications > Administrator Settings > Reset Settings > Security Settings",
		Source: "recalled: administration guides of these models"}},
	{DeedDelete, ui69, "6901 6911", Menu{}},
	{DeedDelete, ui69, "", Menu{Path: "Settings > Admin settings > Reset settings > Security",
		Source: "recalled: administration guides of these models"}},
	{DeedDelete, ui7888, "DX650 DX70 DX80", Menu{}},
	{DeedDelete, ui7888, "", Menu{Path: "Applications > Admin settings > Reset settings > Security",
		One:    "Applications > Admin settings > Security setup > Trust list > CTL file or ITL file > **# > Erase",
		Source: "8800 and 7832 administration guides; one list: public lab notes (8851)"}},

	{DeedFactory, ui79, "7920 7935 7936 7937 7985 7921 7925 7925-EX 7926", Menu{}},
	{DeedFactory, ui7888, "DX650 DX70 DX80", Menu{}},
	{DeedFactory, ui7888, "", Menu{Path: "Applications > Admin settings > Reset settings > All, or " + withKeys,
		Source: "8800 and 7832 administration guides"}},
	{DeedFactory, ui79, "", Menu{Path: withKeys, Source: "administration guides of the 7900 series"}},
	{DeedFactory, ui894, "", Menu{Path: withKeys, Source: "inferred from the guides of other models"}},
	{DeedFactory, ui8999, "", Menu{Path: withKeys, Source: "inferred from the guides of other models"}},
	{DeedFactory, ui69, "", Menu{Path: withKeys, Source: "administration guide of the 6900 series"}},

	{DeedLSC, ui79, unknown79, Menu{}},
	{DeedLSC, ui79, "", Menu{Path: "Settings > (6) Security Configuration > (4) LSC > **# > Update > Submit",
		Source: "tech note 117299, \"Install/Update LSC on Phone\""}},
	{DeedLSC, ui7888, "DX650 DX70 DX80", Menu{}},
	{DeedLSC, ui7888, "", Menu{Path: "Applications > Admin settings > Security setup > LSC > Update > Submit",
		Source: "8832 administration guide (Security Setup menu); the words after it as on the 7900 series"}},
}

// ByHand returns how the deed is done on a phone of the model; false where no source says.
func (m Model) ByHand(d Deed) (Menu, bool) {
	for _, row := range menus {
		if row.deed == d && row.ui == m.UI && (row.models == "" || slices.Contains(strings.Fields(row.models), m.Name)) {
			return row.Menu, row.Path != ""
		}
	}
	return Menu{}, false
}

// CanDelete returns why a person cannot delete these lists on a phone of the model, nil where it can be done or is not known.
func (m Model) CanDelete(lists ...trust.List) error {
	if menu, known := m.ByHand(DeedDelete); known && menu.Never && len(lists) == 1 {
		return fmt.Errorf("model %s cannot delete its %s alone: %q deletes both lists", m.Name, lists[0], menu.Path)
	}
	return nil
}

// Keys returns the menus and keys by which these lists are deleted, "" where no source says.
func (m Menu) Keys(lists ...trust.List) string {
	if len(lists) == 1 && m.One != "" {
		return m.One
	}
	return m.Path
}
