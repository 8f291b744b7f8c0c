package twin

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/trustlist"
	"tvslab/twin/shown"
)

// granted are the services by which a node has a role.
var granted = []struct {
	service string
	role    sim.Role
}{
	{sim.ServiceCCM, sim.RoleCCM}, {sim.ServiceTFTP, sim.RoleTFTP}, {sim.ServiceTVS, sim.RoleTVS}, {sim.ServiceCAPF, sim.RoleCAPF},
}

// rolesOf is the key of the line with the roles of a node.
func rolesOf(node string) string { return "roles " + node }

// node makes the node of the file.
func (c *cluster) node(t *Twin, s *server) Node {
	n := Node{Name: s.name, Address: s.address, Roles: []sim.Role{sim.Subscriber}}
	if s.publisher {
		n.Roles[0] = sim.Publisher
	}
	if !n.Address.IsValid() {
		n.Address = s.host.Address
	}
	if !n.Address.IsValid() {
		t.note(Assumed, "node "+s.name, fmt.Sprintf("the address of %s is one of the lab's", s.name), "show network cluster and show network eth0 say it")
	}
	if s.unnamed {
		t.note(Assumed, "node "+s.name, "the name "+s.name, "lists have its address only; show network cluster has its name")
	}
	if s.host.Zone != t.Zone {
		n.Zone = s.host.Zone
	}
	switch {
	case s.imp:
		n.Roles = append(n.Roles, sim.RoleIMP)
	case s.services != nil:
		c.servicesOf(s, &n)
	default:
		c.guessRoles(t, s, &n)
	}
	slices.SortStableFunc(n.Roles, func(a, b sim.Role) int { return slices.Index(sim.Roles(), a) - slices.Index(sim.Roles(), b) })
	n.Certificates = c.identities(t, s)
	return n
}

// servicesOf gives the roles of services that are activated.
func (c *cluster) servicesOf(s *server, n *Node) {
	for _, row := range s.services.Rows {
		for _, g := range granted {
			if g.service == row.Name && row.Activated && (g.role != sim.RoleCAPF || s.publisher) {
				n.Roles = append(n.Roles, g.role)
			}
		}
	}
}

// services notes which services of the lab do not run on the nodes: stopped ones, and those that are not activated.
func (c *cluster) services(t *Twin) {
	cfg := t.outline()
	if _, err := sim.Outline(cfg); err != nil {
		t.note(LeftOut, "", "which services are stopped", err.Error())
		return
	}
	for _, s := range c.servers {
		n := t.find(s.name)
		if s.services == nil {
			continue
		}
		for _, row := range s.services.Rows {
			if !slices.Contains(sim.ServiceNames(), row.Name) {
				continue
			}
			inLab := sim.CheckServices(cfg, n.Name, row.Name) == nil
			switch {
			case row.Activated && row.State != "STARTED" && inLab:
				n.Stopped = append(n.Stopped, row.Name)
			case !row.Activated && inLab && !sim.NetworkService(row.Name) && sim.RoleOf(row.Name) == "":
				n.Off = append(n.Off, row.Name)
			case row.Activated && !inLab:
				t.note(LeftOut, "node "+s.name, fmt.Sprintf("service %s of %s, which is activated there", row.Name, s.name), "the lab does not have it activated on a node with these roles; write a step activate")
			}
		}
	}
}

// outline is the cluster as far as it decides which services its nodes have.
func (t *Twin) outline() sim.Config {
	release, _ := cucm.ParseRelease(t.Release)
	cfg := sim.Config{Release: release, Mode: sim.NonSecure, Settings: cucm.SettingRows().Defaults(), Start: t.Start}
	for _, n := range t.Nodes {
		cfg.Nodes = append(cfg.Nodes, sim.NodeSpec{Name: n.Name, Roles: n.Roles})
	}
	return cfg
}

// find returns the node of that name.
func (t *Twin) find(name string) *Node {
	i := slices.IndexFunc(t.Nodes, func(n Node) bool { return n.Name == name })
	return &t.Nodes[i]
}

// guessRoles gives roles by what lists say of the node, where `utils service list` of it is not there.
func (c *cluster) guessRoles(t *Twin, s *server, n *Node) {
	why := []string{"utils service list of " + s.name + " was not collected"}
	add := func(role sim.Role, because string) {
		if !slices.Contains(n.Roles, role) {
			n.Roles = append(n.Roles, role)
			why = append(why, fmt.Sprintf("%s because %s", role, because))
		}
	}
	for _, out := range c.all {
		if out.List == nil {
			continue
		}
		for i := range out.List.Records {
			r := &out.List.Records[i]
			if c.find(holder(r)) != s {
				continue
			}
			switch {
			case r.Is(trustlist.RoleCCMTFTP):
				add(sim.RoleCCM, "the "+out.List.Kind+" has it as CCM+TFTP")
				add(sim.RoleTFTP, "the "+out.List.Kind+" has it as CCM+TFTP")
			case r.Is(trustlist.RoleTFTP):
				add(sim.RoleTFTP, "its ITL has it as TFTP")
			case r.Is(trustlist.RoleTVS):
				add(sim.RoleTVS, "the ITL has it as TVS")
			}
		}
	}
	c.usualRoles(s, add)
	t.note(Assumed, rolesOf(s.name), fmt.Sprintf("%s has the roles %s", s.name, words(n.Roles)), strings.Join(why, "; "))
}

// usualRoles are those of any node of which nothing says otherwise.
func (c *cluster) usualRoles(s *server, add func(sim.Role, string)) {
	if s.itl != nil && !s.itl.Missing {
		add(sim.RoleTFTP, "it showed an ITL")
	}
	if !c.someITL() {
		add(sim.RoleTVS, "every node of CUCM has the service")
		add(sim.RoleTFTP, "no ITL says which nodes serve files")
	}
	add(sim.RoleCCM, "nothing says otherwise")
	if s.publisher && (c.hasRole(trustlist.RoleCAPF) || !c.someITL()) {
		add(sim.RoleCAPF, "CAPF stands in a list, or no list says otherwise")
	}
}

// someITL reports whether an ITL with records is in the evidence.
func (c *cluster) someITL() bool {
	for _, out := range c.all {
		if out.List != nil && out.List.Kind == "ITL" && len(out.List.Records) > 0 {
			return true
		}
	}
	return false
}

func words[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, w := range list {
		texts[i] = string(w)
	}
	return strings.Join(texts, ", ")
}

// sources lists what was read.
func (c *cluster) sources() (list []Source) {
	for s, out := range c.all {
		source := Source{Place: out.Place, What: what(out)}
		if s.node != nil && (out.List == nil || out.List.Kind != "CTL") {
			source.Node = s.node.name
		}
		list = append(list, source)
	}
	return list
}

// what says in words what an output is.
func what(o *shown.Output) string {
	switch {
	case o.List != nil && o.List.Missing:
		return "no " + o.List.Kind
	case o.List != nil:
		return fmt.Sprintf("%s of %d records", o.List.Kind, len(o.List.Records))
	case o.Certificate != nil:
		return "certificate " + o.Certificate.Subject.CN
	case o.Listing != nil && o.Listing.Trust:
		return fmt.Sprintf("list of %d trust certificates", len(o.Listing.Rows))
	case o.Listing != nil:
		return fmt.Sprintf("list of %d own certificates", len(o.Listing.Rows))
	case o.Members != nil:
		return fmt.Sprintf("list of %d nodes", len(o.Members.Nodes))
	case o.Phones != nil:
		return "list of phones"
	case o.Services != nil:
		return fmt.Sprintf("list of %d services", len(o.Services.Rows))
	}
	return "what a node says of itself"
}
