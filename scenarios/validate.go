package scenarios

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"tvslab/sim"
)

// nodeNames gives the names of the cluster's nodes before anything is
// decoded: an expect step is read by what its keys name.
func nodeNames(root *yaml.Node) map[string]bool {
	names := map[string]bool{}
	nodes := child(child(root, "cluster"), "nodes")
	for i := 0; nodes != nil && nodes.Kind == yaml.MappingNode && i+1 < len(nodes.Content); i += 2 {
		names[nodes.Content[i].Value] = true
	}
	return names
}

func child(n *yaml.Node, key string) *yaml.Node {
	for i := 0; n != nil && n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// validate checks what the types alone cannot: names that must exist, roles
// that must fit, releases, and that every cell expects something.
func (s *Scenario) validate(r *reporter) {
	s.checkNodes(r)
	s.checkGroups(r)
	s.checkMatrix(r)
	s.checkSteps(r)
	if n := s.Matrix.combinations(); n > maxCells {
		r.add(s.Matrix.Pos, "", "the matrix has %d combinations; the limit is %d", n, maxCells)
		return
	}
	cells := s.Cells()
	if len(cells) == 0 {
		r.add(s.Matrix.Pos, "", "the matrix leaves no combination")
	}
	if s.hasExpect() {
		for _, c := range cells {
			s.at(c).checkCell(r)
		}
	}
}

func (s *Scenario) hasExpect() bool {
	return slices.ContainsFunc(s.Steps, func(step Step) bool { return step.Verb == "expect" })
}

func (s *Scenario) checkNodes(r *reporter) {
	publisher := ""
	addresses := map[string]string{}
	for i := range s.Cluster.Nodes {
		n := &s.Cluster.Nodes[i]
		if n.Has(RolePublisher) {
			if publisher != "" {
				r.add(n.Name.Pos, fmt.Sprintf("%q is the publisher already", publisher), "node %q is a second publisher; a cluster has one", n.Name)
			}
			publisher = n.Name.Value
		}
		n.check(r, s.Phones)
		n.checkAddress(r, addresses)
	}
	if nodes := s.Cluster.Nodes; publisher == "" && len(nodes) > 0 {
		r.add(nodes[0].Name.Pos, "give one node the role publisher", "the cluster has no publisher")
	}
	checkTwice(r, "token", s.Cluster.Tokens)
}

func (n *Node) check(r *reporter, groups Groups) {
	if n.Name.Value == "all" {
		r.add(n.Name.Pos, "", "\"all\" selects every node and cannot be the name of one")
	}
	if groups.Find(n.Name.Value) != nil {
		r.add(groups.Find(n.Name.Value).Name.Pos, "", "%q names a node and a phone group", n.Name)
	}
	if n.Has(RolePublisher) && n.Has(RoleSubscriber) {
		r.add(n.Roles[0].Pos, "", "node %q cannot be publisher and subscriber", n.Name)
	}
	if len(n.Roles) == 0 {
		r.add(n.Pos, "", "node %q has no roles", n.Name)
	}
	checkTwice(r, "role", n.Roles)
}

func (n *Node) checkAddress(r *reporter, taken map[string]string) {
	if n.Address.Value == "" {
		return
	}
	if _, err := netip.ParseAddr(n.Address.Value); err != nil {
		r.add(n.Address.Pos, "", "%q is no IP address", n.Address)
	}
	if other := taken[n.Address.Value]; other != "" {
		r.add(n.Address.Pos, "", "node %q has the address of node %q", n.Name, other)
	}
	taken[n.Address.Value] = n.Name.Value
}

// checkTwice reports a word that a list has twice.
func checkTwice(r *reporter, what string, list Names) {
	seen := map[string]bool{}
	for _, n := range list {
		if seen[n.Value] {
			r.add(n.Pos, "", "%s %q is listed twice", what, n)
		}
		seen[n.Value] = true
	}
}

func (s *Scenario) checkGroups(r *reporter) {
	for i := range s.Phones {
		g := &s.Phones[i]
		if ref := ParsePhoneRef(g.Name.Value); g.Name.Value == "all" || ref.Group != g.Name.Value || ref.First > 0 {
			r.add(g.Name.Pos, "", "%q cannot be the name of a phone group: it selects phones", g.Name)
		}
		s.checkTFTP(r, g.TFTP)
		s.checkCallManagerGroup(r, g.TVS)
		if g.Model.Value == MatrixModel && len(s.Matrix.Model) == 0 {
			r.add(g.Model.Pos, "list the models in matrix.model", "phone group %q takes its model from the matrix, which names none", g.Name)
		}
	}
}

// checkTFTP checks a phone's TFTP servers: known, at most two, with the role.
func (s *Scenario) checkTFTP(r *reporter, servers Names) {
	checkTwice(r, "TFTP server", servers)
	for i, n := range servers {
		node := s.node(r, n)
		if node != nil && !node.Has(RoleTFTP) {
			r.add(n.Pos, hintNodes("TFTP servers", s.Cluster.Nodes.With(RoleTFTP)), "node %q has no role tftp", n)
		}
		if i == 2 {
			r.add(n.Pos, "", "a phone has at most two TFTP servers; %q is the third", n)
		}
	}
}

func (s *Scenario) checkCallManagerGroup(r *reporter, group Names) {
	checkTwice(r, "CallManager group member", group)
	for _, n := range group {
		node := s.node(r, n)
		if node != nil && !node.Has(RoleTVS) && !node.Has(RoleCallManager) {
			r.add(n.Pos, hintNodes("possible", s.Cluster.Nodes.With(RoleTVS, RoleCallManager)), "node %q has neither role callmanager nor tvs", n)
		}
	}
}

func hintNodes(what string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return what + ": " + strings.Join(names, ", ")
}

// node finds a node and reports an unknown one. It says nothing when the
// cluster has no readable nodes, which is a problem of its own.
func (s *Scenario) node(r *reporter, n Name) *Node {
	if len(s.Cluster.Nodes) == 0 || n.Value == "" {
		return nil
	}
	node := s.Cluster.Nodes.Find(n.Value)
	if node == nil {
		r.unknown(n, "node", "", s.Cluster.Nodes.Names())
	}
	return node
}

// checkNodesSelected checks a selector of nodes; nil is no selector.
func (s *Scenario) checkNodesSelected(r *reporter, sel *Selector) {
	if sel == nil {
		return
	}
	for _, n := range sel.Names {
		s.node(r, n)
	}
}

// checkPhonesSelected checks a selector of phones; nil is no selector.
func (s *Scenario) checkPhonesSelected(r *reporter, sel *Selector) {
	if sel == nil {
		return
	}
	for _, n := range sel.Names {
		s.checkPhone(r, n, "phone group", s.Phones.Names())
	}
}

// checkPhone checks one phone name and gives how many phones it selects,
// 0 when it is wrong.
func (s *Scenario) checkPhone(r *reporter, n Name, what string, known []string) int {
	ref := ParsePhoneRef(n.Value)
	if ref.Device != "" {
		return 1
	}
	g := s.Phones.Find(ref.Group)
	switch {
	case g == nil:
		if len(s.Phones) > 0 {
			r.unknown(Name{ref.Group, n.Pos}, what, "", known)
		}
		return 0
	case ref.Last == 0 && n.Value == ref.Group:
		return g.Count
	case ref.First < 1 || ref.Last < ref.First || ref.Last > g.Count:
		r.add(n.Pos, fmt.Sprintf("the phones of %q are 1 to %d", ref.Group, g.Count), "%q selects nothing", n)
		return 0
	}
	return ref.Last - ref.First + 1
}

func (s *Scenario) checkMatrix(r *reporter) {
	if len(s.Matrix.Release) > 0 && s.Release.Pos.Line > 0 {
		r.add(s.Release.Pos, "keep matrix.release", "the scenario has a release and a matrix of releases")
	}
	if len(s.Matrix.Mode) > 0 && s.Cluster.Mode.Pos.Line > 0 {
		r.add(s.Cluster.Mode.Pos, "keep matrix.mode", "the scenario has a mode and a matrix of modes")
	}
	uses := slices.ContainsFunc(s.Phones, func(g Group) bool { return g.Model.Value == MatrixModel })
	if len(s.Matrix.Model) > 0 && !uses {
		r.add(s.Matrix.Model[0].Pos, "give a phone group the model \"matrix\"", "no phone group takes its model from the matrix")
	}
	for _, n := range append(slices.Clone(s.Matrix.Release), s.Release) {
		if n.Value != "" {
			r.release(n)
		}
	}
	checkTwice(r, "release", s.Matrix.Release)
	checkTwice(r, "mode", s.Matrix.Mode)
	checkTwice(r, "model", s.Matrix.Model)
	for i := range s.Matrix.Except {
		s.checkWhen(r, &s.Matrix.Except[i])
	}
}

// checkWhen checks a condition; nil is none.
func (s *Scenario) checkWhen(r *reporter, w *When) {
	if w == nil {
		return
	}
	if len(w.Release)+len(w.Mode)+len(w.Model) == 0 {
		r.consequence(w.Pos, "leave it out", "the condition is empty")
	}
	for _, m := range w.Model {
		if len(s.Matrix.Model) == 0 {
			r.add(m.Pos, "", "a condition on the model needs models in matrix.model")
		} else if !anyOf(s.Matrix.Model, m.Value) {
			r.unknown(m, "model of the matrix", "", s.Matrix.Model.Values())
		}
	}
}

// Oldest release with a tokenless CTL, and the first without USB tokens
// (security guides of these releases).
const (
	firstTokenless = "10.0"
	firstNoTokens  = "14SU3"
)

// checkCell checks a scenario that at made for one cell.
func (s *Scenario) checkCell(r *reporter) {
	release, ok := r.release(s.Release)
	if !ok {
		return
	}
	mode := s.Cluster.Mode
	switch {
	case mode.Value == MixedTokenless && before(release, firstTokenless):
		r.add(mode.Pos, "use mixed-token", "mode %s needs release %s or later, not %s", mode, firstTokenless, release)
	case mode.Value == MixedToken && !before(release, firstNoTokens):
		r.add(mode.Pos, "use mixed-tokenless", "mode %s needs a release before %s, not %s", mode, firstNoTokens, release)
	case mode.Value == MixedToken && len(s.Cluster.Tokens) == 0:
		r.add(mode.Pos, "name the USB tokens in cluster.tokens", "mode %s needs tokens", mode)
	case !slices.Contains([]string{NonSecure, MixedTokenless, MixedToken}, mode.Value) && s.Cell.Mode != "":
		r.unknown(mode, "mode", "", []string{NonSecure, MixedTokenless, MixedToken})
	}
	if !s.hasExpect() {
		r.consequence(s.Pos, "every combination of the matrix must check something", "nothing is expected in %s", s.Cell)
	}
}

func before(release sim.Release, name string) bool {
	limit, err := sim.ParseRelease(name)
	return err == nil && release.Compare(limit) < 0
}
