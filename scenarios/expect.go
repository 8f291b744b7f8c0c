package scenarios

import (
	"reflect"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Expectations is the argument of expect: what is checked, in file order.
type Expectations []Target

// Target is one key of an expect step: phones (a group, "group[1..3]", a
// device name, or all) or a node. Of Phones and Nodes only the fitting one
// is filled; every element is checked. For keeps those that apply in a cell.
type Target struct {
	Name   Name
	Phones []PhoneExpectation
	Nodes  []NodeExpectation
}

// IsNode tells whether the target is a node.
func (t *Target) IsNode() bool { return len(t.Nodes) > 0 }

// PhoneExpectation says how phones must be. A Name with an empty Value and
// a nil pointer are not checked.
type PhoneExpectation struct {
	Pos  Pos
	When *When `yaml:"when" doc:"Only in these releases, modes or models."`

	Count            *int        `yaml:"count" range:"0..1000000" doc:"Exactly that many of the phones are so; the rest is free. All when absent."`
	Trust            Name        `yaml:"trust" enum:"none blank current behind refusing locked" doc:"Verdict over both lists."`
	CTL              Name        `yaml:"ctl" enum:"none blank current behind refusing locked" doc:"Verdict over the CTL."`
	ITL              Name        `yaml:"itl" enum:"none blank current behind refusing locked" doc:"Verdict over the ITL."`
	List             Name        `yaml:"list" enum:"ctl itl" doc:"Which list the trust verdict is about."`
	Config           Name        `yaml:"config" enum:"current kept-old none" doc:"The configuration in use."`
	Registered       *Registered `yaml:"registered" doc:"true, false, or the node it is registered with."`
	Services         Name        `yaml:"services" enum:"verify fail" doc:"Whether HTTPS services verify."`
	Reason           Name        `yaml:"reason" doc:"Reason code of the trust verdict, for example signer-unknown."`
	CTLAcceptedBy    Name        `yaml:"ctl-accepted-by" enum:"first ctl itl tvs cache identical blank unsigned refused not-served unreachable nothing" doc:"What accepted the CTL at the last boot."`
	ITLAcceptedBy    Name        `yaml:"itl-accepted-by" enum:"first ctl itl tvs cache identical blank unsigned refused not-served unreachable nothing" doc:"What accepted the ITL at the last boot."`
	ConfigAcceptedBy Name        `yaml:"config-accepted-by" enum:"first ctl itl tvs cache identical blank unsigned refused not-served unreachable nothing" doc:"What accepted the configuration at the last boot."`
	Helps            Names       `yaml:"helps" enum:"delete-trust-list itl-reset ctl-reset restore" doc:"What would free a locked phone: exactly these."`
	Status           Name        `yaml:"status" doc:"Text of a message that must be among the phone's status messages."`
	ITLStatus        Name        `yaml:"itl-file-status" enum:"Match MisMatch Not-Installed Unknown" doc:"ITL File Status in the phone list of CCMAdmin, 14 until 15."`
	LSC              Name        `yaml:"lsc" enum:"none valid issuer-unknown expired" doc:"The locally significant certificate, as Cisco CallManager would judge it."`
	Security         Name        `yaml:"security" enum:"non-secure authenticated encrypted" doc:"Security of the registration."`
	Port             *int        `yaml:"port" range:"1..65535" doc:"Port that the phone is registered on: 5060 or 2000, secure 5061 or 2443."`
}

// Registered is an expected registration; Node is "" when any will do.
type Registered struct {
	Pos  Pos
	Want bool
	Node string
}

func (es *Expectations) decode(d *decoder, n *yaml.Node, where string) {
	named(d, n, where, "group or node", func(name Name, value *yaml.Node) {
		t := Target{Name: name}
		what := "expectation of " + quote(name.Value)
		for _, item := range oneOrMany(value) {
			if d.nodes[name.Value] {
				t.Nodes = append(t.Nodes, NodeExpectation{})
				d.expectation(item, reflect.ValueOf(&t.Nodes[len(t.Nodes)-1]).Elem(), what)
			} else {
				t.Phones = append(t.Phones, PhoneExpectation{})
				d.expectation(item, reflect.ValueOf(&t.Phones[len(t.Phones)-1]).Elem(), what)
			}
		}
		if len(t.Nodes)+len(t.Phones) == 0 {
			d.add(posOf(value), "", "%s is an empty list", what)
		}
		*es = append(*es, t)
	})
}

// expectation decodes one expectation and refuses one that checks nothing.
func (d *decoder) expectation(n *yaml.Node, v reflect.Value, what string) {
	d.value(n, v, what)
	if n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i < len(n.Content); i += 2 {
		if key := n.Content[i].Value; key != "when" && key != "count" {
			return
		}
	}
	d.add(posOf(n), "", "%s checks nothing", what)
}

func (r *Registered) decode(d *decoder, n *yaml.Node, where string) {
	r.Pos = posOf(n)
	want, isBool := truths[strings.ToLower(n.Value)]
	switch {
	case n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Value == "":
		d.wrongType(n, where, "true, false or a node")
	case isBool:
		r.Want = want
	default:
		r.Want, r.Node = true, n.Value
	}
}
