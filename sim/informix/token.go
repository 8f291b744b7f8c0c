package informix

import (
	"fmt"
	"strings"
)

// kind is what a token is.
type kind int

const (
	word   kind = iota // a keyword or a name
	number             // of digits, with a point or not
	text               // a string, without its quotes
	symbol             // an operator or a mark
)

type token struct {
	kind kind
	text string
	at   int // offset in the statement
}

// is reports whether the token is one of these keywords, whatever the case.
func (t token) is(words ...string) bool {
	for _, w := range words {
		if t.kind == word && strings.EqualFold(t.text, w) {
			return true
		}
	}
	return false
}

// mark reports whether the token is this symbol.
func (t token) mark(s string) bool { return t.kind == symbol && t.text == s }

// String writes the token as SQLite reads it.
func (t token) String() string {
	if t.kind == text {
		return "'" + strings.ReplaceAll(t.text, "'", "''") + "'"
	}
	return t.text
}

// symbols of two characters; all others are of one.
var symbols = []string{"::", "||", "<>", "!=", "<=", ">=", "=="}

// split cuts a statement into tokens. Comments are dropped: --, {} and those of C.
func split(s string) (list []token, err error) {
	for at := 0; at < len(s); {
		c := s[at]
		size := 1
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		case strings.HasPrefix(s[at:], "--"):
			size = upTo(s[at:], "\n")
		case strings.HasPrefix(s[at:], "/*"):
			size = upTo(s[at:], "*/")
		case c == '{':
			size = upTo(s[at:], "}")
		case c == '\'' || c == '"':
			var t token
			if t, size, err = quoted(s, at); err != nil {
				return nil, err
			}
			list = append(list, t)
		case digit(c):
			size = run(s[at:], func(c byte) bool { return digit(c) || c == '.' })
			list = append(list, token{number, s[at : at+size], at})
		case letter(c):
			size = run(s[at:], func(c byte) bool { return letter(c) || digit(c) })
			list = append(list, token{word, s[at : at+size], at})
		case c < ' ' || c >= 0x7f:
			return nil, &Error{Syntax, at, fmt.Sprintf("character %q at offset %d", rune(c), at)}
		default:
			size = len(symbolAt(s[at:]))
			list = append(list, token{symbol, s[at : at+size], at})
		}
		at += size
	}
	return list, nil
}

// quoted reads a string: Informix has strings in double quotes too, and a quote in a string is doubled.
func quoted(s string, at int) (t token, size int, err error) {
	quote := s[at]
	var b strings.Builder
	for i := at + 1; i < len(s); i++ {
		switch {
		case s[i] != quote:
			b.WriteByte(s[i])
		case i+1 < len(s) && s[i+1] == quote:
			b.WriteByte(quote)
			i++
		default:
			return token{text, b.String(), at}, i + 1 - at, nil
		}
	}
	return t, 0, &Error{Syntax, at, fmt.Sprintf("string at offset %d has no end", at)}
}

// upTo is how long s is up to the end of the mark, or as a whole where there is none.
func upTo(s, mark string) int {
	if i := strings.Index(s, mark); i >= 0 {
		return i + len(mark)
	}
	return len(s)
}

func symbolAt(s string) string {
	for _, two := range symbols {
		if strings.HasPrefix(s, two) {
			return two
		}
	}
	return s[:1]
}

func run(s string, of func(byte) bool) (size int) {
	for size < len(s) && of(s[size]) {
		size++
	}
	return size
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' }
