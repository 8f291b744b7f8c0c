package twin

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/twin/roster"
	"tvslab/twin/shown"
)

// What phones hold, in the words of the language.
const (
	served  = string(lab.HeldServed)
	unknown = string(lab.HeldUnknown)
	none    = string(lab.HeldNone)
)

// read reads the lists and pages of phones. Nodes go by the names of the cluster, whatever files call them.
func (c *cluster) read(tables []table) error {
	r := roster.NewReader()
	for _, s := range c.servers {
		others := []string{s.name + "." + s.domain}
		if s.address.IsValid() {
			others = append(others, s.address.String())
		}
		r.Alias(s.name, others...)
	}
	for _, t := range tables {
		if err := r.Read(t.name, bytes.NewReader(t.data)); err != nil {
			return err
		}
	}
	for s, out := range c.all {
		if out.Phones == nil {
			continue
		}
		node := ""
		if s.node != nil {
			node = s.node.name
		}
		r.ReadOutput(roster.Place{File: out.File, Line: out.Line}, node, out.Phones.Text)
		out.Phones.Text = "" // it was read, and names everybody
	}
	c.roster = r.Roster()
	if left := c.roster.Left; left > 0 {
		c.problems = append(c.problems, shown.Problem{Place: shown.Place{File: "lists of phones"}, Text: fmt.Sprintf("%d further problems are not told", left)})
	}
	for _, p := range c.roster.Problems {
		c.problems = append(c.problems, shown.Problem{Place: shown.Place{File: p.At.File, Line: p.At.Line}, Text: p.What})
	}
	for _, x := range c.roster.Conflicts {
		c.problems = append(c.problems, shown.Problem{Place: shown.Place{File: x.Other.At.File, Line: x.Other.At.Line}, Text: x.String() + "; the first counts"})
	}
	return nil
}

// phones makes groups of the phones that lists and pages name.
func (c *cluster) phones(t *Twin) {
	if c.roster == nil || len(c.roster.Phones) == 0 {
		c.assumePhones(t)
		return
	}
	phones := slices.Clone(c.roster.Phones)
	for i := range phones {
		c.settle(t, &phones[i])
	}
	for _, g := range roster.Grouped(phones) {
		t.Groups = append(t.Groups, c.group(t, &g)...)
	}
	// The lab names phones by the number of their group; the higher it is, the less likely somebody else has the name.
	slices.SortStableFunc(t.Groups, func(a, b Group) int { return order(len(b.Devices) > 0) - order(len(a.Devices) > 0) })
}

// assumePhones makes one group for each TFTP server, where nobody says which phones there are.
func (c *cluster) assumePhones(t *Twin) {
	for _, n := range t.Nodes {
		if !slices.Contains(n.Roles, sim.RoleTFTP) {
			continue
		}
		g := Group{Name: "phones-" + strings.ToLower(n.Name), Model: usualModel, Count: 1, TFTP: []string{n.Name}, TVS: t.callManagers(n.Name)}
		t.Groups = append(t.Groups, g)
		t.note(Assumed, groupOf(g.Name), fmt.Sprintf("one %s gets its files from %s", usualModel, n.Name), "no list of phones is in the evidence")
	}
	if len(t.Groups) == 0 {
		t.note(Question, "phones", "which node serves files to phones?", "no node has the role tftp, and phones need one; give a node the role and write a group")
	}
}

// usualModel is what a phone is of which nobody says it.
const usualModel = "8841"

func groupOf(name string) string { return "group " + name }

// callManagers is a CallManager group: one node first, then others, at most as many as a group has.
func (t *Twin) callManagers(first string) (names []string) {
	for _, name := range append([]string{first}, t.with(sim.RoleCCM)...) {
		if slices.Contains(t.with(sim.RoleCCM), name) && !slices.Contains(names, name) && len(names) < sim.MaxGroup {
			names = append(names, name)
		}
	}
	return names
}

// with names the nodes that have a role.
func (t *Twin) with(role sim.Role) (names []string) {
	for _, n := range t.Nodes {
		if slices.Contains(n.Roles, role) {
			names = append(names, n.Name)
		}
	}
	return names
}

// settle puts what is known of a phone into the words of the language, so that phones which are the same there are one group.
func (c *cluster) settle(t *Twin, p *roster.Phone) {
	p.TFTP = t.nodesOf(p.TFTP, sim.RoleTFTP, p.Name)
	if len(p.TFTP) > 2 {
		p.TFTP = p.TFTP[:2]
	}
	p.CallManagers = t.nodesOf(p.CallManagers, sim.RoleCCM, p.Name)
	if len(p.CallManagers) > sim.MaxGroup {
		t.noteOnce(LeftOut, "", "call managers beyond the third of a phone", "a CallManager group has three at most")
		p.CallManagers = p.CallManagers[:sim.MaxGroup]
	}
	p.ITL.Value = past(p, p.ITL.Value, c.files("ITL"))
	p.CTL.Value = past(p, p.CTL.Value, c.files("CTL"))
	p.LSC.Value = strings.ReplaceAll(p.LSC.Value, roster.None, "")
	if p.Profile.Known() && !p.Mode.Known() {
		t.noteOnce(Assumed, "", fmt.Sprintf("security profile %q is non-secure", p.Profile.Value), "no list says its Device Security Mode")
	}
	p.Profile.Value, p.Mode.Value = "", strings.ReplaceAll(p.Mode.Value, roster.NonSecure, "")
}

// nodesOf are those of the nodes that have the role.
func (t *Twin) nodesOf(facts []roster.Fact, role sim.Role, device string) (list []roster.Fact) {
	for _, f := range facts {
		if slices.Contains(t.with(role), f.Value) {
			list = append(list, f)
			continue
		}
		t.noteOnce(LeftOut, "", fmt.Sprintf("%s as %s of phones (%s)", f.Value, role, f.At), fmt.Sprintf("no node of that name has the role %s; %s is one of these phones", role, device))
	}
	return list
}

// files are the lists of a kind that nodes showed.
func (c *cluster) files(kind string) (lists []*shown.List) {
	for _, out := range c.all {
		if out.List != nil && out.List.Kind == kind {
			lists = append(lists, out.List)
		}
	}
	return lists
}

// past is what a phone holds, "" where that goes without saying: a phone that is on holds what is served.
func past(p *roster.Phone, value string, lists []*shown.List) string {
	h := held(value, lists)
	if h == served && p.Status.Value == roster.Registered {
		return ""
	}
	return h
}

// held says whether a phone holds a list that is served: by the checksum that both tell. A phone that shows none of which the like is
// in the evidence says nothing.
func held(value string, lists []*shown.List) string {
	if value == "" || value == roster.None {
		return strings.ReplaceAll(value, roster.None, none)
	}
	sum, kind, _ := strings.Cut(strings.TrimSuffix(value, ")"), "(")
	comparable := false
	for _, l := range lists {
		have := map[string]string{"MD5": l.MD5, "SHA1": l.SHA1}[strings.ToUpper(kind)]
		switch {
		case have == "":
		case strings.EqualFold(have, sum):
			return served
		default:
			comparable = true
		}
	}
	if comparable {
		return unknown
	}
	return ""
}

// group makes of phones that are the same one group; of those whose names the lab cannot have another one.
func (c *cluster) group(t *Twin, r *roster.Group) (groups []Group) {
	g := Group{
		Name: r.Name, Model: r.Model, Protocol: strings.ToLower(r.Protocol), TFTP: r.TFTP, TVS: r.CallManagers, Security: r.Mode, CTL: r.CTL, ITL: r.ITL,
		Encrypted: r.EncryptedConfig == roster.Yes, LSC: r.LSC == roster.Installed, On: r.Status == roster.Registered,
		Off: r.Status == roster.Unregistered || r.Status == roster.Unknown,
	}
	t.fit(&g)
	named, others := namesOf(r.Phones)
	if len(named) > 0 {
		g.Devices = named
		groups = append(groups, g)
	}
	if others > 0 {
		g.Devices, g.Count = nil, others
		if len(named) > 0 {
			g.Name += "-other"
		}
		t.note(LeftOut, groupOf(g.Name), fmt.Sprintf("the names of %d devices of group %s", others, g.Name), "they are not SEP and 12 hexadecimal digits; the lab names them")
		groups = append(groups, g)
	}
	return groups
}

// namesOf are the devices as spans, and how many have names that are none of phones.
func namesOf(names []string) (spans []devices.Span, others int) {
	var numbers []devices.Number
	for _, name := range names {
		if n, ok := devices.Written(name); ok {
			numbers = append(numbers, n)
		} else {
			others++
		}
	}
	slices.Sort(numbers)
	for _, n := range slices.Compact(numbers) {
		if last := len(spans) - 1; last >= 0 && spans[last].Last+1 == n {
			spans[last].Last = n
			continue
		}
		spans = append(spans, devices.Span{First: n, Last: n})
	}
	return spans, others
}

// fit gives a group what it needs and nobody said, and takes from it what its model does not have.
func (t *Twin) fit(g *Group) {
	at := groupOf(g.Name)
	if g.Model == "" {
		g.Model = usualModel
		t.note(Assumed, "model "+g.Name, fmt.Sprintf("phones of group %s are %s", g.Name, usualModel), "no list says their model, or none that is known")
	}
	m, _ := phone.ModelByName(g.Model)
	if g.Protocol != "" && len(m.Signalling) > 0 {
		if _, err := m.Loaded(strings.ToUpper(g.Protocol)); err != nil {
			t.note(LeftOut, at, fmt.Sprintf("protocol %s of group %s", g.Protocol, g.Name), err.Error())
			g.Protocol = ""
		}
	}
	if len(g.TFTP) == 0 {
		tftp := t.with(sim.RoleTFTP)
		g.TFTP = tftp[:min(2, len(tftp))]
		t.note(Assumed, "tftp "+g.Name, fmt.Sprintf("phones of group %s get their files from %s", g.Name, strings.Join(g.TFTP, ", ")),
			"no page of a phone and no list of TFTP servers (option 150) says it")
	}
	if len(g.TVS) == 0 {
		g.TVS = t.callManagers("")
		t.note(Assumed, "tvs "+g.Name, fmt.Sprintf("phones of group %s register with %s", g.Name, strings.Join(g.TVS, ", ")), "no list says their CallManager group")
	}
	if g.Encrypted && !m.DecryptsConfigurations() {
		t.note(LeftOut, at, "TFTP Encrypted Config of group "+g.Name, fmt.Sprintf("a %s of the lab does not decrypt configurations", g.Model))
		g.Encrypted = false
	}
	t.fitPast(g)
	if !m.SBD {
		g.ITL = ""
	}
}

// fitPast says what phones hold that are off: they had the lists of the day on which they were switched off.
func (t *Twin) fitPast(g *Group) {
	if !g.Off || g.ITL != "" && g.CTL != "" {
		return
	}
	g.ITL, g.CTL = cmp.Or(g.ITL, served), cmp.Or(g.CTL, served)
	t.note(Assumed, "holds "+g.Name, fmt.Sprintf("phones of group %s hold what is served", g.Name),
		"they are off, and nobody says which lists they have; those off since before the last change have earlier ones")
}
