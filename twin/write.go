package twin

import (
	"math"
	"slices"
	"strings"
	"time"

	"tvslab/sim"
)

// YAML writes the scenario file, and gives notes the lines that they are about.
func (t *Twin) YAML(title string) []byte {
	p := newPage(t.Notes, t.remarks)
	t.head(p, title)
	t.cluster(p)
	t.groups(p)
	t.steps(p)
	for i := range t.Notes {
		t.Notes[i].Line = p.lines[t.Notes[i].at]
	}
	slices.SortStableFunc(t.Notes, func(a, b Note) int { return place(a) - place(b) })
	return []byte(p.text.String())
}

// place puts notes about no line behind the others.
func place(n Note) int {
	if n.Line == 0 {
		return math.MaxInt
	}
	return n.Line
}

// count is how many phones there are.
func (t *Twin) count() (n int) {
	for i := range t.Groups {
		n += t.Groups[i].Phones()
	}
	return n
}

// steps writes the beginning: phones are on that are, others of which nobody says that they are off are switched on.
func (t *Twin) steps(p *page) {
	p.line("", 0, "steps:")
	var off []string
	for _, g := range t.Groups {
		if !g.On && !g.Off {
			off = append(off, g.Name)
		}
	}
	switch {
	case len(off) == len(t.Groups):
		p.line("", 1, "- power-on: all")
	case len(off) > 0:
		p.line("", 1, "- power-on: %s", flow(off))
	}
	p.line("", 1, "- wait: registered")
	p.line("", 2, "gate: true  # ends here if a phone that is on does not register as things are")
	p.remark(1, "From here on what you mean to do, for example")
	p.remark(1, "- regenerate: {certificate: TVS, nodes: all}")
}

func (t *Twin) head(p *page, title string) {
	p.remark(0, "A twin made from evidence by tvslab import. Its keys are lab keys.")
	p.line("", 0, "title: %s", scalar(title))
	p.line("release", 0, "release: %s", scalar(t.Release))
	if !t.Start.IsZero() {
		p.line("start", 0, "start: %s", moment(t.Start))
	}
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
	p.trust(1, t.Trust)
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
	if len(n.Stopped) > 0 {
		p.line("stopped "+n.Name, 3, "stopped: %s", flow(n.Stopped))
	}
	if len(n.Off) > 0 {
		p.line("not-activated "+n.Name, 3, "not-activated: %s", flow(n.Off))
	}
	if len(n.Certificates) > 0 {
		p.line("certificates "+n.Name, 3, "certificates:")
	}
	for _, c := range n.Certificates {
		p.line(certificateOf(n.Name, c.Store), 4, "%s: %s", c.Store, c.fields())
	}
	p.trust(3, n.Trust)
}

// trust writes certificates of -trust stores.
func (p *page) trust(indent int, list []Certificate) {
	if len(list) > 0 {
		p.line("", indent, "trust:")
	}
	for _, c := range list {
		p.line(trustOf(c), indent+1, "- {store: %s, %s", c.Store, c.fields()[1:])
	}
}

func (t *Twin) groups(p *page) {
	p.line("phones", 0, "phones:")
	for i := range t.Groups {
		t.Groups[i].write(p)
	}
	p.line("", 0, "")
}

func (g *Group) write(p *page) {
	p.line(groupOf(g.Name), 1, "%s:", scalar(g.Name))
	p.line("model "+g.Name, 2, "model: %s", scalar(g.Model))
	if g.Protocol != "" {
		p.line("", 2, "protocol: %s", g.Protocol)
	}
	if g.Count > 0 {
		p.line("count "+g.Name, 2, "count: %d", g.Count)
	}
	p.devices(g)
	p.line("tftp "+g.Name, 2, "tftp: %s", flow(g.TFTP))
	if len(g.TVS) > 0 {
		p.line("tvs "+g.Name, 2, "tvs: %s", flow(g.TVS))
	}
	p.optional("security "+g.Name, 2, "security", g.Security)
	for _, flag := range []struct {
		key string
		on  bool
	}{{"encrypted-config", g.Encrypted}, {"lsc", g.LSC}, {"on", g.On}, {"off", g.Off}} {
		if flag.on {
			p.line(flag.key+" "+g.Name, 2, "%s: true", flag.key)
		}
	}
	if holds := g.holds(); holds != "" {
		p.line("holds "+g.Name, 2, "holds: %s", holds)
	}
}

// holds writes which lists the phones hold, "" where nothing is known that goes without saying: phones that are on hold what is
// served, others nothing.
func (g *Group) holds() string {
	var parts []string
	for _, l := range []struct{ key, held string }{{"ctl", g.CTL}, {"itl", g.ITL}} {
		if l.held != "" && !(g.On && l.held == served) {
			parts = append(parts, l.key+": "+l.held)
		}
	}
	switch {
	case len(parts) == 0:
		return ""
	case len(parts) == 2 && g.CTL == g.ITL:
		return g.CTL
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// moment writes a time as the language reads it.
func moment(at time.Time) string { return at.UTC().Format(time.RFC3339) }
