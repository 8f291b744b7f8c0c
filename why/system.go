package why

import (
	"fmt"

	"tvslab/remedy"
	"tvslab/sim/system"
)

// system tells the story of a system around the clusters.
func (t *teller) system(name string) (Story, error) {
	s, _ := t.now.Lab.System(name)
	worst := s.Worst()
	state := "up"
	if !s.Up() {
		state = "down"
	}
	story := Story{
		Subject: name, Kind: "system", Model: s.Kind.Name, Count: 1, Summary: fmt.Sprintf("%s, %s (%s)", s.Kind.Says, state, worst.Reason),
		Documents: []Reference{{"kind " + s.Kind.Name, s.Kind.Source}},
	}
	for _, c := range s.Connections() {
		story.Beside = append(story.Beside, connection(c))
	}
	has := t.having()
	for _, c := range s.Believed() {
		where := has[key(c.Issuer, c.Serial)]
		story.Holds = append(story.Holds, Anchor{"", "imported", c.Subject, fmt.Sprintf("%X", c.Serial), where, where == ""})
	}
	if s.Up() {
		return story, nil
	}
	story.Shows.Screen = []string{s.Kind.Loses}
	tried, err := remedy.Case{Now: t.now, System: name, Past: t.past}.Try(t.ctx)
	story.Remedies = append(story.Remedies, Remedies{"the connection", told(tried)})
	return story, err
}

// connection is the chapter of a connection.
func connection(c system.Connection) Chapter {
	what := c.Node
	if c.From != "" {
		what += " from " + c.From
	}
	line := fmt.Sprintf("With %s: %s (%s)", what, c.Reason.Text(), c.Reason)
	if c.Reason != system.Connected && c.Detail != "" {
		line += ": " + c.Detail
	}
	lines := []string{line + "."}
	if c.Anew != c.Reason {
		lines = append(lines, fmt.Sprintf("A new connection would meet: %s (%s).", c.Anew.Text(), c.Anew))
	}
	return Chapter{About: "connection", Good: c.Reason == system.Connected, Code: string(c.Reason), Lines: lines}
}
