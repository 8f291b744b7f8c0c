package admincli

import (
	"bufio"
	"io"
	"strings"

	"golang.org/x/term"
)

// screen is how a shell reads lines and prints.
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

// Write implements io.Writer.
func (p *plain) Write(b []byte) (int, error) { return p.out.Write(b) }

func (p *plain) line(prompt string) (string, error) { return p.read(prompt, true) }

func (p *plain) secret(prompt string) (string, error) { return p.read(prompt, false) }

func (p *plain) read(prompt string, echo bool) (string, error) {
	if _, err := io.WriteString(p.out, prompt); err != nil {
		return "", err
	}
	line, err := p.in.ReadString('\n')
	if err == io.EOF && line != "" {
		err = nil
	}
	line = strings.TrimRight(line, "\r\n")
	shown := line
	if !echo {
		shown = ""
	}
	if _, writeErr := io.WriteString(p.out, shown+"\n"); err == nil {
		err = writeErr
	}
	return line, err
}

// edited is a shell on a terminal: lines are edited and remembered.
type edited struct {
	term     *term.Terminal
	keyboard *keyboard
	complete func(line string, pos int, key rune) (string, int, bool)
}

// Write implements io.Writer.
func (e *edited) Write(b []byte) (int, error) { return e.term.Write(b) }

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
	if _, err := io.WriteString(e.term, first); err != nil {
		return "", err
	}
	e.term.SetPrompt(last)
	defer e.term.SetPrompt("")
	return e.typed(e.term.ReadLine())
}

func (e *edited) secret(prompt string) (string, error) {
	return e.typed(e.term.ReadPassword(strings.TrimLeft(prompt, "\n")))
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
