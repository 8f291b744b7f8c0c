package keypad

import "tvslab/phone/trust"

// Act is what a person does by the last of some keys. "" is nothing.
type Act string

// The acts.
const (
	EraseCTL   Act = "erase-ctl"
	EraseITL   Act = "erase-itl"
	EraseLists Act = "erase-lists" // both
	ResetAll   Act = "reset-all"   // everything that is stored
	Restart    Act = "restart"     // **#** in a settings menu
)

// Lists are the trust lists that an act erases.
func (a Act) Lists() []trust.List {
	switch a {
	case EraseCTL:
		return []trust.List{trust.CTL}
	case EraseITL:
		return []trust.List{trust.ITL}
	case EraseLists:
		return trust.Lists[:]
	}
	return nil
}
