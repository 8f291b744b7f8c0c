package control

import (
	"context"
	"fmt"
	"io"
	"strings"

	"tvslab/scenarios"
)

// The lab's own commands at the prompt of a node, behind the word lab.
const (
	labWord   = "lab"
	labStatus = "status"
	labDo     = "do"
)

// prompt is those commands.
type prompt struct{ *Session }

// Word implements admincli.Aside.
func (prompt) Word() string { return labWord }

// Help implements admincli.Aside.
func (prompt) Help() string {
	return "Syntax, of this lab and no command of a node:\n" +
		"lab status\n    says how the lab stands\n" +
		"lab VERB: ARGUMENT\n    does a step of the scenario language, such as lab reset: all, and says how the lab stands then\n"
}

// Run implements admincli.Aside.
func (p prompt) Run(ctx context.Context, line string) (string, error) {
	step := stepOf(line)
	if step == "" {
		return "", RefusedError("lab: a step, such as lab reset: all, or lab status")
	}
	status, err := p.lab.statusAfter(ctx, step)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	p.lab.render(&text, status)
	return text.String(), nil
}

// stepOf is the step that a line means; a verb may stand without its colon, and wait without its argument.
func stepOf(line string) string {
	line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), labDo+" "))
	verb, rest, _ := strings.Cut(line, " ")
	switch {
	case line == "wait":
		return "wait: registered"
	case rest != "" && !strings.HasSuffix(verb, ":") && !strings.HasPrefix(verb, "{"):
		return verb + ": " + rest
	}
	return line
}

// statusAfter does a step, or nothing for status, and says how the lab stands.
func (l *Lab) statusAfter(ctx context.Context, step string) (*Status, error) {
	if step == labStatus {
		return l.Status(ctx), nil
	}
	return l.Do(ctx, step)
}

// render writes a status for people: as Render does, else briefly.
func (l *Lab) render(w io.Writer, s *Status) {
	if l.Render != nil {
		l.Render(w, s)
		return
	}
	fmt.Fprintf(w, "%s, clock %s UTC\n", s.Scenario, s.Clock)
	for _, g := range s.Groups {
		fmt.Fprintf(w, "%s: %s\n", g.Group, g.Trust)
	}
}

// Complete implements admincli.Aside.
func (p prompt) Complete(line string) []string {
	text, did := strings.CutPrefix(line, labDo+" ")
	list := p.lab.CompleteStep(text)
	if !did && !strings.Contains(line, " ") && strings.HasPrefix(labStatus, line) {
		list = append(list, labStatus)
	}
	return list
}

// CompleteStep returns what may stand in the place of the last word of a step on its way.
func (l *Lab) CompleteStep(text string) []string {
	l.mutex.Lock()
	known := scenarios.Known{Nodes: l.nodes()}
	for _, g := range l.lab.Groups() {
		known.Phones = append(known.Phones, g.Name)
	}
	for _, s := range l.runner.Systems() {
		known.Systems = append(known.Systems, s.System)
	}
	l.mutex.Unlock()
	return scenarios.CompleteStep(text, known)
}
