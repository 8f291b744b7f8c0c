package admincli

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/sim"
)

// session is one command on its way: where it was typed and what was answered.
type session struct {
	cluster *sim.Cluster
	node    *sim.Node
	args    []string // what follows the command words
	answers []string
	out     strings.Builder
	events  []sim.Event
}

// command is one entry of the table: the words that select it and what it does.
type command struct {
	words     string
	usage     string // arguments, for messages
	publisher bool   // available on the publisher only (command line guide)
	args      int    // how many arguments it needs; -1 = the rest of the line is one
	available func(*sim.Rules) bool
	run       func(*session) error
}

// Run types a command on a node's admin CLI. Answers go to its questions in order; a question that none is left for is
// answered with yes. output is what the screen shows, without the prompt. The error says why the command was
// refused; nothing has changed then.
func Run(c *sim.Cluster, node, line string, answers []string) (output string, events []sim.Event, err error) {
	n := c.Node(node)
	if n == nil {
		return "", nil, fmt.Errorf("node %q is not in the cluster", node)
	}
	if n.Down {
		return "", nil, fmt.Errorf("node %q is down", n.Name)
	}
	cmd, args, err := parse(line)
	if err != nil {
		return "", nil, err
	}
	if err := cmd.check(c.Release); err != nil {
		return "", nil, err
	}
	if cmd.publisher && n != c.Publisher() {
		return "", nil, fmt.Errorf("%s: available on the publisher only; run it on %s", cmd.words, c.Publisher().Name)
	}
	s := &session{cluster: c, node: n, args: args, answers: slices.Clone(answers)}
	if err := cmd.run(s); err != nil {
		return "", nil, err
	}
	return s.out.String(), s.events, nil
}

// Check reports whether the command line exists on the release, without running it.
func Check(release sim.Release, line string) error {
	cmd, _, err := parse(line)
	if err != nil {
		return err
	}
	return cmd.check(release)
}

func (c *command) check(release sim.Release) error {
	if c.available != nil && !c.available(release.Rules()) {
		return fmt.Errorf("%s: not available on release %s", c.words, release)
	}
	return nil
}

// parse finds the command that a line calls and its arguments.
func parse(line string) (*command, []string, error) {
	words := strings.Fields(line)
	for i := range commands {
		cmd := &commands[i]
		name := strings.Fields(cmd.words)
		if len(words) < len(name) || !equalWords(name, words[:len(name)]) {
			continue
		}
		args := words[len(name):]
		if cmd.args < 0 && len(args) > 0 {
			args = []string{strings.Join(args, " ")}
		}
		if want := max(cmd.args, -cmd.args); len(args) != want {
			return nil, nil, fmt.Errorf("%s: wrong number of arguments, usage: %s %s", cmd.words, cmd.words, cmd.usage)
		}
		return cmd, args, nil
	}
	return nil, nil, fmt.Errorf("command %q is not known here; known are %s", line, strings.Join(Commands(), ", "))
}

// equalWords compares command words; documents write CTLFile and CTLfile for the same argument.
func equalWords(want, have []string) bool {
	return slices.EqualFunc(want, have, func(a, b string) bool {
		return a == b || strings.EqualFold(a, "CTLFile") && strings.EqualFold(a, b)
	})
}

// Commands returns the words of all commands.
func Commands() []string {
	names := make([]string, len(commands))
	for i, c := range commands {
		names[i] = c.words
	}
	return names
}

func (s *session) print(format string, args ...any) { fmt.Fprintf(&s.out, format, args...) }

// confirm prints a question with its answer and reports whether it was yes.
func (s *session) confirm(question, yes string) bool {
	answer := yes
	if len(s.answers) > 0 {
		answer, s.answers = s.answers[0], s.answers[1:]
	}
	s.print("%s%s\n", question, answer)
	return strings.EqualFold(answer, yes) || strings.EqualFold(answer, yes[:1])
}

// do runs an operation on the cluster.
func (s *session) do(events []sim.Event, err error) error {
	s.events = append(s.events, events...)
	return err
}
