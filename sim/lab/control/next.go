package control

import (
	"time"

	"tvslab/phone"
)

// Next is what a phone will do by itself, and since when it has no call manager.
type Next struct {
	Do    string `json:"do,omitempty"`    // boot, configure, register, fall-back or enrol; "" for nothing
	At    string `json:"at,omitempty"`    // as the clock in Status
	Since string `json:"since,omitempty"` // no call manager has it; as above
	Tries int    `json:"tries,omitempty"` // in vain since then
}

// nextOf is how a phone goes on; nil where nothing is to be said.
func nextOf(l phone.Life) *Next {
	if l == (phone.Life{}) {
		return nil
	}
	at := l.At
	if l.Do == "" {
		at = time.Time{}
	}
	return &Next{string(l.Do), clockTime(at), clockTime(l.Since), l.Tries}
}
