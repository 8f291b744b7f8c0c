package sim

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// Outline returns the nodes of a new cluster with nothing installed on them, without keys. Its error is what is wrong with
// the configuration, which New refuses too.
func Outline(cfg Config) (*Cluster, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	c := &Cluster{
		Release: cfg.Release, settings: cfg.Settings, Now: cfg.Start, Org: cfg.Org, keys: cfg.Keys, seed: cfg.Seed,
		rules: cfg.Release.RulesUnder(cfg.Settings), state: new(state),
		parameters: defaultParameters(cfg.Settings), profiles: map[string]*Profile{}, password: cmp.Or(cfg.TokenPassword, TokenPassword),
	}
	if cfg.Timeless {
		c.times = map[string]uint64{}
	}
	for i, spec := range cfg.Nodes {
		c.Nodes = append(c.Nodes, newNode(spec, cfg.Domain, zoneOf(cmp.Or(spec.Zone, cfg.Zone)), i))
	}
	slices.SortStableFunc(c.Nodes, func(a, b *Node) int { return rank(a) - rank(b) })
	return c, nil
}

// New installs a cluster: certificates are made, services started, ITL files built, and in a mixed mode the CTL. The end of
// ctx ends it, with the error of ctx.
func New(ctx context.Context, cfg Config) (*Cluster, error) {
	c, err := Outline(cfg)
	if err != nil {
		return nil, err
	}
	if cfg.Keys == nil {
		return nil, fmt.Errorf("cluster: no key source given")
	}
	if c.makers, err = pki.NewManufacturers(cfg.Keys); err != nil {
		return nil, err
	}
	if err := installNodes(ctx, c, cfg); err != nil {
		return nil, err
	}
	if cfg.Mode != NonSecure {
		if err := installCTL(c, cfg.Mode); err != nil {
			return nil, err
		}
	}
	c.Advance(time.Hour) // long enough for every cache to settle
	c.events, c.reset = nil, ""
	return c, nil
}

func rank(n *Node) int {
	if n.Has(Publisher) {
		return 0
	}
	return 1
}

func newNode(spec NodeSpec, domain string, zone *time.Location, index int) *Node {
	address := spec.Address
	if !address.IsValid() {
		address = netip.AddrFrom4([4]byte{192, 0, 2, byte(11 + index)})
	}
	return &Node{
		ID: spec.Name, Name: spec.Name, Domain: domain, Address: address, Roles: slices.Clone(spec.Roles), zone: zone,
		identity: map[cucm.Store]*pki.Certificate{}, requests: map[cucm.Store]*pki.Request{}, services: map[string]*serviceState{},
	}
}

func installNodes(ctx context.Context, c *Cluster, cfg Config) error {
	if err := installTokens(ctx, c, cfg.Tokens); err != nil {
		return err
	}
	known := newKnown(c, cfg)
	for _, n := range c.Nodes {
		for _, s := range cucm.IdentityStores {
			if !c.hasStore(n, s) {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := known.issue(c, n, s); err != nil {
				return err
			}
		}
		preload(c, n)
	}
	if err := known.fillTrust(c); err != nil {
		return err
	}
	for _, n := range c.Nodes {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := installServices(c, n); err != nil {
			return err
		}
	}
	return nil
}

func installTokens(ctx context.Context, c *Cluster, names []string) error {
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		token, err := newToken(c, name)
		if err != nil {
			return err
		}
		c.tokens = append(c.tokens, token)
	}
	return nil
}

func installCTL(c *Cluster, mode Mode) error {
	c.parameters = with(c.parameters, ParamClusterMode, "1")
	if mode == MixedToken {
		if err := writeTokenCTL(c, c.tokens, c.tokens[0]); err != nil {
			return err
		}
	} else if err := writeCTL(c, c.rules.CTLSigner); err != nil {
		return err
	}
	return rebuildITLs(c, "security mode")
}
