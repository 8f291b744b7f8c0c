package shown

import (
	"regexp"
	"strings"
)

// prompt is the prompt of the shell with what was typed. A host stands before it where somebody set the title, or a script wrote it.
var prompt = regexp.MustCompile(`^\s*(?:([A-Za-z0-9][A-Za-z0-9._-]*)[ \t:@#>$~/|-]+)?admin: ?(.*)$`)

// logins are lines with which somebody logs in, and the node that they name if they name one.
var logins = []*regexp.Regexp{
	regexp.MustCompile(`^(?:.*[$#>] ?)?(?:ssh|plink) (?:-[46AaCfGgKkMNnqsTtVvXxYy]+ |-\w \S+ )*(?:[\w.-]+@)?([A-Za-z0-9][\w.:-]*)`),
	regexp.MustCompile(`^[\w.-]+@([A-Za-z0-9][\w.:-]*)'s password:`),
	regexp.MustCompile(`^=~=~=~=~=~=~=~=~=~=~=~= PuTTY log `),
	regexp.MustCompile(`^Command Line Interface is starting up`),
	regexp.MustCompile(`^\s*Welcome to the Platform Command Line Interface`),
	regexp.MustCompile(`^login as: `),
}

// stamps are the times that a terminal wrote before each line.
var stamps = regexp.MustCompile(`^\[?(?:\d{4}[-/]\d\d[-/]\d\d[ T])?\d\d:\d\d:\d\d(?:[.,]\d+)?Z?\]?(?:[ \t]|$)`)

// block is what stands between two prompts of a session. A file without a prompt is one block.
type block struct {
	command string
	at      int // line of the prompt, 0 without one
	lines   []line
}

// login is a session as lines.
type login struct {
	host   string
	line   int
	blocks []block
}

// empty reports whether nothing was shown yet.
func (l *login) empty() bool {
	for _, b := range l.blocks {
		if b.command != "" || hasText(b.lines) {
			return false
		}
	}
	return true
}

func hasText(lines []line) bool {
	for _, l := range lines {
		if l.text != "" {
			return true
		}
	}
	return false
}

// sessions cuts the lines of a file at logins and prompts.
func sessions(lines []line) []login {
	if stamped(lines) {
		for i := range lines {
			lines[i].text = stamps.ReplaceAllString(lines[i].text, "")
		}
	}
	all := []login{{line: 1, blocks: []block{{}}}}
	for _, l := range lines {
		current := &all[len(all)-1]
		if host, ok := loginOf(l.text); ok {
			all = opened(all, host, l.number)
			continue
		}
		match := prompt.FindStringSubmatch(l.text)
		if match == nil {
			last := &current.blocks[len(current.blocks)-1]
			last.lines = append(last.lines, l)
			continue
		}
		if host := match[1]; host != "" && host != current.host {
			all = opened(all, host, l.number)
			current = &all[len(all)-1]
		}
		current.blocks = append(current.blocks, block{command: typed(match[2]), at: l.number})
	}
	return all
}

// opened begins a session, or names the one in which nothing was shown yet.
func opened(all []login, host string, number int) []login {
	last := &all[len(all)-1]
	if !last.empty() {
		return append(all, login{host: host, line: number, blocks: []block{{}}})
	}
	if host != "" {
		last.host = host
	}
	return all
}

func loginOf(text string) (host string, ok bool) {
	for _, form := range logins {
		if match := form.FindStringSubmatch(text); match != nil {
			if len(match) > 1 {
				host = match[1]
			}
			return host, true
		}
	}
	return "", false
}

// stamped reports whether most lines with text begin with a time.
func stamped(lines []line) bool {
	with, all := 0, 0
	for _, l := range lines {
		if l.text == "" {
			continue
		}
		all++
		if stamps.MatchString(l.text) {
			with++
		}
	}
	return with > 0 && 10*with > 9*all
}

// typed is a command without what documents set around it, words parted by one blank.
func typed(text string) string {
	return strings.Join(strings.Fields(strings.Trim(text, "*` \t")), " ")
}
