package deviation

import (
	"strings"

	"tvslab/scenarios"
	"tvslab/scenarios/site"
	"tvslab/sim"
)

// Site is what a plan's deviations can befall.
type Site struct {
	groups []string
	nodes  site.Nodes // of the first cluster, publisher first
	mixed  bool
	tokens []string
}

// SiteOf returns the site of one cell of a scenario.
func SiteOf(s *scenarios.Scenario) *Site {
	mode := sim.Mode(s.Cluster.Mode.Value)
	at := &Site{groups: s.Phones.Names(), nodes: s.Cluster.Nodes, mixed: mode != sim.NonSecure && mode != ""}
	if mode == sim.MixedToken {
		at.tokens = s.Cluster.Tokens.Values()
	}
	return at
}

// Publisher is the name of the publisher.
func (s *Site) Publisher() string { return s.nodes.With(sim.Publisher)[0] }

// subscribers are the nodes but the publisher.
func (s *Site) subscribers() (names []string) {
	for i := range s.nodes {
		if !s.nodes[i].Has(sim.Publisher) {
			names = append(names, s.nodes[i].Name.Value)
		}
	}
	return names
}

// UpdateCTL are the steps that write the CTL anew; none where there is none.
func (s *Site) UpdateCTL() []string {
	switch {
	case len(s.tokens) > 0:
		return []string{"token: {action: update-ctl, tokens: [" + strings.Join(s.tokens, ", ") + "], signer: " + s.tokens[0] + "}"}
	case s.mixed:
		return []string{"cli: {node: " + s.Publisher() + `, run: utils ctl update CTLFile, answer: ["y"]}`}
	}
	return nil
}
