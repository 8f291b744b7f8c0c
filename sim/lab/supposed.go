package lab

import (
	"context"
	"fmt"
	"slices"

	"tvslab/devices"
	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/sim/lab/population"
	"tvslab/trustlist"
	"tvslab/tvs"
)

// Supposed is the lab as it would be after an operation: for questions about the phones as they are. It is good until the lab
// changes.
type Supposed struct {
	world *world
	tried population.Memo[supposition, [len(trust.Lists)]Tried]
}

// Tried is what became of a list that was supposed to be served to a phone.
type Tried struct {
	Served bool // there was one
	Taken  bool // the phone took it
}

// Alone is all that is supposed to be left of whom a phone can believe about lists. The zero value: nobody.
type Alone struct {
	Issuer, Serial string // of the only certificate in the stored lists that counts as a signer; Serial in big-endian bytes
	TVS            string // the only TVS server that vouches for anything, by its address in the phone's configuration
}

// supposition is a question about phones that stand alike.
type supposition struct {
	standing
	Alone
}

// Supposed returns the lab as it would be after an operation on the cluster that has the node. Nothing happens. It is an error if no
// cluster has the node, or if the operation is refused.
func (l *Lab) Supposed(node string, op sim.Op) (*Supposed, error) {
	c := l.clusters.of(node)
	if c == nil {
		return nil, fmt.Errorf("node %q is in no cluster of the lab", node)
	}
	after, err := c.After(op)
	if err != nil {
		return nil, err
	}
	return &Supposed{world: l.world.with(l.clusters.with(slices.Index(l.clusters, c), after))}, nil
}

// Suppose returns where phones would stand after an operation on the cluster that has the node, as Stands does. Nothing
// happens: no phone boots, and the lab is as it was. It is an error if no cluster has the node, or if the operation is refused.
func (l *Lab) Suppose(ctx context.Context, set devices.Set, node string, op sim.Op) ([]Stand, error) {
	s, err := l.Supposed(node, op)
	if err != nil {
		return nil, err
	}
	return l.standsIn(ctx, s.world, set), nil
}

// Clusters gives read access to all clusters as they would be, the home cluster first.
func (s *Supposed) Clusters() []*sim.Cluster { return s.world.clusters }

// Try says, by trust.List, whether the phone would take the list that would be served, at its first reset or its second (an
// accepted ITL may let in the CTL at the next), if nobody but alone were left to say that its signer may sign. Lists count as new
// ones: none is taken for being the stored one. That something else keeps the phone from the files, a blocked port or a network that
// shuts it out, is left aside; for TVS, blocked ports count.
func (s *Supposed) Try(ctx context.Context, p Phone, alone Alone) [len(trust.Lists)]Tried {
	w, class := p.lab.world, p.class()
	return s.tried.Of(supposition{w.standingOf(class, p.number), alone}, func() [len(trust.Lists)]Tried {
		return s.try(ctx, w.wake(class, p.number), alone)
	})
}

func (s *Supposed) try(ctx context.Context, p *awake, alone Alone) (tried [len(trust.Lists)]Tried) {
	trial := p.copy()
	for _, which := range trust.Lists {
		trial.State.Lists[which].File = alone.left(trial.State.Lists[which].File)
	}
	net := whatIf{memory: s.world.memory, files: s.world.clusters, vouch: s.vouching(ctx, alone)}
	for range 2 {
		for which, j := range trial.Phone.Judge(ctx, net) {
			if j.Served == nil {
				continue
			}
			tried[which].Served = true
			if j.Decision.Accepted {
				tried[which].Taken = true
				trial.State.Lists[which].File = j.Served
			}
		}
		if !slices.ContainsFunc(tried[:], func(t Tried) bool { return t.Served && !t.Taken }) {
			break
		}
	}
	return tried
}

// vouching is the TVS that is left: other servers that would vouch do not answer, and those that would not go on saying so.
func (s *Supposed) vouching(ctx context.Context, alone Alone) func(phone.Call, *tvs.Request) (*tvs.Response, error) {
	return func(c phone.Call, r *tvs.Request) (*tvs.Response, error) {
		var response *tvs.Response
		err := tvs.Failed("tvs "+c.Server, outcome.Unreachable, nil)
		if alone.TVS != "" {
			response, err = s.world.memory.Ask(ctx, c, r)
		}
		if err == nil && c.Server != alone.TVS && response.Found() {
			return nil, tvs.Failed("tvs "+c.Server, outcome.Unreachable, nil)
		}
		return response, err
	}
}

// left is a stored list in which no other certificate can be found as that of a signer. All else that a phone reads of it stays.
func (a Alone) left(stored *content.File) *content.File {
	l, err := stored.List()
	if err != nil {
		return stored
	}
	left := &trustlist.List{Header: l.Header, Records: slices.Clone(l.Records)}
	for i := range left.Records {
		if r := &left.Records[i]; r.Issuer != a.Issuer || string(r.Serial) != a.Serial {
			r.Serial = nil
		}
	}
	return content.NewList(left)
}
