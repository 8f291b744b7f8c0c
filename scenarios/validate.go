package scenarios

import (
	"fmt"
	"slices"
	"strings"
)

// validate checks what the types alone cannot: names that must exist, roles
// that must fit, releases, and that every cell expects something.
func (s *Scenario) validate(r *reporter) {
	s.checkClusters(r)
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
			r.add(n.Pos, hintNodes("TFTP servers", s.known.With(RoleTFTP)), "node %q has no role tftp", n)
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
			r.add(n.Pos, hintNodes("possible", s.known.With(RoleTVS, RoleCallManager)), "node %q has neither role callmanager nor tvs", n)
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
	if len(s.known) == 0 || n.Value == "" {
		return nil
	}
	node := s.known.Find(n.Value)
	if node == nil {
		r.unknown(n, "node", "", s.known.Names())
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
