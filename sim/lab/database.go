package lab

import (
	"fmt"
	"slices"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/lab/population"
)

// Entry is what a database says of phones that are added to it.
type Entry struct {
	Model    string // "" for what the phones are
	Protocol string // SIP or SCCP; "" for what the phones' load speaks, or for the usual one of another model
}

// AddToDatabase puts phones of the lab into the database of the cluster that has the node: with their CallManager group where its
// nodes are in that cluster, with its first call managers elsewhere. It is an error if one of them is there already, or if the
// model is not known or does not have the protocol.
func (l *Lab) AddToDatabase(node string, set devices.Set, as Entry) error {
	c := l.clusters.of(node)
	if c == nil {
		return fmt.Errorf("node %q is in no cluster of the lab", node)
	}
	var ops []sim.Op
	for i, g := range l.groups {
		list := l.people.Group(i)
		for _, part := range l.people.Parts(set.And(list.Devices())) {
			p, err := as.profile(part.Class, c)
			if err != nil {
				return fmt.Errorf("phone group %q: %w", g.Name, err)
			}
			ops = append(ops, sim.InsertDevices(part.Phones, linesOf(list), p))
		}
	}
	return l.DoOn(node, sim.All(ops...))
}

// profile is what the database says of phones of a class.
func (e Entry) profile(class *population.Class, c *sim.Cluster) (*sim.Profile, error) {
	model := class.Model
	if other, ok := phone.ModelByName(e.Model); ok {
		model = other
	} else if e.Model != "" {
		return nil, fmt.Errorf("model %q is not known", e.Model)
	}
	model, err := model.Loaded(e.Protocol)
	if err != nil {
		return nil, err
	}
	p := newProfile(model, false)
	p.Group = class.Nodes
	if slices.ContainsFunc(class.Nodes, func(node string) bool { return c.Node(node) == nil }) {
		p.Group = firstGroup(c)
	}
	return p, nil
}
