package twin

import (
	"time"

	"tvslab/sim"
)

// YAML writes the scenario file, and gives notes the lines that they are about.
func (t *Twin) YAML(title string) []byte {
	p := newPage(t.Notes)
	t.head(p, title)
	t.cluster(p)
	t.groups(p)
	p.line("", 0, "steps:")
	p.line("", 1, "- power-on: all")
	p.line("", 1, "- wait: registered")
	p.line("", 2, "gate: true  # ends here if a phone does not register as things are")
	p.remark(1, "From here on what you mean to do, for example")
	p.remark(1, "- regenerate: {certificate: TVS, nodes: all}")
	for i := range t.Notes {
		t.Notes[i].Line = p.lines[t.Notes[i].at]
	}
	return []byte(p.text.String())
}

// count is how many phones there are.
func (t *Twin) count() (n int) {
	for _, g := range t.Groups {
		n += g.Count
	}
	return n
}

func (t *Twin) head(p *page, title string) {
	p.remark(0, "A twin made from evidence by tvslab import. Its keys are lab keys.")
	p.line("", 0, "title: %s", scalar(title))
	p.line("release", 0, "release: %s", scalar(t.Release))
	p.line("", 0, "")
}

func (t *Twin) cluster(p *page) {
	p.line("", 0, "cluster:")
	p.line("mode", 1, "mode: %s", t.Mode)
	if t.Mode == sim.MixedToken {
		p.line("tokens", 1, "tokens: %s", flow(t.Tokens))
	}
	p.optional("domain", 1, "domain", t.Domain)
	for _, part := range []struct{ key, value string }{
		{"organization", t.Org.O}, {"unit", t.Org.OU}, {"locality", t.Org.L}, {"state", t.Org.ST}, {"country", t.Org.C},
	} {
		p.optional(part.key, 1, part.key, part.value)
	}
	p.optional("timezone", 1, "timezone", t.Zone)
	p.line("", 1, "nodes:")
	for _, n := range t.Nodes {
		n.write(p)
	}
	p.line("", 0, "")
}

// optional writes a key that may be missing. An assumption about it stands in a line of its own then.
func (p *page) optional(at string, indent int, key, value string) {
	switch {
	case value != "":
		p.line(at, indent, "%s: %s", key, scalar(value))
	case p.notes[at] != "":
		p.line(at, indent, "# %s:", key)
	}
}

func (n *Node) write(p *page) {
	p.line("node "+n.Name, 2, "%s:", scalar(n.Name))
	p.line(rolesOf(n.Name), 3, "roles: %s", flow(n.Roles))
	if n.Address.IsValid() {
		p.line("address "+n.Name, 3, "address: %s", n.Address)
	}
	p.optional("timezone "+n.Name, 3, "timezone", n.Zone)
}

func (t *Twin) groups(p *page) {
	p.line("phones", 0, "phones:")
	for _, g := range t.Groups {
		p.line("group "+g.Name, 1, "%s:", scalar(g.Name))
		p.line("model "+g.Name, 2, "model: %s", scalar(g.Model))
		p.line("count "+g.Name, 2, "count: %d", g.Count)
		p.line("tftp "+g.Name, 2, "tftp: %s", flow(g.TFTP))
		if len(g.TVS) > 0 {
			p.line("tvs "+g.Name, 2, "tvs: %s", flow(g.TVS))
		}
	}
	p.line("", 0, "")
}

// moment writes a time as the language reads it.
func moment(at time.Time) string { return at.UTC().Format(time.RFC3339) }
