package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

// expectNode checks a node's files and services.
func (r *Runner) expectNode(s *Step, name string, e *NodeExpectation) {
	r.result.Checks++
	check := func(field, want, got string) {
		if want != "" && want != got {
			r.result.fail(s, Failure{Target: name, Field: field, Want: want, Got: got, Count: 1, Of: 1})
		}
	}
	c := r.Lab.ClusterOf(name)
	if c == nil {
		check("node", "there", "not in the cluster any more")
		return
	}
	n := c.Node(name)
	check("release", canonical(e.Release.Value), c.Release.String())
	r.expectFiles(n, e, check)
	r.expectServices(c, n, e, check)
	r.expectCertificates(c, n, e, check)
	r.expectAlarms(n, e, check)
}

// expectAlarms checks what the node raised under the name it is known by or had when the cluster was made.
func (r *Runner) expectAlarms(n *sim.Node, e *NodeExpectation, check checkField) {
	lines := r.alarms[n.ID]
	if n.Name != n.ID {
		lines = slices.Concat(lines, r.alarms[n.Name])
	}
	for _, text := range e.Alarms {
		if !slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, text.Value) }) {
			check("alarms", text.Value, "last: "+last(lines))
		}
	}
}

// checkField reports a field of an expectation that has another value; nothing is expected of a field wanted "".
type checkField = func(field, want, got string)

// canonical is the release in its full spelling, "" for none.
func canonical(name string) string {
	release, err := cucm.ParseRelease(name)
	if err != nil {
		return ""
	}
	return release.String()
}

// last lists the last few alarms.
func last(lines []string) string {
	const few = 4
	if len(lines) == 0 {
		return "none"
	}
	return strings.Join(lines[max(0, len(lines)-few):], "; ")
}

// expectFiles checks the list files that the node serves.
func (r *Runner) expectFiles(n *sim.Node, e *NodeExpectation, check checkField) {
	for _, list := range []struct {
		kind, signer string
		records      *int
		roles        Names
		file         *sim.ListFile
	}{
		{"itl", e.ITLSigner.Value, e.ITLRecords, e.ITLRoles, n.ITL()},
		{"ctl", e.CTLSigner.Value, e.CTLRecords, e.CTLRoles, n.CTL()},
	} {
		signer, roles := listFacts(list.file)
		check(list.kind+"-signer", list.signer, signer)
		check(list.kind+"-roles", strings.Join(list.roles.Values(), ", "), strings.Join(roles, ", "))
		if list.records != nil {
			check(list.kind+"-records", fmt.Sprint(*list.records), fmt.Sprint(len(roles)))
		}
	}
	check("ctl", e.CTL.Value, map[bool]string{true: "present", false: "absent"}[n.CTL() != nil])
	check("itl", e.ITL.Value, itlWord(n.ITL()))
}

func listFacts(f *sim.ListFile) (signer string, roles []string) {
	if f == nil {
		return "no file", nil
	}
	if f.List == nil {
		return "damaged file", nil
	}
	for _, r := range f.List.Records {
		roles = append(roles, r.Role.String())
	}
	return f.SignerStore(), roles
}

func itlWord(f *sim.ListFile) string {
	switch {
	case f == nil:
		return "absent"
	case f.List == nil:
		return "damaged"
	case f.List.Blank():
		return "blank"
	}
	return "normal"
}
