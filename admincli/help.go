package admincli

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// helpText is what `?` after a line and the command help print: syntax of the commands that begin like the line. The
// form is that of the command line guide (recalled); the sentences are the lab's own.
func helpText(release cucm.Release, line string) string {
	words := strings.Fields(line)
	var b strings.Builder
	b.WriteString("Syntax:\n")
	found := 0
	for i := range commands {
		c := &commands[i]
		if c.check(release) != nil || !beginsWith(c, words) {
			continue
		}
		found++
		fmt.Fprintf(&b, "%s\n    %s%s\n", c.usage(), c.help, c.where())
	}
	if found == 0 {
		return NoCommand
	}
	return b.String()
}

// where says who may use the command.
func (c *command) where() string {
	text := fmt.Sprintf(" (privilege level %d", c.privilege)
	if c.publisher {
		text += ", on the publisher only"
	}
	return text + ")"
}

// beginsWith reports whether the words typed so far can become the command, or are the command with arguments.
func beginsWith(c *command, words []string) bool {
	name := strings.Fields(c.words)
	for i, w := range words {
		if i >= len(name) {
			return true
		}
		last := i == len(words)-1
		if !sameWord(name[i], w) && (!last || !strings.HasPrefix(name[i], w)) {
			return false
		}
	}
	return true
}

// showHelp is `help [COMMAND]`.
func showHelp(s *session) error {
	s.print(helpText(s.cluster.Release, s.arg(0)))
	return nil
}

// Complete returns the words that may stand in the place of the last, unfinished word of line on the release and a node
// with these roles; after a blank, the words that may follow. Sorted, without those that do not exist there.
func Complete(release cucm.Release, node []sim.Role, line string) []string {
	words := strings.Fields(line)
	begun := ""
	if len(words) > 0 && !strings.HasSuffix(line, " ") {
		begun, words = words[len(words)-1], words[:len(words)-1]
	}
	var list []string
	for i := range commands {
		c := &commands[i]
		if c.check(release) == nil && (!c.publisher || slices.Contains(node, sim.Publisher)) {
			list = append(list, c.next(release, node, words)...)
		}
	}
	list = slices.DeleteFunc(list, func(w string) bool { return !strings.HasPrefix(w, begun) })
	slices.Sort(list)
	return slices.Compact(list)
}

// next returns what may follow the words.
func (c *command) next(release cucm.Release, node []sim.Role, words []string) []string {
	name := strings.Fields(c.words)
	n := min(len(name), len(words))
	if !equalWords(name[:n], words[:n]) {
		return nil
	}
	if len(words) < len(name) {
		return []string{name[len(words)]}
	}
	typed := words[len(name):]
	if len(c.args) == 0 {
		return nil
	}
	if last := c.args[len(c.args)-1]; last.rest && len(typed) >= len(c.args)-1 && last.values != nil {
		return followers(last.values(release, node), typed[len(c.args)-1:])
	}
	if len(typed) >= len(c.args) || c.args[len(typed)].values == nil {
		return nil
	}
	return c.args[len(typed)].values(release, node)
}

// followers returns the word of each name that comes after the words typed of it: names of services have blanks.
func followers(names, typed []string) []string {
	var list []string
	for _, name := range names {
		words := strings.Fields(name)
		if len(words) > len(typed) && slices.Equal(words[:len(typed)], typed) {
			list = append(list, words[len(typed)])
		}
	}
	return list
}
