package admincli

import (
	"fmt"
	"io"
	"strings"
)

// pagePrompt is the question between two pages, in bold (mock data of Cisco's test tool unicon).
const pagePrompt = "\x1b[1mPress <enter> for 1 line, <space> for one page, or <q> to quit\x1b[0m"

// eraseShown takes the line from the screen in which the cursor is.
const eraseShown = "\r\x1b[K"

// pager is the console of a command in a shell: it pauses when a page is full, and throws the rest away after `q`.
type pager struct {
	shell   *Shell
	editing bool  // a line is being typed meanwhile, and stands where the question goes
	lines   int   // since the last question or pause
	quit    bool  // the rest is not wanted
	err     error // of the session: ends it
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
	if !s.Terminal || s.unpaged || p.lines < s.height()-1 {
		return
	}
	switch p.press(pagePrompt) {
	case ' ':
		p.lines = 0
	case 'q', 'Q', ctrlC:
		p.quit = true
	default:
		p.lines = s.height() - 2
	}
}

// press asks for a key, and takes the question away again.
func (p *pager) press(prompt string) (key byte) {
	s := p.shell
	if p.editing {
		prompt = eraseShown + prompt
	}
	if _, p.err = io.WriteString(s.Out, prompt); p.err != nil {
		return 0
	}
	if key, p.err = s.keyboard.key(); p.err != nil {
		return 0
	}
	_, p.err = io.WriteString(s.Out, eraseShown)
	return key
}

// fileLines is how many lines of a file `file view` shows at a time.
const fileLines = 20

// view shows a file page by page, forwards and backwards.
func (p *pager) view(lines []string) {
	if !p.shell.Terminal || p.shell.unpaged || len(lines) <= fileLines {
		p.print(joined(lines))
		return
	}
	last := len(lines) - 1 - (len(lines)-1)%fileLines
	for first := 0; p.err == nil; {
		page := lines[first:min(first+fileLines, len(lines))]
		if _, p.err = io.WriteString(p.shell.screen, joined(page)); p.err != nil {
			return
		}
		switch p.press(fmt.Sprintf("options: q=quit, n=next, p=prev, b=begin, e=end (lines %d - %d of %d) : ", first+1, first+len(page), len(lines))) {
		case 'q', 'Q', ctrlC:
			return
		case 'p':
			first = max(first-fileLines, 0)
		case 'b':
			first = 0
		case 'e':
			first = last
		default:
			first = min(first+fileLines, last)
		}
	}
}

// joined is lines as a text.
func joined(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(line + "\n")
	}
	return b.String()
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
