package sim

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tvslab/devices"
	"tvslab/event"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// Mode is the security mode of a cluster and who signs its CTL.
type Mode string

// The modes. In mixed mode the CTL is signed by the cluster's own key (tokenless) or by USB tokens.
const (
	NonSecure      Mode = "non-secure"
	MixedTokenless Mode = "mixed-tokenless"
	MixedToken     Mode = "mixed-token"
)

// Modes lists them.
func Modes() []Mode { return []Mode{NonSecure, MixedTokenless, MixedToken} }

// On reports whether clusters of a release can have the mode (rows 14 and 16 of the release matrix).
func (m Mode) On(r cucm.Release) bool {
	switch m {
	case MixedTokenless:
		return r.Rules().CTLSigner != ""
	case MixedToken:
		return r.Rules().Tokens
	}
	return m == NonSecure
}

// Config describes a new cluster.
type Config struct {
	Release  cucm.Release
	Mode     Mode
	Domain   string // "" for none
	Org      pki.Organization
	Nodes    []NodeSpec
	Tokens   []string // names of USB tokens the administrator has, for example "SAST-ADN0054f509"
	Settings cucm.Settings
	Seed     uint64
	Start    time.Time // clock of the freshly installed cluster
	Keys     pki.KeySource
}

// Cluster is a CUCM cluster. The zero value is not usable: see New. It is not safe for concurrent use.
type Cluster struct {
	Release cucm.Release
	Now     time.Time
	Nodes   []*Node // publisher first
	Org     pki.Organization

	settings   cucm.Settings // never changed
	rules      *cucm.Rules   // of Release under the settings; never changed, only replaced
	parameters map[string]string
	tokens     []*pki.Certificate
	devices    devices.Table[Standing]
	profiles   map[string]*Profile // by content; never changed, only replaced
	inactive   *Cluster            // version on the inactive partition, never changed; nil = none
	makers     pki.Manufacturers
	reset      string // why all phones will be reset; "" = no reset is queued

	keys   pki.KeySource
	seed   uint64
	made   uint64 // certificates made so far
	writes uint64
	state  *state
	events []event.Event // of the operation under way
}

// Outline returns the nodes of a new cluster with nothing installed on them, without keys. Its error is what is wrong with
// the configuration, which New refuses too.
func Outline(cfg Config) (*Cluster, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	c := &Cluster{
		Release: cfg.Release, settings: cfg.Settings, Now: cfg.Start, Org: cfg.Org, keys: cfg.Keys, seed: cfg.Seed,
		rules: cfg.Release.RulesUnder(cfg.Settings), state: new(state),
		parameters: defaultParameters(), profiles: map[string]*Profile{},
	}
	for i, spec := range cfg.Nodes {
		c.Nodes = append(c.Nodes, newNode(spec, cfg.Domain, i))
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
	if err := installNodes(ctx, c, cfg.Tokens); err != nil {
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

func newNode(spec NodeSpec, domain string, index int) *Node {
	address := spec.Address
	if !address.IsValid() {
		address = netip.AddrFrom4([4]byte{192, 0, 2, byte(11 + index)})
	}
	return &Node{
		ID: spec.Name, Name: spec.Name, Domain: domain, Address: address, Roles: slices.Clone(spec.Roles),
		identity: map[cucm.Store]*pki.Certificate{}, requests: map[cucm.Store]*pki.Request{}, services: map[string]*serviceState{},
	}
}

func (cfg Config) validate() error {
	if cfg.Release.IsZero() {
		return fmt.Errorf("cluster: no release given")
	}
	publishers, names := 0, map[string]bool{}
	for _, n := range cfg.Nodes {
		if err := n.Check(); err != nil {
			return err
		}
		for _, name := range n.names() {
			if names[name] {
				return fmt.Errorf("node %q: %q is used twice", n.Name, name)
			}
			names[name] = true
		}
		if slices.Contains(n.Roles, Publisher) {
			publishers++
		}
	}
	if publishers != 1 {
		return fmt.Errorf("cluster: %d nodes have the role publisher, there must be exactly one", publishers)
	}
	if cfg.Domain != "" && !hostName.MatchString(cfg.Domain) {
		return fmt.Errorf("domain %q: letters, digits, dots and hyphens", cfg.Domain)
	}
	for _, name := range append([]string{cfg.Domain, cfg.Org.Unit, cfg.Org.Name, cfg.Org.Locality, cfg.Org.State, cfg.Org.Country}, cfg.Tokens...) {
		if err := checkName(name); err != nil {
			return err
		}
	}
	return cfg.validateMode()
}

// maxName is the longest text of a name in a certificate, in characters: the largest bound of X.520 for what stands in them
// (RFC 5280, appendix A.1: localities and states).
const maxName = 128

// checkName refuses a text that cannot stand in a certificate and a trust list.
func checkName(text string) error {
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		return fmt.Errorf("%q has characters that cannot stand in a certificate", text)
	case utf8.RuneCountInString(text) > maxName:
		return fmt.Errorf("%.40q... has %d characters, a name in a certificate at most %d", text, utf8.RuneCountInString(text), maxName)
	}
	return nil
}

func (cfg Config) validateMode() error {
	possible := cfg.Mode.On(cfg.Release)
	switch {
	case cfg.Mode == MixedTokenless && !possible:
		return fmt.Errorf("mode %q: a tokenless CTL needs release 10.0 or later, not %s", cfg.Mode, cfg.Release)
	case cfg.Mode == MixedToken && !possible:
		return fmt.Errorf("mode %q: release %s does not support USB tokens any more", cfg.Mode, cfg.Release)
	case cfg.Mode == MixedToken && len(cfg.Tokens) == 0:
		return fmt.Errorf("mode %q: name at least one token", cfg.Mode)
	case !slices.Contains(Modes(), cfg.Mode):
		return fmt.Errorf("mode %q is not one of non-secure, mixed-tokenless, mixed-token", cfg.Mode)
	}
	return cfg.Settings.Validate()
}

func installNodes(ctx context.Context, c *Cluster, tokens []string) error {
	for _, name := range tokens {
		if err := ctx.Err(); err != nil {
			return err
		}
		token, err := newToken(c, name)
		if err != nil {
			return err
		}
		c.tokens = append(c.tokens, token)
	}
	for _, n := range c.Nodes {
		for _, s := range cucm.IdentityStores {
			if !c.hasStore(n, s) {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := issueSelfSigned(c, n, s, false); err != nil {
				return err
			}
		}
		preload(c, n)
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

// Publisher returns the first node.
func (c *Cluster) Publisher() *Node { return c.Nodes[0] }

// Node returns the node with this identity, host name, FQDN or address, nil if there is none.
func (c *Cluster) Node(name string) *Node {
	for _, n := range c.Nodes {
		if n.ID == name || n.Name == name || n.FQDN() == name || n.Address.String() == name {
			return n
		}
	}
	return nil
}

// Settings returns the settings that the cluster was installed with.
func (c *Cluster) Settings() cucm.Settings { return c.settings }

// Rules returns what the cluster's release does under its settings. The value is shared and must not be changed.
func (c *Cluster) Rules() *cucm.Rules { return c.rules }

// Manufacturers returns the makers whose phones the cluster trusts.
func (c *Cluster) Manufacturers() pki.Manufacturers { return c.makers }

// setRelease puts the cluster under the rules of another release.
func (c *Cluster) setRelease(r cucm.Release) { c.Release, c.rules = r, r.RulesUnder(c.settings) }

// hasStore reports whether the node has the identity store on the cluster's release.
func (c *Cluster) hasStore(n *Node, s cucm.Store) bool {
	return s.ExistsOn(c.rules, n.Has(Publisher), n.Has(RoleIMP))
}

// PresencePublisher returns the first IM and Presence node, nil if there is none.
func (c *Cluster) PresencePublisher() *Node {
	for _, n := range c.Nodes {
		if n.Has(RoleIMP) {
			return n
		}
	}
	return nil
}

// Mixed reports whether Cluster Security Mode is 1.
func (c *Cluster) Mixed() bool { return c.parameters[ParamClusterMode] == "1" }

// Clone returns a copy that shares nothing changeable with c.
func (c *Cluster) Clone() *Cluster {
	copied := *c
	copied.events = slices.Clone(c.events)
	copied.Nodes = make([]*Node, len(c.Nodes))
	nodes := make([]Node, len(c.Nodes))
	for i, n := range c.Nodes {
		nodes[i] = *n
		copied.Nodes[i] = &nodes[i]
	}
	return &copied
}

// TakeReset returns why all phones were told to reset since it was last asked, "" if they were not.
func (c *Cluster) TakeReset() string {
	why := c.reset
	c.reset = ""
	c.changed()
	return why
}

// note keeps for whoever did the operation under way what it did to a node; nil: to the cluster as a whole.
func (c *Cluster) note(node *Node, what event.What) {
	e := event.Event{Time: c.Now, What: what}
	if node != nil {
		e.Node = node.ID
	}
	c.events = append(c.events, e)
}

// randomBytes returns n pseudo-random bytes for certificate number i: the same seed gives the same cluster.
func (c *Cluster) randomBytes(label string, n int) []byte {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], c.seed)
	binary.BigEndian.PutUint64(b[8:], c.made)
	sum := sha256.Sum256(append(b[:], label...))
	return sum[:n]
}

// serial returns a positive serial number of the release's length: the first byte is never above 7f nor zero,
// as in every published CUCM certificate.
func (c *Cluster) serial() []byte {
	s := c.randomBytes("serial", c.rules.SerialBytes)
	s[0] = s[0]&0x3f | 0x40
	return s
}
