package expect

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/scenarios/file"
	"tvslab/scenarios/site"
	"tvslab/sim/system"
)

// System says how a system around the clusters must stand.
type System struct {
	Pos  file.Pos
	When *site.When `yaml:"when" doc:"Only in these releases, modes or models."`

	wants wants
}

// UnmarshalNode reads the keys of an expectation about a system.
func (e *System) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	e.Pos = file.PosOf(n)
	e.wants = readWants(d, n, e, systemRows, where)
}

func (t *Target) checkSystems(c *site.Checker) {
	for _, e := range t.Systems {
		c.Condition(e.When)
		e.wants.check(c)
	}
}

// SystemView is what an expectation can see of a system.
type SystemView struct{ system.System }

// Judge compares a system with what is expected of it.
func (e *System) Judge(v SystemView, wrong Wrong) { judge(systemRows, e.wants, v, wrong) }

// SystemKeys are what may be written about a system.
func SystemKeys() file.Keys { return keysOf(reflect.TypeFor[System](), systemRows) }

// systemRows are what can be expected of systems.
var systemRows = []row[SystemView]{
	about("up", "`true` if it works with every node that it meets.", func(v SystemView, want *bool, wrong Wrong) {
		if *want != v.Up() {
			wrong("up", fmt.Sprint(*want), fmt.Sprintf("%t: %s", v.Up(), v.why()))
		}
	}),
	word("reason", "Why it is down: of the first node with which it does not work, or `connected`.", site.Words(system.Reasons()),
		func(v SystemView) string { return string(v.Worst().Reason) }),
	word("anew", "What a new connection would meet: the same as `reason`, unless an old one still stands.", site.Words(system.Reasons()),
		func(v SystemView) string { return string(v.Worst().Anew) }),
	about("works-with", "Exactly the nodes with which it works.", func(v SystemView, want *nodesOf, wrong Wrong) {
		if got := v.with(); !slices.Equal(sorted(got), sorted(want.Values())) {
			wrong("works-with", listed(want.Values()), listed(got))
		}
	}),
}

// nodesOf are names of nodes.
type nodesOf struct{ file.Names }

// JSONSchema of nodes; there may be none.
func (nodesOf) JSONSchema() *jsonschema.Schema {
	s := file.Names{}.JSONSchema()
	s.Then.MinItems = nil
	return s
}

func (x *nodesOf) check(c *site.Checker) {
	for _, n := range x.Names {
		c.Node(n)
	}
}

// with lists the nodes with which the system works, each once: between nodes, those that all others can reach.
func (v SystemView) with() []string {
	var works, fails []string
	for _, c := range v.Connections() {
		if c.Reason != system.Connected {
			fails = append(fails, c.Node)
		} else if !slices.Contains(works, c.Node) {
			works = append(works, c.Node)
		}
	}
	return slices.DeleteFunc(works, func(n string) bool { return slices.Contains(fails, n) })
}

// why says where the system stands with every node that it does not work with.
func (v SystemView) why() string {
	var list []string
	for _, c := range v.Connections() {
		if c.Reason != system.Connected {
			list = append(list, c.String())
		}
	}
	if len(list) == 0 {
		return string(v.Worst().Reason)
	}
	return strings.Join(list, "; ")
}
