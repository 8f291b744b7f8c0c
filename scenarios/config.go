package scenarios

import (
	"net/netip"
	"strings"
	"time"

	"tvslab/scenarios/site"
	"tvslab/sim"
	"tvslab/sim/cucm"
	"tvslab/sim/lab"
	"tvslab/sim/pki"
	"tvslab/sim/system"
)

// config translates the scenario into the lab's terms.
func config(s *Scenario, o Options) (lab.Config, error) {
	release, err := cucm.ParseRelease(s.Release.Value)
	if err != nil {
		return lab.Config{}, err
	}
	settings, phones, err := settingsOf(s)
	if err != nil {
		return lab.Config{}, err
	}
	cfg := lab.Config{Sockets: o.Sockets, Capture: o.Capture, Settings: phones}
	base := sim.Config{Release: release, Settings: settings, Seed: s.Seed, Start: s.Begins(), Keys: o.Keys, Timeless: o.Timeless}
	if o.Seed != nil {
		base.Seed = *o.Seed
	}
	cfg.Cluster = clusterConfig(&s.Cluster, base)
	for i := range s.Others {
		other, err := furtherCluster(&s.Others[i], base)
		if err != nil {
			return lab.Config{}, err
		}
		cfg.Others = append(cfg.Others, other)
	}
	for i := range s.Systems {
		cfg.Systems = append(cfg.Systems, systemSpec(&s.Systems[i]))
	}
	for i := range s.Phones {
		cfg.Groups = append(cfg.Groups, group(s, &s.Phones[i]))
	}
	return cfg, nil
}

// clusterConfig puts what the scenario says of a cluster into what all clusters have in common.
func clusterConfig(c *site.Cluster, base sim.Config) sim.Config {
	base.Mode, base.Domain, base.Org, base.Tokens = sim.Mode(c.Mode.Value), c.Domain, organization(*c), c.Tokens.Values()
	base.TokenPassword = c.Password
	base.Zone, base.Trusted = c.Timezone.Value, c.Trust.Facts()
	for i := range c.Nodes {
		base.Nodes = append(base.Nodes, nodeSpec(&c.Nodes[i]))
	}
	return base
}

func furtherCluster(c *site.OtherCluster, base sim.Config) (lab.ClusterConfig, error) {
	if c.Release.Value != "" {
		release, err := cucm.ParseRelease(c.Release.Value)
		if err != nil {
			return lab.ClusterConfig{}, err
		}
		base.Release = release
	}
	return lab.ClusterConfig{Name: c.Name.Value, Config: clusterConfig(&c.Cluster, base)}, nil
}

func group(s *Scenario, g *site.Group) lab.Group {
	return lab.Group{
		Name: g.Name.Value, Model: g.Model.Value, Protocol: strings.ToUpper(g.Protocol.Value), Count: g.Count, Devices: g.Devices.List, TFTP: g.TFTP.Values(),
		Nodes: s.CallManagerGroup(g), Default: g.Config.Value == "default", Dot1X: g.Dot1x, Behind: g.Behind.Value,
		MIC: mic(&g.MIC, s.Begins()), Load: g.Load.Value, UserCA: g.UserCA.Value,
	}
}

// mic is which MIC phones have; an expired one ended the day before the scenario begins.
func mic(m *site.MIC, start time.Time) lab.MIC {
	if m.Value == site.MICExpired {
		return lab.MIC{Until: start.AddDate(0, 0, -1)}
	}
	return lab.MIC{None: m.Value == site.MICNone, Until: m.Until.Value}
}

func systemSpec(s *site.System) system.Spec {
	spec := system.Spec{
		Name: s.Name.Value, Kind: system.KindNamed(s.Kind.Value), Nodes: s.Nodes.Values(), Peer: s.Peer.Value,
		Issuer: s.Issuer.Value, Blind: s.Verify != nil && !*s.Verify,
	}
	if s.Trusts != nil {
		spec.Trusts = s.Trusts.Values()
	}
	return spec
}

// organization fills in what a scenario leaves out; phones ignore TVS certificates without an OU.
func organization(c site.Cluster) pki.Organization {
	if c.Unit == "" {
		c.Unit = "Voice"
	}
	if c.Organization == "" {
		c.Organization = "Example Lab"
	}
	return pki.Organization{Unit: c.Unit, Name: c.Organization, Locality: c.Locality, State: c.State, Country: c.Country}
}

func nodeSpec(n *site.Node) sim.NodeSpec {
	spec := sim.NodeSpec{Name: n.Name.Value, Zone: n.Timezone.Value, Certificates: n.Certificates.Facts(), Trusted: n.Trust.Facts()}
	for _, role := range n.Roles.Names {
		spec.Roles = append(spec.Roles, sim.Role(role.Value))
	}
	spec.Address, _ = netip.ParseAddr(n.Address.Value) // checked when the file was read; empty chooses
	return spec
}
