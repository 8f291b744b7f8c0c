package admincli

import (
	"slices"
	"strings"

	"tvslab/event"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// Run types a command on a node's admin CLI. Answers go to its questions in order; a question that none is left for is
// answered with yes, or with what the lab assumes (an SFTP server of its own). output is what the screen shows, without the
// prompt; files go to the SFTP server and the backup devices, and come from there. The error says why the command was
// refused; nothing has changed then.
func (o *Outside) Run(c *sim.Cluster, node, line string, answers []string) (output string, events []event.Event, err error) {
	host := &direct{cluster: c, outside: o}
	if output, err = Exec(host, node, line, answers); err != nil {
		return "", nil, err
	}
	return output, host.events, nil
}

// Exec is Outside.Run on a host, to which the events go.
func Exec(host Host, node, line string, answers []string) (output string, err error) {
	screen := &script{answers: slices.Clone(answers)}
	s, err := newSession(host, node, screen)
	if err != nil {
		return "", err
	}
	if err := s.exec(line); err != nil {
		return "", err
	}
	return screen.out.String(), nil
}

// Check reports whether the command line exists on the release, without running it.
func Check(release cucm.Release, line string) error {
	cmd, _, err := parse(release, line)
	if err != nil {
		return err
	}
	return cmd.check(release)
}

// direct is a cluster that nobody else uses.
type direct struct {
	cluster *sim.Cluster
	outside *Outside
	events  []event.Event
}

// Snapshot implements Host.
func (d *direct) Snapshot() *sim.Cluster { return d.cluster.Clone() }

// Outside implements Host.
func (d *direct) Outside() *Outside { return d.outside }

// Commit implements Host.
func (d *direct) Commit(change *sim.Change) error {
	events, err := d.cluster.Commit(change)
	d.events = append(d.events, events...)
	return err
}

// script is a console whose answers were written down before.
type script struct {
	out     strings.Builder
	answers []string
}

func (s *script) print(text string) { s.out.WriteString(text) }

func (s *script) view(lines []string) { s.print(joined(lines)) }

func (s *script) ask(q question) (string, error) {
	answer := q.assumed
	if len(s.answers) > 0 {
		answer, s.answers = s.answers[0], s.answers[1:]
	}
	shown := answer
	if q.secret {
		shown = ""
	}
	s.print(q.prompt + strings.TrimRight(shown, "\n") + "\n")
	return answer, nil
}
