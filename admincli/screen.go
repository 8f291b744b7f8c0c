package admincli

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"

	"tvslab/printable"
)

// longestLine bounds a line that is typed, in bytes: a whole certificate fits.
const longestLine = maxPEM

// errLongLine is a line that was not kept.
var errLongLine = fmt.Errorf("the line is longer than %d bytes", longestLine)

// screen is how a shell reads lines and prints. What it prints is text (package printable): what certificates and files say
// does nothing to a terminal.
type screen interface {
	io.Writer
	line(prompt string) (string, error)
	secret(prompt string) (string, error)
}

// plain is a shell without a terminal: what is read is echoed, so that the output is a transcript.
type plain struct {
	in  *bufio.Reader
	out io.Writer
}

func newPlain(in io.Reader, out io.Writer) *plain {
	return &plain{bufio.NewReaderSize(in, longestLine), printable.NewWriter(out)}
}

// Write implements io.Writer.
func (p *plain) Write(b []byte) (int, error) { return p.out.Write(b) }

func (p *plain) line(prompt string) (string, error) { return p.read(prompt, true) }

func (p *plain) secret(prompt string) (string, error) { return p.read(prompt, false) }

func (p *plain) read(prompt string, echo bool) (string, error) {
	if _, err := io.WriteString(p.out, prompt); err != nil {
		return "", err
	}
	line, err := p.next()
	shown := line
	if !echo || err == errLongLine {
		shown = ""
	}
	if _, writeErr := io.WriteString(p.out, shown+"\n"); err == nil {
		err = writeErr
	}
	return line, err
}

// next reads a line, which is thrown away if it is too long.
func (p *plain) next() (string, error) {
	b, err := p.in.ReadSlice('\n')
	if err == io.EOF && len(b) > 0 {
		err = nil
	}
	if err != bufio.ErrBufferFull {
		return strings.TrimRight(string(b), "\r\n"), err
	}
	for err == bufio.ErrBufferFull {
		_, err = p.in.ReadSlice('\n')
	}
	if err != nil && err != io.EOF {
		return "", err
	}
	return "", errLongLine
}

// edited is a shell on a terminal: lines are edited and remembered.
type edited struct {
	term     *term.Terminal
	keyboard *keyboard
	complete func(line string, pos int, key rune) (string, int, bool)
}

// Write implements io.Writer.
func (e *edited) Write(b []byte) (int, error) {
	if _, err := io.WriteString(e.term, printable.Text(string(b))); err != nil {
		return 0, err
	}
	return len(b), nil
}

// commandLine reads a command: with completion and help.
func (e *edited) commandLine(prompt string) (string, error) {
	e.term.AutoCompleteCallback = e.complete
	defer func() { e.term.AutoCompleteCallback = nil }()
	return e.line(prompt)
}

func (e *edited) line(prompt string) (string, error) {
	first, last := "", prompt
	if i := strings.LastIndexByte(prompt, '\n'); i >= 0 {
		first, last = prompt[:i+1], prompt[i+1:]
	}
	if _, err := io.WriteString(e, first); err != nil {
		return "", err
	}
	e.term.SetPrompt(printable.Text(last))
	defer e.term.SetPrompt("")
	return e.typed(e.term.ReadLine())
}

func (e *edited) secret(prompt string) (string, error) {
	return e.typed(e.term.ReadPassword(printable.Text(strings.TrimLeft(prompt, "\n"))))
}

// typed turns a line that Ctrl-C ended into errCancelled.
func (e *edited) typed(line string, err error) (string, error) {
	if e.keyboard.interrupted {
		e.keyboard.interrupted = false
		return "", errCancelled
	}
	if err == term.ErrPasteIndicator {
		err = nil
	}
	return line, err
}
