package blocks_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// command is what a reader types, with what he types at its prompt and what the page shows of its output.
type command struct {
	line  int // of the page
	text  string
	typed []string
	shown []string // what stands beneath a "$ command"; nil where the page shows nothing
}

// known is the command as rows name it: one line, without the comment behind it.
func (c command) known() string {
	text := strings.Join(strings.Fields(strings.ReplaceAll(c.text, "\\\n", " ")), " ")
	text, _, _ = strings.Cut(text, " # ")
	return strings.TrimSpace(text)
}

const (
	dollar = "$ "
	prompt = "admin:"
)

// shells are the words behind fences with commands.
var shells = []string{"sh", "bash", "shell", "console"}

var assigned = regexp.MustCompile(`^([A-Z][A-Z_0-9]*=\S* +)*`)

// isCommand tells whether a line begins as a command does.
func (r *rows) isCommand(line string) bool {
	word, _, _ := strings.Cut(assigned.ReplaceAllString(line, ""), " ")
	return strings.HasPrefix(line, dollar) || slices.Contains(r.Programs, word)
}

// hasCommands tells whether a block is one of commands.
func (r *rows) hasCommands(b block) bool {
	for _, line := range b.lines {
		if line != "" && !strings.HasPrefix(line, "#") {
			return slices.Contains(shells, b.lang) || b.lang == "" && r.isCommand(line)
		}
	}
	return false
}

// commandsOf reads a block of commands. A block with "$ " in it shows what is printed, too; in another each line is a command, or
// typed at the prompt of the one above.
func (r *rows) commandsOf(b block) (list []command, err error) {
	shows := slices.ContainsFunc(b.lines, func(line string) bool { return strings.HasPrefix(line, dollar) })
	var last *command
	for i := 0; i < len(b.lines); i++ {
		line, at := b.lines[i], b.line+i
		switch {
		case last != nil && strings.HasPrefix(line, prompt):
			last.typed = append(last.typed, strings.TrimPrefix(line, prompt))
		case shows && !strings.HasPrefix(line, dollar):
			if last != nil {
				last.shown = append(last.shown, line)
			}
		case line == "" || strings.HasPrefix(line, "#"):
		case !shows && !slices.Contains(shells, b.lang) && !r.isCommand(line):
			return nil, fmt.Errorf("%s:%d: %q is no command: output is shown beneath \"$ command\", and further programs are named in rows.yaml", b.page, at, line)
		default:
			text := strings.TrimPrefix(line, dollar)
			for goesOn(text) && i+1 < len(b.lines) {
				i++
				text += "\n" + b.lines[i]
			}
			list = append(list, command{line: at, text: text})
			last = &list[len(list)-1]
		}
	}
	return list, nil
}

// goesOn tells whether a command needs another line: a backslash at its end, or an open quote.
func goesOn(text string) bool {
	bare, _, _ := strings.Cut(text, " # ")
	var quote rune
	for _, c := range bare {
		switch {
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case quote == c:
			quote = 0
		}
	}
	return quote != 0 || strings.HasSuffix(text, "\\")
}
