package fleet

import (
	"crypto"
	"fmt"
	"net/netip"
	"time"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/phone"
)

// Config describes a fleet. Everything about phone k follows from it: the same Config gives the same phones.
type Config struct {
	Count  int     // phones in all shards
	Shard  Shard   // the part that this process has
	Seed   uint64  // decides which phone is of which group and model
	Groups []Group // at least one
	// FirstName is the device name of phone 0, a prefix and 12 hex digits; phone k has that number plus k. "" means
	// DefaultName.
	FirstName string
	// Devices are the device names instead, Count of them; nil for names that count up.
	Devices *devices.List
	// Source is the address of phone 0; phone k has address k mod Sources after it. Invalid: the kernel chooses.
	Source  netip.Addr
	Sources int
	// HTTP says which phones try HTTP before TFTP.
	HTTP     HTTP
	Settings *phone.Settings // nil means the defaults
	Network  phone.Network   // what phones boot on where Boot is given no other
	// Now is the clock of phones that are booted by hand; nil means time.Now.
	Now func() time.Time
	// Key makes the key number n of a new LSC; phones share keys, because making one takes longer than a boot. nil means
	// that phones cannot make keys.
	Key func(spec capf.KeySpec, n uint64) (crypto.Signer, error)
	// MIC returns the manufacturer installed certificate of a phone; nil means that phones show none.
	MIC func(name string, m phone.Model) *phone.Identity
	// Store keeps the fleet in a file; nil keeps it in memory only.
	Store *Store
	// Acknowledge is told which phones' boots are in the Store now, by one goroutine, in the order of the boots of each
	// phone. nil for nobody.
	Acknowledge func(phones []int)
}

// Shard is a part of a fleet: phone k belongs to shard k mod Of. The zero value is the whole fleet.
type Shard struct{ Index, Of int }

// Group is a part of a fleet whose phones have the same TFTP servers.
type Group struct {
	Name   string
	Weight int      // share of the fleet; 0 counts as 1
	TFTP   []string // TFTP servers as phones have them, first choice first
	Models []Share
}

// Share is a model and its weight among those of its group.
type Share struct {
	Model  string
	Weight int // 0 counts as 1
}

// HTTP says which phones try HTTP 6970 before TFTP.
type HTTP string

// The values of Config.HTTP.
const (
	HTTPByModel HTTP = ""       // those whose model does
	HTTPNever   HTTP = "never"  // none
	HTTPAlways  HTTP = "always" // all
)

// DefaultName is the device name of the first phone where none is given: a locally administered MAC address, the one
// that labs of this project give to the first phone of the first group.
const DefaultName = "SEP0A0101000001"

// Check reports the first thing that makes no fleet.
func (c *Config) Check() error {
	switch {
	case c.Count < 1 || c.Count > maxCount:
		return fmt.Errorf("fleet of %d phones: it can have 1 to %d", c.Count, maxCount)
	case len(c.Groups) == 0 || len(c.Groups) > maxGroups:
		return fmt.Errorf("fleet of %d groups: it can have 1 to %d", len(c.Groups), maxGroups)
	case c.Shard.Of < 0 || c.Shard.Index < 0 || c.Shard.Index >= c.shards():
		return fmt.Errorf("shard %d/%d: shards are numbered 0 to %d", c.Shard.Index, c.Shard.Of, c.shards()-1)
	case c.size() > maxSize:
		return fmt.Errorf("fleet of %d phones in one process: it can have %d; take more shards", c.size(), maxSize)
	case c.Devices != nil && c.Devices.Len() != c.Count:
		return fmt.Errorf("fleet of %d phones: there are %d device names", c.Count, c.Devices.Len())
	case c.Source.IsValid() && c.Sources < 1:
		return fmt.Errorf("source %s: a range has at least one address", c.Source)
	}
	if _, _, err := c.names(); err != nil {
		return err
	}
	for _, g := range c.Groups {
		if err := g.check(); err != nil {
			return err
		}
	}
	if c.Settings != nil {
		return c.Settings.Check()
	}
	return nil
}

const (
	maxCount  = 1 << 30
	maxSize   = 5_000_000 // of a shard: 200 MB at rest
	maxGroups = 1 << 12
)

func (c *Config) shards() int { return max(c.Shard.Of, 1) }

// size is the number of phones in the shard.
func (c *Config) size() int { return (c.Count - c.Shard.Index + c.shards() - 1) / c.shards() }

func (g *Group) check() error {
	switch {
	case g.Name == "":
		return fmt.Errorf("a group of the fleet has no name")
	case g.Weight < 0:
		return fmt.Errorf("group %q: weight %d is negative", g.Name, g.Weight)
	case len(g.Models) == 0:
		return fmt.Errorf("group %q has no models", g.Name)
	}
	for _, s := range g.Models {
		if _, ok := phone.ModelByName(s.Model); !ok {
			return fmt.Errorf("group %q: model %q is not known", g.Name, s.Model)
		}
		if s.Weight < 0 {
			return fmt.Errorf("group %q: weight %d of model %q is negative", g.Name, s.Weight, s.Model)
		}
	}
	return nil
}
