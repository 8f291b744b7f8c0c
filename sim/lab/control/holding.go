package control

import (
	"encoding/hex"
	"fmt"
	"strings"

	"tvslab/phone/content"
	"tvslab/phone/trust"
	"tvslab/sim/lab"
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
		(h.Holds == "" || h.holds(s.Phone))
}

func (h Holding) holds(p lab.Phone) bool {
	state := p.State()
	for _, which := range trust.Lists {
		if file := state.Lists[which].File; file != nil && h.matches(file, p.Shown(which)) {
			return true
		}
	}
	return false
}

func (h Holding) matches(file *content.File, shown string) bool {
	sum := file.Sum()
	digits := strings.ToLower(strings.NewReplacer(" ", "", ":", "").Replace(h.Holds))
	if digits != "" && (strings.HasPrefix(hex.EncodeToString(sum[:]), digits) || strings.HasPrefix(strings.ToLower(strings.ReplaceAll(shown, " ", "")), digits)) {
		return true
	}
	name, serial := signerOf(file)
	return serial != "" && strings.EqualFold(serial, digits) || strings.Contains(strings.ToLower(name), strings.ToLower(h.Holds))
}

// signerOf returns the name and the serial number, hexadecimal, of who signed a list; "" where that cannot be read.
func signerOf(file *content.File) (name, serial string) {
	list, err := file.List()
	if err != nil {
		return "", ""
	}
	return string(list.Header.SignerName), strings.ToUpper(hex.EncodeToString(list.Header.Serial))
}
