package explore

import (
	"fmt"

	"tvslab/explore/deviation"
	"tvslab/sim"
)

// mostEqual is how many nodes a place can tell to have been touched.
const mostEqual = 16

// equals says of nodes that others are equal to: their number, from 0, and the numbers of the equal ones before them. Nothing tells such nodes
// apart but their names: roles and time zone are the same, no group, system or step knows them.
func (p *Plan) equals() map[string]equal {
	known := p.knownNodes()
	classes := map[string][]string{}
	for i := range p.scenario.Cluster.Nodes {
		n := &p.scenario.Cluster.Nodes[i]
		if known == nil || known[n.Name.Value] || n.Has(sim.Publisher) || n.Address.Value != "" {
			continue
		}
		kind := fmt.Sprint(n.Roles.Values(), n.Timezone.Value)
		classes[kind] = append(classes[kind], n.Name.Value)
	}
	equals := map[string]equal{}
	for i := range p.scenario.Cluster.Nodes { // in the order of the file
		n := &p.scenario.Cluster.Nodes[i]
		class := classes[fmt.Sprint(n.Roles.Values(), n.Timezone.Value)]
		if len(class) < 2 || class[0] != n.Name.Value || len(equals)+len(class) > mostEqual {
			continue
		}
		var before uint16
		for _, name := range class {
			bit := uint16(1) << len(equals)
			equals[name] = equal{bit, before}
			before |= bit
		}
	}
	return equals
}

// equal is a node among equal ones.
type equal struct{ bit, before uint16 }

// knownNodes are the nodes that groups and steps know; nil where systems may know all.
func (p *Plan) knownNodes() map[string]bool {
	if len(p.scenario.Systems) > 0 {
		return nil
	}
	known := p.stepWords()
	for i := range p.scenario.Phones {
		g := &p.scenario.Phones[i]
		names := append(append(g.TFTP.Values(), g.TVS.Values()...), g.Group.Values()...)
		if len(g.TVS)+len(g.Group) == 0 {
			names = append(names, p.scenario.Cluster.Nodes.With(sim.RoleCCM)...)
		}
		for _, name := range names {
			known[name] = true
		}
	}
	return known
}

// touch marks the node of a deviation; false where an equal one that nothing befell yet comes before it, which stands for it.
func (s *Search) touch(to *place, t deviation.Target) bool {
	node, is := s.equal[t.Node]
	if !is {
		return true
	}
	if to.touched&node.before != node.before {
		return false
	}
	to.touched |= node.bit
	return true
}
