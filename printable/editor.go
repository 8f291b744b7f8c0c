package printable

import (
	"bytes"
	"slices"
)

// The sequences of a line editor are ESC [ NUMBER LETTER (ECMA-48): cursor up, down, right and left (A to D), cursor to
// the beginning (H), erase in the screen and in the line (J, K). The number may be left out. Of the attributes of text (m)
// it has bold and none.
const (
	introducer = "\x1b["
	letters    = "ABCDHJK"
	digits     = 4
	longest    = len(introducer) + digits // of a beginning
)

var attributes = []string{introducer + "1m", introducer + "0m"}

// sequence returns the length of the editor's sequence that text begins with; 0 if it begins with none.
func sequence(text []byte) int {
	n := inside(text)
	if n == 0 || n == len(text) {
		return 0
	}
	if bytes.IndexByte([]byte(letters), text[n]) < 0 && !slices.Contains(attributes, string(text[:n+1])) {
		return 0
	}
	return n + 1
}

// begun reports whether text is the beginning of a sequence, without its end.
func begun(text []byte) bool {
	return string(text) == introducer[:1] || len(text) > 1 && inside(text) == len(text)
}

// inside returns how many bytes introducer and number have at the beginning of text.
func inside(text []byte) int {
	if !bytes.HasPrefix(text, []byte(introducer)) {
		return 0
	}
	n := len(introducer)
	for n < min(longest, len(text)) && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	return n
}
