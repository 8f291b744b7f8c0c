package shown

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// line is a line of a file as a terminal would have shown it.
type line struct {
	text   string // without controls and trailing blanks
	number int    // from 1
}

// screen returns the lines of a logged terminal. cut are the numbers of lines that were longer than [maxLine], of which the
// beginning is kept.
func screen(data []byte) (lines []line, cut []int) {
	number := 0
	for raw := range strings.Lines(pauses.ReplaceAllString(decode(data), "")) {
		number++
		raw = strings.TrimSuffix(raw, "\n")
		if len(raw) > maxLine {
			raw, cut = strings.ToValidUTF8(raw[:maxLine], ""), append(cut, number)
		}
		lines = append(lines, line{played(raw), number})
	}
	return lines, cut
}

// pauses are the questions between two pages: of the pager of CUCM with the sequences for bold (mock data of Cisco's test tool
// unicon), of its second one, and of others through which outputs are read.
var pauses = regexp.MustCompile(`(?:\x1b\[[0-9;]*m)*(?:Press <enter> for 1 line, <space> for one page, or <q> to quit` +
	`|options: q=quit, n=next, p=prev, b=begin, e=end \(lines \d+ - \d+ of \d+\) : ?|-- ?[Mm]ore ?--(?: ?\(\d+%\))?)(?:\x1b\[[0-9;]*m)*`)

// decode returns text of the usual encodings: UTF-8, UTF-16 with and without a mark, and what is neither as Latin-1.
func decode(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte{0xef, 0xbb, 0xbf}):
		data = data[3:]
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return wide(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return wide(data[2:], binary.BigEndian)
	case zeros(data, 1):
		return wide(data, binary.LittleEndian)
	case zeros(data, 0):
		return wide(data, binary.BigEndian)
	}
	if utf8.Valid(data) {
		return string(data)
	}
	runes := make([]rune, len(data))
	for i, b := range data {
		runes[i] = rune(b)
	}
	return string(runes)
}

// zeros reports whether every other one of the first bytes is zero, from place on: ASCII in UTF-16.
func zeros(data []byte, place int) bool {
	head := data[:min(len(data), 64)&^1]
	for i := 0; i+1 < len(head); i += 2 {
		if head[i+place] != 0 || head[i+1-place] == 0 {
			return false
		}
	}
	return len(head) >= 4
}

func wide(data []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units))
}

// sequences are the sequences of a terminal that change nothing in the text of a line: colours, titles, key pads. Of the others
// played knows those that erase.
var sequences = regexp.MustCompile(`\x1b(?:\[[0-9;?]*[A-JL-Za-z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[=>()][0-9A-B]?)`)

// erasures are what erases: from the cursor to the end of the line, and the whole line.
const (
	eraseToEnd = "\x1b[K"
	eraseAll   = "\x1b[2K"
)

// played plays the carriage returns, backspaces and erasures of a line.
func played(raw string) string {
	raw = strings.TrimRight(sequences.ReplaceAllString(strings.ReplaceAll(raw, "\x1b[0K", eraseToEnd), ""), "\r")
	if !strings.ContainsAny(raw, "\r\b\x1b") {
		return strings.TrimRight(clean(raw), " \t")
	}
	var cells []rune
	at := 0
	for rest := raw; rest != ""; {
		if after, ok := strings.CutPrefix(rest, eraseToEnd); ok {
			cells, rest = cells[:at], after
			continue
		}
		if after, ok := strings.CutPrefix(rest, eraseAll); ok {
			cells, at, rest = nil, 0, after
			continue
		}
		r, n := utf8.DecodeRuneInString(rest)
		rest = rest[n:]
		switch r {
		case '\r':
			at = 0
		case '\b':
			at = max(0, at-1)
		default:
			if at == len(cells) {
				cells = append(cells, r)
			}
			cells[at] = r
			at++
		}
	}
	return strings.TrimRight(clean(string(cells)), " \t")
}

// clean leaves out what is no text.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && (r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0) {
			return -1
		}
		if r == '\u00a0' {
			return ' '
		}
		return r
	}, s)
}
