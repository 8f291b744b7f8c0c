package control

import (
	"fmt"
	"strings"

	"tvslab/sim/lab"
	"tvslab/sim/lab/filter"
)

// Holding chooses phones by what they hold and where they are. What is left empty chooses all.
type Holding struct {
	// Holds is the beginning of the SHA-256 of a stored list or of the checksum that the phone shows of it, or the serial number of its signer,
	// all in hexadecimal digits; or a part of the signer's name.
	Holds      string `json:"holds,omitempty"`
	Registered string `json:"registered,omitempty"`  // a node, or "no"
	NotCurrent bool   `json:"not_current,omitempty"` // those that do not hold what is served
	Power      string `json:"power,omitempty"`       // "on" or "off"
}

// notRegistered is the value of Holding.Registered for phones that are on and with no call manager.
const notRegistered = "no"

// check refuses words that choose nobody.
func (h Holding) check(nodes []string) error {
	known := h.Registered == "" || h.Registered == notRegistered
	for _, node := range nodes {
		known = known || node == h.Registered
	}
	switch {
	case !known:
		return RefusedError(fmt.Sprintf("registered %q: %q, or one of the nodes %s", h.Registered, notRegistered, strings.Join(nodes, ", ")))
	case h.Power != "" && h.Power != "on" && h.Power != "off":
		return RefusedError(fmt.Sprintf("power %q: on or off", h.Power))
	}
	return nil
}

// wants is asked of phones that stand alike.
func (h Holding) wants(s lab.Stand) bool {
	v, on := s.Verdict, s.Phone.On()
	return (h.Registered == "" || h.Registered == v.Registered || h.Registered == notRegistered && on && v.Registered == "") &&
		(!h.NotCurrent || v.Trust != lab.TrustCurrent) &&
		(h.Power == "" || on == (h.Power == "on")) &&
		(h.Holds == "" || filter.Holds(s.Phone, h.Holds))
}
