// Package printable makes text of any origin harmless to a terminal: what a terminal could take for a command, or for an
// order to show text in another order, is written out. Texts of certificates, files, scenarios and peers are such.
//
// It knows nothing of colours: who prints sequences of its own writes them beside a [Writer], not through it.
package printable

import (
	"fmt"
	"io"
	"sync"
	"unicode"
	"unicode/utf8"
)

// hostile reports whether a character does something else than stand in its place: controls (C0 but line feed and tab,
// DEL, C1), the bidirectional controls of Unicode, and its separators of lines and paragraphs.
func hostile(r rune) bool {
	return r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Bidi_Control, unicode.Zl, unicode.Zp)
}

// Text returns s with \u001b in the place of a hostile character and \x9b in that of a byte that is no UTF-8. JSON stays the
// same document.
func Text(s string) string { return string((&Writer{}).appendText(nil, []byte(s))) }

// Writer writes text as [Text] gives it. It is safe for concurrent use.
type Writer struct {
	to    io.Writer
	edits bool // lets through what a line editor needs

	mutex sync.Mutex
	rest  []byte // the beginning of a character whose end has not been written
}

// NewWriter returns what writes text to w.
func NewWriter(w io.Writer) *Writer { return &Writer{to: w} }

// NewEditor returns what writes the screen of a line editor to w: text, carriage returns, and the sequences that move the
// cursor or erase.
func NewEditor(w io.Writer) *Writer { return &Writer{to: w, edits: true} }

// Write implements io.Writer. The end of b is kept back for the next call where it may be half a character.
func (w *Writer) Write(b []byte) (int, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	text := append(w.rest, b...)
	whole := len(text) - w.unfinished(text)
	w.rest = append([]byte(nil), text[whole:]...)
	return len(b), w.put(text[:whole])
}

// Flush writes what was kept back.
func (w *Writer) Flush() error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	text := w.rest
	w.rest = nil
	return w.put(text)
}

func (w *Writer) put(text []byte) error {
	if len(text) == 0 {
		return nil
	}
	if _, err := w.to.Write(w.appendText(make([]byte, 0, len(text)), text)); err != nil {
		return err
	}
	return nil
}

func (w *Writer) appendText(to, text []byte) []byte {
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if w.edits && hostile(r) {
			n = max(n, sequence(text))
		}
		switch {
		case r == utf8.RuneError && n == 1:
			to = fmt.Appendf(to, `\x%02x`, text[0])
		case hostile(r) && !(w.edits && (r == '\r' || n > utf8.RuneLen(r))):
			to = fmt.Appendf(to, `\u%04x`, r)
		default:
			to = append(to, text[:n]...)
		}
		text = text[n:]
	}
	return to
}

// unfinished returns how many bytes at the end of text are the beginning of something longer.
func (w *Writer) unfinished(text []byte) int {
	for n := 1; n <= min(longest, len(text)); n++ {
		end := text[len(text)-n:]
		if n < utf8.UTFMax && utf8.RuneStart(end[0]) && !utf8.FullRune(end) || w.edits && begun(end) {
			return n
		}
	}
	return 0
}
