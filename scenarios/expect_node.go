package scenarios

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
)

// nodeExpectation says how a node must be.
type nodeExpectation struct {
	Pos  file.Pos
	When *when `yaml:"when" doc:"Only in these releases, modes or models."`

	wants wants
}

// UnmarshalNode reads the keys of an expectation about a node.
func (e *nodeExpectation) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	e.Pos = file.PosOf(n)
	e.wants = readWants(d, n, e, nodeRows, where)
}

// checkNodes checks that the node is still there, and what is expected of it.
func (t *target) checkNodes(c *checker) {
	c.node(t.name)
	for _, e := range t.nodes {
		c.condition(e.When)
		e.wants.check(c)
	}
}

// nodeView is what an expectation can see of a node.
type nodeView struct {
	*sim.Node
	cluster *sim.Cluster
	lab     *lab.Lab
	alarms  []string // raised since the start
}

// nodeRows are what can be expected of nodes.
var nodeRows = []row[nodeView]{
	about("release", "CUCM release that the node runs.", nodeView.release),
	exact("itl-signer", "Store of the certificate that signed the ITL, for example ITLRecovery.", nil, signerOf((*sim.Node).ITL)),
	about("itl-roles", "Functions of the ITL's records, in order, as show itl prints them.", functions("itl-roles", (*sim.Node).ITL)),
	number("itl-records", "Number of records in the ITL.", 0, 100000, recordsOf((*sim.Node).ITL)),
	exact("ctl-signer", "Store of the certificate that signed the CTL, or token.", nil, signerOf((*sim.Node).CTL)),
	about("ctl-roles", "Functions of the CTL's records, in order, as show ctl prints them.", functions("ctl-roles", (*sim.Node).CTL)),
	number("ctl-records", "Number of records in the CTL.", 0, 100000, recordsOf((*sim.Node).CTL)),
	exact("ctl", "Whether the node serves a CTL.", []string{"present", "absent"}, func(v nodeView) string {
		return map[bool]string{true: "present", false: "absent"}[v.CTL() != nil]
	}),
	exact("itl", "What the node serves: an ITL, the blank one of the rollback parameter, a damaged file, or none.",
		[]string{"normal", "blank", "damaged", "absent"}, nodeView.itl),
	about("services", "Services of the node: running, stopped or not-activated.", func(v nodeView, want *serviceStates, wrong wrongField) {
		for _, e := range want.entries {
			v.compare(wrong, e.name.Value, e.word(), v.serviceState(e.name.Value))
		}
	}),
	about("presents", "By service, whether it presents the certificates that are on disk (current) or loaded another one before (old), of CallManager-ECDSA for example.",
		func(v nodeView, want *presentations, wrong wrongField) {
			for _, e := range want.entries {
				v.compare(wrong, "presents "+e.name.Value, e.word(), v.presented(e.name.Value))
			}
		}),
	about("certificate", "Identity certificates by store: self-signed, ca-signed, multi-server, valid, expired, or several of them.", nodeView.certificates),
	about("same-certificate", "By store, a reference to the certificate that the node must have there.", nodeView.sameCertificates),
	about("trusted", "By trust store, certificates that must be there: common names, file names, serials or references.",
		func(v nodeView, want *holdings, wrong wrongField) { v.holdings(want, true, wrong) }),
	about("not-trusted", "By trust store, certificates that must not be there.",
		func(v nodeView, want *holdings, wrong wrongField) { v.holdings(want, false, wrong) }),
	about("alarms", "Texts that must be in alarms of the node since the start, for example CertExpired.", nodeView.raised),
}

// expectNode checks a node's files, services and certificates.
func (r *Runner) expectNode(name string, e *nodeExpectation) {
	r.result.Checks++
	wrong := func(field, want, got string) {
		r.fail(Failure{Target: name, Field: field, Want: want, Got: got, Count: 1, Of: 1})
	}
	c := r.Lab.ClusterOf(name)
	if c == nil {
		wrong("node", "there", "not in the cluster any more")
		return
	}
	n := c.Node(name)
	judge(nodeRows, e.wants, nodeView{n, c, r.Lab, r.alarmsOf(n)}, wrong)
}

// exact makes a row of a word that must be what is found, letter by letter.
func exact(name, doc string, words []string, found func(nodeView) string) row[nodeView] {
	r := about(name, doc, func(v nodeView, want *file.Name, wrong wrongField) {
		v.compare(wrong, name, want.Value, found(v))
	})
	r.Words = words
	return r
}

// compare reports a field that has another value; nothing is expected of a field wanted "".
func (nodeView) compare(wrong wrongField, field, want, got string) {
	if want != "" && want != got {
		wrong(field, want, got)
	}
}

func (v nodeView) release(want *file.Name, wrong wrongField) {
	if release, err := cucm.ParseRelease(want.Value); err == nil {
		v.compare(wrong, "release", release.String(), v.cluster.Release.String())
	}
}

// raised checks what the node raised.
func (v nodeView) raised(want *file.Names, wrong wrongField) {
	for _, text := range *want {
		if !slices.ContainsFunc(v.alarms, func(line string) bool { return strings.Contains(line, text.Value) }) {
			wrong("alarms", text.Value, "last: "+last(v.alarms))
		}
	}
}

// last lists the last few alarms.
func last(lines []string) string {
	const few = 4
	if len(lines) == 0 {
		return "none"
	}
	return strings.Join(lines[max(0, len(lines)-few):], "; ")
}

func signerOf(list func(*sim.Node) *sim.ListFile) func(nodeView) string {
	return func(v nodeView) string {
		switch f := list(v.Node); {
		case f == nil:
			return "no file"
		case f.List == nil:
			return "damaged file"
		default:
			return f.SignerStore()
		}
	}
}

func rolesOf(f *sim.ListFile) (roles []string) {
	if f == nil || f.List == nil {
		return nil
	}
	for _, r := range f.List.Records {
		roles = append(roles, r.Role.String())
	}
	return roles
}

func functions(field string, list func(*sim.Node) *sim.ListFile) func(nodeView, *file.Names, wrongField) {
	return func(v nodeView, want *file.Names, wrong wrongField) {
		v.compare(wrong, field, joined(*want), strings.Join(rolesOf(list(v.Node)), ", "))
	}
}

func recordsOf(list func(*sim.Node) *sim.ListFile) func(nodeView) int {
	return func(v nodeView) int { return len(rolesOf(list(v.Node))) }
}

func (v nodeView) itl() string {
	switch f := v.ITL(); {
	case f == nil:
		return "absent"
	case f.List == nil:
		return "damaged"
	case f.List.Blank():
		return "blank"
	}
	return "normal"
}

// serviceState is the word of the language for a service of the node.
func (v nodeView) serviceState(name string) string {
	if v.Running(name) {
		return "running"
	}
	for _, s := range v.cluster.Services(v.Name) {
		if s.Name == name && s.Activated {
			return "stopped"
		}
	}
	return "not-activated"
}

// presented compares the certificate that a running service loaded with those on the node's disk.
func (v nodeView) presented(service string) string {
	loaded := v.Loaded(service)
	if loaded == nil {
		return "nothing"
	}
	for _, s := range cucm.Stores() {
		if !s.Trust() && same(v.Certificate(s), loaded) {
			return v.presentedBeside(service)
		}
	}
	return "old"
}

// presentedBeside compares the further certificates of a service, such as CallManager-ECDSA of Cisco CallManager.
func (v nodeView) presentedBeside(service string) string {
	for _, s := range cucm.Stores() {
		loaded, held := v.LoadedFrom(service, s), v.Certificate(s)
		if loaded != nil && held != nil && !same(loaded, held) {
			return "old"
		}
	}
	return "current"
}
