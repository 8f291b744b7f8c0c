package content

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Fault is what is wrong with a configuration where a Decoder of it met an error: it names the place, and of a character that cannot
// stand there the byte.
func Fault(data []byte, d *xml.Decoder, err error) error {
	if at := badByte(data, err); at >= 0 {
		return fmt.Errorf("configuration at offset %d: byte 0x%02x: %w%s", at, data[at], err, encodingHint(data[at]))
	}
	return fmt.Errorf("configuration at offset %d: %w", d.InputOffset(), err)
}

// badByte finds the byte that encoding/xml complains of, -1 if it complains of something else.
func badByte(data []byte, err error) int {
	syntax := (*xml.SyntaxError)(nil)
	if !errors.As(err, &syntax) {
		return -1
	}
	illegal, encoding := strings.HasPrefix(syntax.Msg, "illegal character code"), syntax.Msg == "invalid UTF-8"
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if encoding && r == utf8.RuneError && size == 1 || illegal && r < ' ' && r != '\t' && r != '\n' && r != '\r' {
			return at
		}
		at += size
	}
	return -1
}

// encodingHint says what may have been meant by a byte that is no UTF-8.
func encodingHint(b byte) string {
	if b < utf8.RuneSelf {
		return ""
	}
	return ` (the file says UTF-8 or nothing; of ISO-8859-1 it must say encoding="ISO-8859-1")`
}

// caseHint is for public default files whose root element is "default": whether phones take them is not known.
func caseHint(root string) string {
	if strings.EqualFold(root, "device") || strings.EqualFold(root, "Default") {
		return " (small and capital letters count; whether real phones go by them is not known)"
	}
	return ""
}
