package cli

import (
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"

	"tvslab/printable"
	"tvslab/sim/lab/control"
)

// screen is standard output or standard error. What is written to it is text, of which a terminal takes nothing for a
// command (package printable); sequences of our own go beside it, through the methods. All printing of all commands goes
// through the two screens of app.
type screen struct {
	*printable.Writer
	raw  *sticky
	file *os.File // nil if it is no file
}

// newScreen returns the screen that writes through w to the stream.
func newScreen(w, stream io.Writer) *screen {
	raw := &sticky{to: w}
	file, _ := stream.(*os.File)
	return &screen{Writer: printable.NewWriter(raw), raw: raw, file: file}
}

// terminal reports whether the screen is a terminal.
func (s *screen) terminal() bool { return s.file != nil && term.IsTerminal(int(s.file.Fd())) }

// lively reports whether it is a terminal on which colour and progress make sense.
func (s *screen) lively() bool {
	return s.terminal() && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && takesSequences(s.file)
}

// rewrite shows a line in the place of the one that stands there; "" leaves none.
func (s *screen) rewrite(line string) {
	_, _ = io.WriteString(s.raw, "\r"+printable.Text(line)+"\x1b[K")
}

// session is the screen of a session, whose lines may be edited.
func (s *screen) session(at control.Screen) io.Writer {
	if at.Terminal {
		return printable.NewEditor(s.raw)
	}
	return s
}

// end writes what is left and returns the first error of all that was written.
func (s *screen) end() error {
	_ = s.Flush()
	return s.raw.failed()
}

// paint prints a word, in colour on a terminal.
func paint(w io.Writer, c text.Color, word string) {
	if s, ok := w.(*screen); ok && s.lively() {
		_, _ = io.WriteString(s.raw, c.EscapeSeq()+printable.Text(word)+text.Reset.EscapeSeq())
		return
	}
	fmt.Fprint(w, word)
}

// sticky remembers the first error of writing, so that printing need not look at each, and writes nothing more then. It is
// safe for concurrent use.
type sticky struct {
	to    io.Writer
	mutex sync.Mutex
	err   error
}

// Write implements io.Writer.
func (s *sticky) Write(b []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.to.Write(b)
	if err != nil {
		s.err = outputError{err}
	}
	return n, s.err
}

func (s *sticky) failed() error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.err
}

// outputError is that results could not be printed.
type outputError struct{ error }

func (e outputError) Error() string { return "standard output: " + e.error.Error() }
func (e outputError) Unwrap() error { return e.error }
