package admincli

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/spelling"
)

// command is one entry of the table: the words that select it, what may follow them, who may use it, and what it does.
type command struct {
	words     string
	args      []argument
	help      string
	privilege int  // level of the administrator: 0, 1 or 4 (command line guide)
	publisher bool // on the publisher only (command line guide)
	available func(cucm.Release) bool
	run       func(*session) error
}

// argument is one word after the words of a command.
type argument struct {
	name     string // as usage prints it
	optional bool
	rest     bool                                                 // takes the rest of the line, blanks included
	values   func(release cucm.Release, node []sim.Role) []string // for completion; nil = anything
}

// usage is the command with its arguments as help prints it.
func (c *command) usage() string {
	words := []string{c.words}
	for _, a := range c.args {
		if a.optional {
			words = append(words, "["+a.name+"]")
		} else {
			words = append(words, a.name)
		}
	}
	return strings.Join(words, " ")
}

// check reports why the command does not exist on the release.
func (c *command) check(release cucm.Release) error {
	if c.available != nil && !c.available(release) {
		return fmt.Errorf("%s: not available on release %s", c.words, release)
	}
	return nil
}

// Unknown is a line that calls no command. Its words on the screen are NoCommand.
type Unknown struct {
	Line  string
	Known []string // the commands of the release that begin like it, or all
}

// mostNamed is how many commands are named where none was nearly typed.
const mostNamed = 12

// Error names the command that was meant, or those that it may have been.
func (e *Unknown) Error() string {
	text := fmt.Sprintf("command %q is not known here", e.Line)
	if near := e.nearest(); near != "" {
		return fmt.Sprintf("%s; did you mean %q?", text, near)
	}
	if len(e.Known) <= mostNamed {
		return text + "; known are " + strings.Join(e.Known, ", ")
	}
	return text + "; help lists the commands"
}

// nearest finds the command that the line, or its first words, was meant to be.
func (e *Unknown) nearest() string {
	words := strings.Fields(e.Line)
	for n := len(words); n > 0; n-- {
		if near := spelling.Nearest(strings.Join(words[:n], " "), e.Known); near != "" {
			return near
		}
	}
	return ""
}

// parse finds the command that a line calls and its arguments. Commands that other releases have are found too.
func parse(release cucm.Release, line string) (*command, []string, error) {
	words := strings.Fields(line)
	cmd, n := find(words)
	if cmd == nil {
		return nil, nil, &Unknown{Line: line, Known: beginningLike(release, words)}
	}
	args, err := cmd.arguments(words[n:])
	return cmd, args, err
}

// find returns the command with the most words that the line begins with, and how many words those are.
func find(words []string) (*command, int) {
	var found *command
	most := 0
	for i := range commands {
		name := strings.Fields(commands[i].words)
		if len(name) > most && len(words) >= len(name) && equalWords(name, words[:len(name)]) {
			found, most = &commands[i], len(name)
		}
	}
	return found, most
}

// arguments checks how many words follow and joins those of an argument that takes the rest.
func (c *command) arguments(words []string) ([]string, error) {
	least := 0
	for i, a := range c.args {
		if !a.optional {
			least++
		}
		if a.rest && len(words) > i {
			words = append(slices.Clone(words[:i]), strings.Join(words[i:], " "))
		}
	}
	if len(words) < least || len(words) > len(c.args) {
		return nil, fmt.Errorf("%s: wrong number of arguments, usage: %s", c.words, c.usage())
	}
	return words, nil
}

// equalWords compares command words; documents write CTLFile and CTLfile for the same argument.
func equalWords(want, have []string) bool { return slices.EqualFunc(want, have, sameWord) }

func sameWord(a, b string) bool {
	return a == b || strings.EqualFold(a, "CTLFile") && strings.EqualFold(a, b)
}

// beginningLike returns the commands of the release that begin with as many words of the line as any does; all if none does.
func beginningLike(release cucm.Release, words []string) []string {
	all := Commands(release)
	for n := len(words); n > 0; n-- {
		begin := strings.Join(words[:n], " ") + " "
		names := slices.DeleteFunc(slices.Clone(all), func(name string) bool { return !strings.HasPrefix(name, begin) })
		if len(names) > 0 {
			return names
		}
	}
	return all
}

// Commands returns the words of the commands that the release has, in the order of the table.
func Commands(release cucm.Release) (names []string) {
	for i := range commands {
		if commands[i].check(release) == nil {
			names = append(names, commands[i].words)
		}
	}
	return names
}
