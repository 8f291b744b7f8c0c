package admincli

import (
	"context"
	"fmt"
	"strings"
)

// Aside is commands that no node has, such as those of a lab. They can be typed where a shell has one: lines that begin with its word.
type Aside interface {
	// Word is the first word of its lines.
	Word() string
	// Run does what stands behind the word and returns what the screen shows. Its error is a refusal.
	Run(ctx context.Context, line string) (string, error)
	// Complete returns what may stand in the place of the last word of an unfinished line.
	Complete(line string) []string
	// Help says what can be typed behind the word.
	Help() string
}

// aside returns what stands behind the word of the shell's aside, if the line is one of its.
func (s *Shell) aside(line string) (rest string, ok bool) {
	if s.Aside == nil {
		return "", false
	}
	word, rest, _ := strings.Cut(strings.TrimLeft(line, " "), " ")
	return rest, word == s.Aside.Word()
}

// helpAside says what can be typed, and what next.
func (s *Shell) helpAside(rest string) string {
	text := s.Aside.Help()
	if words := s.Aside.Complete(rest); rest != "" && len(words) > 0 {
		text += fmt.Sprintf("Next:\n    %s\n", strings.Join(words, "\n    "))
	}
	return text
}
