package filter

import (
	"encoding/hex"
	"strings"

	"tvslab/phone/content"
	"tvslab/phone/trust"
	"tvslab/sim/lab"
)

// Holds reports whether a phone holds a list of which the text is the beginning of its SHA-256 or of the checksum that the phone shows, or the
// serial number of its signer, all in hexadecimal digits; or a part of the signer's name.
func Holds(p lab.Phone, text string) bool {
	state := p.State()
	for _, which := range trust.Lists {
		if file := state.Lists[which].File; file != nil && matches(file, p.Shown(which), text) {
			return true
		}
	}
	return false
}

func matches(file *content.File, shown, text string) bool {
	sum := file.Sum()
	digits := strings.ToLower(strings.NewReplacer(" ", "", ":", "").Replace(text))
	if digits != "" && (strings.HasPrefix(hex.EncodeToString(sum[:]), digits) || strings.HasPrefix(strings.ToLower(strings.ReplaceAll(shown, " ", "")), digits)) {
		return true
	}
	name, serial := SignerOf(file)
	return serial != "" && strings.EqualFold(serial, digits) || strings.Contains(strings.ToLower(name), strings.ToLower(text))
}

// SignerOf returns the name and the serial number, hexadecimal, of who signed a list; "" where that cannot be read.
func SignerOf(file *content.File) (name, serial string) {
	list, err := file.List()
	if err != nil {
		return "", ""
	}
	return string(list.Header.SignerName), strings.ToUpper(hex.EncodeToString(list.Header.Serial))
}
