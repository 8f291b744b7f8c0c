package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"tvslab/devices"
	"tvslab/event"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// Cluster is a CUCM cluster. The zero value is not usable: see New. It is not safe for concurrent use.
type Cluster struct {
	Release cucm.Release
	Now     time.Time
	Nodes   []*Node // publisher first
	Org     pki.Organization

	settings   cucm.Settings // never changed
	rules      *cucm.Rules   `keep:"-"` // of Release under the settings; never changed, only replaced
	parameters map[string]string
	tokens     []*pki.Certificate
	password   string // of the tokens
	devices    devices.Table[Standing]
	profiles   map[string]*Profile // by content; never changed, only replaced
	inactive   *Cluster            // version on the inactive partition, never changed; nil = none
	makers     pki.Manufacturers
	reset      string // why all phones will be reset; "" = no reset is queued

	keys   pki.KeySource `keep:"-"`
	seed   uint64
	made   uint64            // certificates made so far; in a timeless cluster what stands for that: see next
	times  map[string]uint64 // how often a certificate was made for a place; nil where the cluster is not timeless
	writes uint64
	state  *state        `keep:"-"`
	events []event.Event `keep:"-"` // of the operation under way
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

// Identity returns the certificate of an identity store that serves the node, nil if there is none: its own, or where the
// publisher has one ITLRecovery certificate for the cluster that one, as the node's copy of the database has it.
func (c *Cluster) Identity(n *Node, s cucm.Store) *pki.Certificate {
	if s == cucm.ITLRecovery && !c.rules.RecoveryByNode && s.OnNodes(n.Has(RoleIMP)) {
		return n.table.Identity(s, c.Publisher().ID)
	}
	return n.identity[s]
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

// Resetting returns why all phones are told to reset and have not been yet, "" if they are not.
func (c *Cluster) Resetting() string { return c.reset }

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

// next begins a certificate of a node and store: what its numbers are made of. A timeless cluster forgets the certificates before it.
func (c *Cluster) next(place string) {
	if c.times == nil {
		return
	}
	c.times = with(c.times, place, c.times[place]+1)
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", place, c.times[place]))
	c.made = binary.BigEndian.Uint64(sum[:]) >> 16 // leaves room for the seed in keyNumber
}

// dated is the date of what is made now.
func (c *Cluster) dated() time.Time {
	if c.times == nil {
		return c.Now
	}
	return c.Now.Truncate(day)
}

// day is the grain of dates in a timeless cluster.
const day = 24 * time.Hour

// serial returns a positive serial number of the release's length: the first byte is never above 7f nor zero,
// as in every published CUCM certificate.
func (c *Cluster) serial() []byte {
	s := c.randomBytes("serial", c.rules.SerialBytes)
	s[0] = s[0]&0x3f | 0x40
	return s
}
