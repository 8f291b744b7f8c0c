package roster

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Roster returns what was found in all files that were read: what pools, groups, profiles and tables of TFTP servers say of a phone
// is added to what its own rows and pages say. The reader can be used again.
func (r *Reader) Roster() *Roster {
	whole := *r // what is reported and put in order is its own
	whole.reports = r.copied()
	pools, groups := whole.poolsByName(), whole.groupsByName()
	whole.pools = map[[2]string]*Pool{}
	for i := range pools {
		whole.pools[poolKey(pools[i].Kind, pools[i].Name)] = &pools[i]
	}
	nodes := map[string][]Fact{}
	for _, g := range groups {
		nodes[strings.ToLower(g.Name)] = g.Nodes
	}
	nets := subnetsOf(pools)
	phones := r.byName()
	for i := range phones {
		whole.resolve(&phones[i], nets, nodes)
	}
	return &Roster{
		Phones: phones, Pools: pools, Groups: groups, Lists: slices.Clone(r.lists), Conflicts: whole.conflicts, Problems: whole.told(),
		Left: whole.left,
	}
}

// byName are copies of the phones in order.
func (r *Reader) byName() []Phone {
	phones := make([]Phone, 0, len(r.phones))
	for _, name := range slices.Sorted(maps.Keys(r.phones)) {
		phones = append(phones, *r.phones[name])
	}
	return phones
}

// resolve adds to a phone what others say of it.
func (r *Reader) resolve(p *Phone, nets subnets, nodes map[string][]Fact) {
	pool, net := r.pool(poolKind, p.Pool.Value), nets.of(p.Address.Value)
	r.join(p.Name, siteName, &p.Site, cmp.Or(pool.Site, net.Site))
	site := r.pool(siteKind, p.Site.Value)
	r.join(p.Name, managerGroup, &p.Group, cmp.Or(pool.Group, net.Group, site.Group))

	listed := nodes[strings.ToLower(p.Group.Value)]
	p.CallManagers = r.named(p.CallManagers)
	r.derive(p.Name, callManagers, &p.CallManagers, listed, pool.CallManagers, net.CallManagers, site.CallManagers)
	r.derive(p.Name, tftpServers, &p.TFTP, net.TFTP, pool.TFTP, site.TFTP)

	profile := r.profiles[strings.ToLower(p.Profile.Value)]
	r.join(p.Name, securityMode, &p.Mode, cmp.Or(profile.mode, modeOf(p.Profile)))
	r.join(p.Name, encryptedFiles, &p.EncryptedConfig, profile.encrypted)
	if p.Model.Known() {
		p.OtherModel = Fact{}
	}
	if !p.Protocol.Known() {
		p.Protocol = protocolOf(p)
	}
}

// derive adds the first list that is known; it reports where the phone has others than that.
func (r *Reader) derive(about, name string, own *[]Fact, lists ...[]Fact) {
	for _, list := range lists {
		if len(list) > 0 {
			before := len(*own)
			r.joinList(about, name, own, list)
			if before > 0 {
				*own = (*own)[:before]
			}
			return
		}
	}
}

// defaultPrefix begins the name of a CallManager that nobody renamed; the name of its node follows.
const defaultPrefix = "CM_"

// named returns nodes of a CallManager group, in which CallManagers may stand by their names.
func (r *Reader) named(list []Fact) []Fact {
	var nodes []Fact
	for _, f := range list {
		server, known := r.servers[strings.ToLower(f.Value)]
		rest, is := strings.CutPrefix(f.Value, defaultPrefix)
		switch {
		case known:
			f.Value = server.Value
		case is && hostForm.MatchString(rest):
			r.problem(f.At, "CallManager %q is taken for node %q by its name: expected a list that says on which server it is (callmanager.csv)", f.Value, rest)
			f.Value = r.host(rest)
		case !hostForm.MatchString(f.Value):
			r.problem(f.At, "CallManager %q: expected a host name or address, or a list that says on which server it is (callmanager.csv); it is left out", f.Value)
			continue
		}
		nodes = append(nodes, f)
	}
	return nodes
}

// told are the problems by file and line.
func (r *reports) told() []Problem {
	var all []Problem
	for _, p := range r.problems {
		all = append(all, p.counted())
	}
	slices.SortStableFunc(all, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.At.File, b.At.File), cmp.Compare(a.At.Line, b.At.Line))
	})
	return all
}

// copied returns the reports so that more can be added without a change to these.
func (r *reports) copied() reports {
	var c reports
	c.problems, c.conflicts, c.left = slices.Clone(r.problems), slices.Clone(r.conflicts), r.left
	return c
}
