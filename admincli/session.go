package admincli

import (
	"errors"
	"fmt"
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// Host is the cluster on which commands act. A command reads a snapshot, tries its operation on it once, asks its
// questions, and commits what it tried.
type Host interface {
	// Snapshot returns a copy of the cluster as it is now.
	Snapshot() *sim.Cluster
	// Commit puts in force what was tried on a snapshot (sim.Cluster.Commit), and reports its events where they belong.
	Commit(change *sim.Change) error
	// Outside is what lies beyond the cluster.
	Outside() *Outside
}

// console is the screen and the keyboard of a command.
type console interface {
	print(text string)
	view(lines []string) // of a file
	ask(question) (string, error)
}

// question is something a command asks.
type question struct {
	prompt  string
	assumed string // what Run answers when no answer is left
	secret  bool   // the answer does not appear on the screen
	pasted  bool   // takes a PEM block, several lines
}

// errCancelled ends a command whose question was answered with Ctrl-C or the end of the input.
var errCancelled = errors.New("cancelled")

// session is one command on its way: where it was typed, what with, and the cluster as it is.
type session struct {
	console
	host    Host
	cluster *sim.Cluster // a snapshot
	node    *sim.Node
	args    []string
	shell   *Shell // nil unless typed in one
}

// newSession finds the node.
func newSession(host Host, node string, screen console) (*session, error) {
	c := host.Snapshot()
	n := c.Node(node)
	if n == nil {
		return nil, fmt.Errorf("node %q is not in the cluster", node)
	}
	if n.Down {
		return nil, fmt.Errorf("node %q is down", n.Name)
	}
	return &session{console: screen, host: host, cluster: c, node: n}, nil
}

// exec runs a line.
func (s *session) exec(line string) error {
	cmd, args, err := parse(s.cluster.Release, line)
	if err != nil {
		return err
	}
	if err := cmd.check(s.cluster.Release); err != nil {
		return err
	}
	if cmd.publisher && s.node.ID != s.cluster.Publisher().ID {
		return fmt.Errorf("%s: available on the publisher only; run it on %s", cmd.words, s.cluster.Publisher().Name)
	}
	s.args = args
	if t, ok := s.host.(Typist); ok {
		t.Typing(line)
	}
	return cmd.run(s)
}

// rules are those of the cluster's release.
func (s *session) rules() *cucm.Rules { return s.cluster.Rules() }

// arg returns an argument, "" if it was left out.
func (s *session) arg(i int) string {
	if i < len(s.args) {
		return s.args[i]
	}
	return ""
}

func (s *session) printf(format string, args ...any) { s.print(fmt.Sprintf(format, args...)) }

// confirm asks a question and reports whether the answer was yes, in full or its first letter.
func (s *session) confirm(prompt, yes string) (bool, error) {
	answer, err := s.ask(question{prompt: prompt, assumed: yes})
	answer = strings.TrimSpace(answer)
	return strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes"), err
}

// do does an operation about which nothing is asked.
func (s *session) do(op sim.Op) error {
	change, err := s.cluster.Try(op)
	if err != nil {
		return err
	}
	return s.commit(change)
}

// commit puts in force what was tried, and reads the cluster anew.
func (s *session) commit(change *sim.Change) error {
	if err := s.host.Commit(change); err != nil {
		return err
	}
	s.cluster = s.host.Snapshot()
	if n := s.cluster.Node(s.node.ID); n != nil {
		s.node = n
	}
	return nil
}
