package scenarios

import (
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// The kinds of faults.
const (
	NodeDown           = "node-down"
	ServicePortBlocked = "service-port-blocked"
	ReplicationBroken  = "replication-broken"
	SFTPBroken         = "sftp-broken"
	ITLCorrupt         = "itl-corrupt"
)

// Fault is the argument of fault and heal.
type Fault struct {
	Pos    Pos
	Kind   Name      `yaml:"kind" need:"true" enum:"node-down service-port-blocked replication-broken sftp-broken itl-corrupt" doc:"What is broken."`
	Nodes  *Selector `yaml:"nodes" doc:"On which nodes; all when absent."`
	Port   int       `yaml:"port" range:"1..65535" doc:"The blocked port, for example 2445."`
	Phones *Selector `yaml:"phones" doc:"Only for these phones; for all when absent."`
}

// Wait is the argument of wait: until phones are registered, or For.
type Wait struct {
	Pos        Pos
	Registered bool
	For        time.Duration // 0 when Registered
}

// Refusal is an expected refusal; Text is part of its message, or "".
type Refusal struct {
	Pos      Pos
	Expected bool
	Text     string
}

// refusal gives the refusal that the step speaks of: its own, or that of a
// command or of the CTL client; nil when it speaks of none.
func (s *Step) refusal() *Refusal {
	switch {
	case s.CLI != nil && s.CLI.Error != nil:
		return s.CLI.Error
	case s.Token != nil && s.Token.Error != nil:
		return s.Token.Error
	}
	return s.Error
}

// refused tells whether CUCM must refuse the step.
func (s *Step) refused() bool {
	want := s.refusal()
	return want != nil && want.Expected
}

func (w *Wait) decode(d *decoder, n *yaml.Node, where string) {
	w.Pos = posOf(n)
	if n.Kind == yaml.ScalarNode && n.Value == "registered" {
		w.Registered = true
		return
	}
	var span Duration
	span.decode(d, n, where)
	w.For = span.Value
}

func (e *Refusal) decode(d *decoder, n *yaml.Node, where string) {
	e.Pos = posOf(n)
	switch {
	case n.Kind != yaml.ScalarNode || n.Tag != "!!bool" && n.Tag != "!!str" || n.Value == "":
		d.wrongType(n, where, "true, false or text of the refusal")
	case n.Tag == "!!bool":
		e.Expected = truths[strings.ToLower(n.Value)]
	default:
		e.Expected, e.Text = true, n.Value
	}
}
