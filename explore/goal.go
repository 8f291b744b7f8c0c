package explore

import (
	"context"
	"errors"
	"slices"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/trustlist"
)

// Goal is what a plan is for: which services work at its end with the certificates that are there, and that phones have what is served.
type Goal struct{ presents []presented }

// presented is a service, or the CTL, that goes by the certificate on disk.
type presented struct {
	node, service string
	store         cucm.Store
}

// goals are the services that phones meet, with the certificates that they load.
var goals = []presented{{"", sim.ServiceTFTP, cucm.CallManager}, {"", sim.ServiceCCM, cucm.CallManager}, {"", sim.ServiceTVS, cucm.TVS}, {"", sim.ServiceCAPF, cucm.CAPF}, {"", inCTL, cucm.CallManager}, {"", inCTL, cucm.ITLRecovery}, {"", inCTL, cucm.CAPF}}

// inCTL stands for the CTL, which goes by the certificates that it lists.
const inCTL = "CTL"

// Goal returns what the plan comes to as it stands, whatever becomes of phones meanwhile.
func (p *Plan) Goal(ctx context.Context) (Goal, error) {
	s, err := p.through(ctx, p.Start(), 0, len(p.items))
	if err != nil {
		return Goal{}, err
	}
	var g Goal
	for _, c := range s.site.runner.Lab.Clusters() {
		for _, n := range c.Nodes {
			for _, one := range goals {
				if one.node = n.ID; one.holds(c, n) {
					g.presents = append(g.presents, one)
				}
			}
		}
	}
	return g, nil
}

// Stale counts the steps of the plan after which a service of a node does not go by the certificate on disk, each service for itself: the guides
// restart services right after the renewal.
func (p *Plan) Stale(ctx context.Context) (int, error) {
	s, stale := p.Start(), 0
	for i := range p.items {
		next, err := p.through(ctx, s, i, i+1)
		if err != nil {
			return 0, err
		}
		s = next
		for _, c := range s.site.runner.Lab.Clusters() {
			for _, n := range c.Nodes {
				stale += staleOn(c, n)
			}
		}
	}
	return stale, nil
}

func staleOn(c *sim.Cluster, n *sim.Node) (services int) {
	for _, one := range goals {
		if one.there(c, n) && !one.holds(c, n) {
			services++
		}
	}
	return services
}

// there reports whether the service runs, or the file is there.
func (p presented) there(c *sim.Cluster, n *sim.Node) bool {
	if p.service == inCTL {
		return c.Mixed() && n.Has(sim.RoleCCM) && c.Publisher().CTL() != nil
	}
	return n.Loaded(p.service) != nil
}

func (p presented) holds(c *sim.Cluster, n *sim.Node) bool {
	disk := n.Certificate(p.store)
	if disk == nil || !p.there(c, n) {
		return false
	}
	if p.service != inCTL {
		return n.Loaded(p.service).Sum == disk.Sum
	}
	ctl := c.Publisher().CTL().List
	return ctl != nil && slices.ContainsFunc(ctl.Records, func(r trustlist.Record) bool { return r.Matches(disk.DER) })
}

// Reaches reports whether the plan comes to a goal as it stands, with all phones that are on then as they were after the beginning: with what
// is served, or without a list. A step that is refused does not lead there.
func (p *Plan) Reaches(ctx context.Context, g Goal) (bool, error) {
	opening, err := p.Opening(ctx)
	if err != nil {
		return false, refusedIsNone(err)
	}
	end, err := p.through(ctx, opening, p.first, len(p.items))
	if err != nil {
		return false, refusedIsNone(err)
	}
	for _, one := range g.presents {
		c := end.site.runner.Lab.ClusterOf(one.node)
		if c == nil || !one.holds(c, c.Node(one.node)) {
			return false, nil
		}
	}
	return p.settledAs(ctx, opening, end)
}

// settledAs reports whether phones that are on stand at the end as phones of their group did after the beginning.
func (p *Plan) settledAs(ctx context.Context, opening, end *State) (bool, error) {
	before, err := p.Stands(ctx, opening)
	if err != nil {
		return false, err
	}
	after, err := p.Stands(ctx, end)
	if err != nil {
		return false, err
	}
	for i := range after {
		for _, stand := range after[i] {
			was := before[i][0].Trust
			if stand.On && stand.Trust != was && !(was == lab.TrustNone && stand.Trust == lab.TrustCurrent) {
				return false, nil
			}
		}
	}
	return true, nil
}

// refusedIsNone is nil for a step that was refused.
func refusedIsNone(err error) error {
	var refused *Refused
	if errors.As(err, &refused) {
		return nil
	}
	return err
}
