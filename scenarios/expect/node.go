package expect

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/list"
	"tvslab/sim/pki"
)

// Node says how a node must be.
type Node struct {
	Pos  file.Pos
	When *site.When `yaml:"when" doc:"Only in these releases, modes or models."`

	wants wants
}

// UnmarshalNode reads the keys of an expectation about a node.
func (e *Node) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	e.Pos = file.PosOf(n)
	e.wants = readWants(d, n, e, nodeRows, where)
}

// checkNodes checks that the node is still there, and what is expected of it.
func (t *Target) checkNodes(c *site.Checker) {
	c.Node(t.Name)
	for _, e := range t.Nodes {
		c.Condition(e.When)
		e.wants.check(c)
	}
}

// NodeView is what an expectation can see of a node.
type NodeView struct {
	*sim.Node
	Cluster *sim.Cluster
	Find    func(ref string) (*pki.Certificate, error) // the certificate of a reference
	Alarms  []string                                   // raised since the start
	Alerts  []string                                   // of RTMT, likewise
	Mails   []string                                   // sent, likewise
}

// Judge compares a node with what is expected of it.
func (e *Node) Judge(v NodeView, wrong Wrong) { judge(nodeRows, e.wants, v, wrong) }

// Notices tells whether alarms, alerts or mails are expected.
func (e *Node) Notices() bool {
	return slices.ContainsFunc([]string{"alarms", "alerts", "mail"}, func(key string) bool { return e.wants.of(key) != nil })
}

// nodeRows are what can be expected of nodes.
var nodeRows = []row[NodeView]{
	about("release", "CUCM release that the node runs.", NodeView.release),
	exact("itl-signer", "Store of the certificate that signed the ITL, for example `ITLRecovery`.", nil, signerOf((*sim.Node).ITL)),
	about("itl-roles", "Functions of the ITL's records, in order, as `show itl` prints them.", functions("itl-roles", (*sim.Node).ITL)),
	number("itl-records", "Number of records in the ITL.", 0, 100000, recordsOf((*sim.Node).ITL)),
	exact("ctl-signer", "Store of the certificate that signed the CTL, or `token`.", nil, signerOf((*sim.Node).CTL)),
	about("ctl-roles", "Functions of the CTL's records, in order, as `show ctl` prints them.", functions("ctl-roles", (*sim.Node).CTL)),
	number("ctl-records", "Number of records in the CTL.", 0, 100000, recordsOf((*sim.Node).CTL)),
	exact("ctl", "Whether the node serves a CTL; `withheld` where it has one that phones do not get, for want of Cisco CTL Provider.",
		[]string{"present", "absent", "withheld"}, NodeView.ctl),
	exact("itl", "What the node serves: an ITL, the blank one of the rollback parameter, a damaged file, or none.",
		[]string{"normal", "blank", "damaged", "absent"}, NodeView.itl),
	about("services", "Services of the node, `{SERVICE: running}`, `stopped` or `not-activated`.", func(v NodeView, want *serviceStates, wrong Wrong) {
		for _, e := range want.entries {
			v.compare(wrong, e.name.Value, e.word(), v.serviceState(e.name.Value))
		}
	}),
	about("presents", "`{SERVICE: current}` if the running service presents the certificates that are on disk, `old` if it loaded another one before, of CallManager-ECDSA for example.",
		func(v NodeView, want *presentations, wrong Wrong) {
			for _, e := range want.entries {
				v.compare(wrong, "presents "+e.name.Value, e.word(), v.presented(e.name.Value))
			}
		}),
	about("certificate", "Identity certificates, `{STORE: WORD}` or several words: `self-signed`, `ca-signed`, `multi-server`, `valid`, `expired`.", NodeView.certificates),
	about("same-certificate", "`{STORE: REFERENCE}`: the certificate that the node must have there.", NodeView.sameCertificates),
	about("trusted", "`{STORE: [...]}`: certificates that the trust store must hold, by common name, file name, serial or reference.",
		NodeView.holding),
	about("not-trusted", "`{STORE: [...]}`: certificates that the trust store must not hold.",
		NodeView.missing),
	about("parameters", "Enterprise parameters of the node's cluster, `{NAME: VALUE}`; the security mode for example is `{Cluster Security Mode: 1}`.", NodeView.parameters),
	about("alarms", "Texts that must be in alarms of the node since the start, for example `CertExpired`.", told("alarms", func(v NodeView) []string { return v.Alarms })),
	about("alerts", "Texts that must be in RTMT's alerts about the node since the start, for example `SeverityMatch : Critical`.", told("alerts", func(v NodeView) []string { return v.Alerts })),
	about("mail", "Texts that must be in e-mails of the node since the start; or `none`.", told("mail", func(v NodeView) []string { return v.Mails })),
}

// exact makes a row of a word that must be what is found, letter by letter.
func exact(name, doc string, words []string, found func(NodeView) string) row[NodeView] {
	r := about(name, doc, func(v NodeView, want *file.Name, wrong Wrong) {
		v.compare(wrong, name, want.Value, found(v))
	})
	r.Words = words
	return r
}

// compare reports a field that has another value; nothing is expected of a field wanted "".
func (NodeView) compare(wrong Wrong, field, want, got string) {
	if want != "" && want != got {
		wrong(field, want, got)
	}
}

func (v NodeView) ctl() string {
	switch {
	case v.CTL() == nil:
		return "absent"
	case !v.Cluster.ProvidesCTL(v.Node):
		return "withheld"
	}
	return "present"
}

func (v NodeView) release(want *file.Name, wrong Wrong) {
	if release, err := cucm.ParseRelease(want.Value); err == nil {
		v.compare(wrong, "release", release.String(), v.Cluster.Release.String())
	}
}

// told checks what the node told: every text must be in one of the lines, and "none" is that there are none.
func told(field string, lines func(NodeView) []string) func(NodeView, *file.Names, Wrong) {
	return func(v NodeView, want *file.Names, wrong Wrong) {
		for _, text := range *want {
			found := slices.ContainsFunc(lines(v), func(line string) bool { return strings.Contains(line, text.Value) })
			if text.Value == "none" && len(lines(v)) == 0 || found {
				continue
			}
			wrong(field, text.Value, "last: "+last(lines(v)))
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

func signerOf(list func(*sim.Node) *list.File) func(NodeView) string {
	return func(v NodeView) string {
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

func rolesOf(f *list.File) (roles []string) {
	if f == nil || f.List == nil {
		return nil
	}
	for _, r := range f.List.Records {
		roles = append(roles, r.Role.String())
	}
	return roles
}

func functions(field string, list func(*sim.Node) *list.File) func(NodeView, *file.Names, Wrong) {
	return func(v NodeView, want *file.Names, wrong Wrong) {
		v.compare(wrong, field, want.String(), strings.Join(rolesOf(list(v.Node)), ", "))
	}
}

func recordsOf(list func(*sim.Node) *list.File) func(NodeView) int {
	return func(v NodeView) int { return len(rolesOf(list(v.Node))) }
}

func (v NodeView) itl() string {
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
func (v NodeView) serviceState(name string) string {
	if v.Running(name) {
		return "running"
	}
	for _, s := range v.Cluster.Services(v.Name) {
		if s.Name == name && s.Activated {
			return "stopped"
		}
	}
	return "not-activated"
}

// presented compares the certificate that a running service loaded with those on the node's disk.
func (v NodeView) presented(service string) string {
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
func (v NodeView) presentedBeside(service string) string {
	for _, s := range cucm.Stores() {
		loaded, held := v.LoadedFrom(service, s), v.Certificate(s)
		if loaded != nil && held != nil && !same(loaded, held) {
			return "old"
		}
	}
	return "current"
}
