package scenarios

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// NodeExpectation says how a node must be.
type NodeExpectation struct {
	Pos  Pos
	When *When `yaml:"when" doc:"Only in these releases, modes or models."`

	ITLSigner  Name          `yaml:"itl-signer" doc:"Store of the certificate that signed the ITL, for example ITLRecovery."`
	CTLSigner  Name          `yaml:"ctl-signer" doc:"Store of the certificate that signed the CTL, or token."`
	ITLRecords *int          `yaml:"itl-records" range:"0..100000" doc:"Number of records in the ITL."`
	CTLRecords *int          `yaml:"ctl-records" range:"0..100000" doc:"Number of records in the CTL."`
	ITLRoles   Names         `yaml:"itl-roles" doc:"Functions of the ITL's records, in order, as show itl prints them."`
	CTLRoles   Names         `yaml:"ctl-roles" doc:"Functions of the CTL's records, in order, as show ctl prints them."`
	Services   ServiceStates `yaml:"services" doc:"Services of the node: running, stopped or not-activated."`
	CTL        Name          `yaml:"ctl" enum:"present absent" doc:"Whether the node serves a CTL."`
	ITL        Name          `yaml:"itl" enum:"normal blank damaged absent" doc:"What the node serves: an ITL, the blank one of the rollback parameter, a damaged file, or none."`

	Certificate CertificateStates `yaml:"certificate" doc:"Identity certificates by store: self-signed, ca-signed, multi-server, valid, expired, or several of them."`
	Same        SameCertificates  `yaml:"same-certificate" doc:"By store, a reference to the certificate that the node must have there."`
	Trusted     Holdings          `yaml:"trusted" doc:"By trust store, certificates that must be there: common names, file names, serials or references."`
	NotTrusted  Holdings          `yaml:"not-trusted" doc:"By trust store, certificates that must not be there."`
	Presents    Presentations     `yaml:"presents" doc:"By service, whether it presents the certificate on disk (current) or one it loaded before (old)."`
	Alarms      Names             `yaml:"alarms" doc:"Texts that must be in alarms of the node since the start."`
	Release     Name              `yaml:"release" doc:"CUCM release that the node runs."`
}

// ServiceState is the expected state of one service.
type ServiceState struct {
	Service Name
	State   Name // "running", "stopped" or "not-activated"
}

// ServiceStates are expected service states in file order.
type ServiceStates []ServiceState

// Presentations are expected certificates of running services in file order;
// State is "current" or "old".
type Presentations []ServiceState

// CertificateState says what the certificate of an identity store must be.
type CertificateState struct {
	Store  Name
	States Names
}

// CertificateStates are expected certificates in file order.
type CertificateStates []CertificateState

// SameCertificate says which certificate a store must have.
type SameCertificate struct{ Store, Certificate Name }

// SameCertificates are expected certificates in file order.
type SameCertificates []SameCertificate

// Holding says which certificates a trust store must, or must not, hold.
type Holding struct {
	Store        Name
	Certificates Names
}

// Holdings are trust stores in file order.
type Holdings []Holding

// The words that the tables of an expectation know.
var (
	serviceStates     = []string{"running", "stopped", "not-activated"}
	presentedStates   = []string{"current", "old"}
	certificateStates = []string{"self-signed", "ca-signed", "multi-server", "valid", "expired"}
)

func (ss *ServiceStates) decode(d *decoder, n *yaml.Node, where string) {
	*ss = d.states(n, where, "service state", serviceStates)
}

func (ps *Presentations) decode(d *decoder, n *yaml.Node, where string) {
	*ps = d.states(n, where, "presented certificate", presentedStates)
}

// states decodes a mapping from services to one of some words.
func (d *decoder) states(n *yaml.Node, where, what string, words []string) (list []ServiceState) {
	named(d, n, where, "service", func(name Name, value *yaml.Node) {
		s := ServiceState{Service: name}
		s.State.decode(d, value, what+" of "+quote(name.Value))
		d.oneOf(field{name: what, enum: words}, s.State)
		list = append(list, s)
	})
	return list
}

func (cs *CertificateStates) decode(d *decoder, n *yaml.Node, where string) {
	named(d, n, where, "certificate", func(name Name, value *yaml.Node) {
		c := CertificateState{Store: name}
		c.States.decode(d, value, "certificate "+quote(name.Value))
		d.notEmpty(c.States, value, "certificate "+quote(name.Value))
		for _, s := range c.States {
			d.oneOf(field{name: "certificate " + quote(name.Value), enum: certificateStates}, s)
		}
		*cs = append(*cs, c)
	})
}

func (ss *SameCertificates) decode(d *decoder, n *yaml.Node, where string) {
	named(d, n, where, "certificate", func(name Name, value *yaml.Node) {
		s := SameCertificate{Store: name}
		s.Certificate.decode(d, value, "certificate "+quote(name.Value))
		*ss = append(*ss, s)
	})
}

func (hs *Holdings) decode(d *decoder, n *yaml.Node, where string) {
	named(d, n, where, "trust store", func(name Name, value *yaml.Node) {
		h := Holding{Store: name}
		h.Certificates.decode(d, value, "trust store "+quote(name.Value))
		d.notEmpty(h.Certificates, value, "trust store "+quote(name.Value))
		*hs = append(*hs, h)
	})
}

// notEmpty refuses an empty list, which would check nothing.
func (d *decoder) notEmpty(list Names, n *yaml.Node, where string) {
	if len(list) == 0 && n.Kind == yaml.SequenceNode {
		d.add(posOf(n), "", "%s is an empty list", where)
	}
}

// expectsAlarms tells whether any node is expected to have raised alarms.
func (s *Scenario) expectsAlarms() bool {
	for _, step := range s.Steps {
		for _, t := range step.Expect {
			if slices.ContainsFunc(t.Nodes, func(e NodeExpectation) bool { return len(e.Alarms) > 0 }) {
				return true
			}
		}
	}
	return false
}
