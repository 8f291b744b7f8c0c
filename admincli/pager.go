package admincli

import (
	"io"
	"strings"
)

// pagePrompt is the question between two pages (recalled).
const pagePrompt = "Press <enter> for 1 line, <space> for one page, or <q> to quit"

// pager is the console of a command in a shell: it pauses when a page is full, and throws the rest away after `q`.
type pager struct {
	shell *Shell
	lines int   // since the last question or pause
	quit  bool  // the rest is not wanted
	err   error // of the session: ends it
}

func (p *pager) print(text string) {
	for _, line := range strings.SplitAfter(text, "\n") {
		if line == "" || p.quit || p.err != nil {
			continue
		}
		p.pause()
		if p.quit || p.err != nil {
			return
		}
		if _, err := io.WriteString(p.shell.screen, line); err != nil {
			p.err = err
		}
		if strings.HasSuffix(line, "\n") {
			p.lines++
		}
	}
}

// pause waits for a key when the page is full.
func (p *pager) pause() {
	s := p.shell
	if !s.Terminal || s.unpaged || p.lines < s.Height-1 {
		return
	}
	_, p.err = io.WriteString(s.Out, pagePrompt)
	if p.err != nil {
		return
	}
	key, err := s.keyboard.key()
	if _, writeErr := io.WriteString(s.Out, "\r\x1b[K"); err == nil {
		err = writeErr
	}
	p.err = err
	switch key {
	case ' ':
		p.lines = 0
	case 'q', 'Q', ctrlC:
		p.quit = true
	default:
		p.lines = s.Height - 2
	}
}

// ask implements console.
func (p *pager) ask(q question) (string, error) {
	p.lines = 0
	read := p.shell.screen.line
	if q.secret {
		read = p.shell.screen.secret
	}
	answer, err := read(q.prompt)
	for q.pasted && err == nil && unfinished(answer) && len(answer) < maxPEM {
		var line string
		line, err = p.shell.screen.line("")
		answer += "\n" + line
	}
	if err != nil && err != errCancelled && err != errLongLine {
		p.err = err
	}
	return answer, err
}

// unfinished reports whether a pasted PEM block goes on.
func unfinished(text string) bool {
	return strings.Contains(text, "-----BEGIN") && !strings.Contains(text, "-----END")
}
