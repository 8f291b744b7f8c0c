package devices

import "strings"

// longestWritten is the longest form that Written knows: SEP and six pairs with signs between them.
const longestWritten = len(prefix) + digits + digits/2 - 1

// Written returns the device that a person or a program wrote down: as a device name, or as a MAC address with or without SEP
// before it ("SEP0A0101000001", "0a:01:01:00:00:01", "0A01.0100.0001", "0a-01-01-00-00-01", "0A0101000001"). Case does not count;
// the signs between digits are all the same and stand between pairs or groups of four. False for anything else.
func Written(text string) (Number, bool) {
	if len(text) < digits || len(text) > longestWritten {
		return 0, false
	}
	text = strings.ToUpper(text)
	text, _ = strings.CutPrefix(text, prefix)
	for _, sign := range []string{":", "-", ".", " "} {
		if strings.Contains(text, sign) {
			parts := strings.Split(text, sign)
			if !even(parts) {
				return 0, false
			}
			text = strings.Join(parts, "")
			break
		}
	}
	return Parse(prefix + text)
}

// even reports whether the parts are six pairs or three groups of four.
func even(parts []string) bool {
	length := digits / len(parts)
	if length != 2 && length != 4 {
		return false
	}
	for _, p := range parts {
		if len(p) != length {
			return false
		}
	}
	return true
}
