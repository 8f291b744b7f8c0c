package roster

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Bounds of texts, in bytes and lines.
const (
	headSize = 64 << 10 // by which a file is judged
	maxLine  = 1 << 20
	maxPage  = 4 << 20
)

var errNoText = errors.New("not a text: expected a list with commas, semicolons or tabs between its columns, or a page of a phone")

// decoded returns a file as a text in UTF-8, as far as lines go that are none (see line). Byte order marks say what it is; without
// one, a file in which every other byte is zero is UTF-16.
func decoded(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, headSize)
	head, err := in.Peek(headSize)
	if err != nil && err != io.EOF {
		return nil, err
	}
	order, mark := unicode.LittleEndian, unicode.UseBOM
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, err = in.Discard(3)
		return in, err
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
	case zeros(head, 1) && !zeros(head, 0):
		mark = unicode.IgnoreBOM
	case zeros(head, 0) && !zeros(head, 1):
		order, mark = unicode.BigEndian, unicode.IgnoreBOM
	case bytes.ContainsFunc(head, control):
		return nil, errNoText
	default:
		return in, nil
	}
	return bufio.NewReaderSize(unicode.UTF16(order, mark).NewDecoder().Reader(in), headSize), nil
}

// zeros reports whether most of every other byte, from one on, is zero.
func zeros(b []byte, from int) bool {
	n := 0
	for i := from; i < len(b); i += 2 {
		if b[i] == 0 {
			n++
		}
	}
	return len(b) >= 4 && n > len(b)/4
}

// control reports whether a character is none that texts have. Terminals leave escapes and backspaces in what they record.
func control(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\r\f\b\x1b", r) }

// lines reads a text line by line.
type lines struct {
	in     *bufio.Reader
	number int      // of the line that was read last
	ahead  []string // lines to be read again
	cut    bool     // the last line has no end
	line   []byte   // the line that is being read, and the cells of the record: memory that is used again
	cells  []string
}

// next returns the next line without its end; tooLong where it has more than maxLine bytes, of which the first are returned. At
// the end it returns io.EOF. What is no UTF-8 is taken for Windows-1252.
func (l *lines) next() (text string, tooLong bool, err error) {
	if len(l.ahead) > 0 {
		text, l.ahead = l.ahead[0], l.ahead[1:]
		l.number++
		return text, false, nil
	}
	whole := l.line[:0]
	for {
		part, err := l.in.ReadSlice('\n')
		if room := maxLine - len(whole); len(part) > room {
			part, tooLong = part[:room], true
		}
		whole = append(whole, part...)
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil && (err != io.EOF || len(whole) == 0) {
			return "", false, err
		}
		l.cut = err == io.EOF
		l.line = whole
		l.number++
		return utf(strings.TrimRight(string(whole), "\r\n")), tooLong, nil
	}
}

// again gives lines back; they are read next.
func (l *lines) again(texts []string) {
	l.ahead = append(texts, l.ahead...)
	l.number -= len(texts)
}

// utf returns a text in UTF-8; one in another form is taken for Windows-1252, in which every byte is a character.
func utf(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	text, _ = charmap.Windows1252.NewDecoder().String(text) // cannot fail
	return text
}
