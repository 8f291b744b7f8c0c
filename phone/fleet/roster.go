package fleet

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"tvslab/phone"
)

// roster works out from its number who a phone is.
type roster struct {
	seed    uint64
	shard   Shard
	prefix  string
	first   uint64 // of the 48 bits behind the prefix
	source  netip.Addr
	sources uint64
	groups  []rosterGroup
	weights []int
}

type rosterGroup struct {
	name    string
	tftp    []string
	models  []phone.Model
	weights []int
}

// Identity is who a phone is: all that its number says.
type Identity struct {
	Number int    // in the whole fleet, from 0
	Name   string // device name
	Group  string
	Model  string
	TFTP   []string   // must not be changed
	Source netip.Addr // invalid: the kernel chooses
}

const macDigits = 12

func newRoster(c *Config) (*roster, error) {
	r := &roster{seed: c.Seed, shard: Shard{c.Shard.Index, c.shards()}, source: c.Source, sources: uint64(max(c.Sources, 1))}
	name := c.FirstName
	if name == "" {
		name = DefaultName
	}
	if len(name) <= macDigits {
		return nil, fmt.Errorf("device name %q is not a prefix and %d hex digits", name, macDigits)
	}
	var err error
	r.prefix = name[:len(name)-macDigits]
	if r.first, err = strconv.ParseUint(name[len(name)-macDigits:], 16, 48); err != nil {
		return nil, fmt.Errorf("device name %q is not a prefix and %d hex digits", name, macDigits)
	}
	if r.first+uint64(c.Count) > 1<<48 {
		return nil, fmt.Errorf("device name %q leaves no room for %d phones", name, c.Count)
	}
	for _, g := range c.Groups {
		r.addGroup(g, c.HTTP)
	}
	return r, nil
}

func (r *roster) addGroup(g Group, http HTTP) {
	own := rosterGroup{name: g.Name, tftp: g.TFTP}
	for _, s := range g.Models {
		m, _ := phone.ModelByName(s.Model)
		switch http {
		case HTTPNever:
			m.HTTP = false
		case HTTPAlways:
			m.HTTP = true
		}
		own.models = append(own.models, m)
		own.weights = append(own.weights, max(s.Weight, 1))
	}
	r.groups = append(r.groups, own)
	r.weights = append(r.weights, max(g.Weight, 1))
}

// number returns which phone of the whole fleet the i-th of the shard is.
func (r *roster) number(i int) int { return i*r.shard.Of + r.shard.Index }

func (r *roster) name(k int) string {
	mac := strconv.FormatUint(r.first+uint64(k), 16)
	return r.prefix + strings.Repeat("0", macDigits-len(mac)) + strings.ToUpper(mac)
}

// group and model draw from the weights; the draws of different phones, and both draws of one, are independent.
func (r *roster) group(k int) *rosterGroup { return &r.groups[draw(r.weights, r.seed, uint64(k)*2)] }

func (r *roster) model(g *rosterGroup, k int) *phone.Model {
	return &g.models[draw(g.weights, r.seed, uint64(k)*2+1)]
}

func draw(weights []int, seed, n uint64) int {
	if len(weights) == 1 {
		return 0
	}
	total := 0
	for _, w := range weights {
		total += w
	}
	at := int(mix(seed^mix(n)) % uint64(total))
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return 0
}

// mix is the finalizer of SplitMix64.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (r *roster) address(k int) netip.Addr {
	if !r.source.IsValid() {
		return netip.Addr{}
	}
	return addTo(r.source, uint64(k)%r.sources)
}

// addTo returns the n-th address after a.
func addTo(a netip.Addr, n uint64) netip.Addr {
	b := a.As16()
	for i := len(b) - 1; i >= 0 && n > 0; i-- {
		n += uint64(b[i])
		b[i] = byte(n)
		n >>= 8
	}
	sum := netip.AddrFrom16(b)
	if a.Is4() {
		return sum.Unmap()
	}
	return sum
}

func (r *roster) identity(k int) Identity {
	g := r.group(k)
	return Identity{Number: k, Name: r.name(k), Group: g.name, Model: r.model(g, k).Name, TFTP: g.tftp, Source: r.address(k)}
}

// number of a device name, false if it is none of the fleet's.
func (r *roster) find(name string, count int) (k int, ok bool) {
	mac, found := strings.CutPrefix(name, r.prefix)
	if !found || len(mac) != macDigits {
		return 0, false
	}
	n, err := strconv.ParseUint(mac, 16, 48)
	if err != nil || n < r.first || n-r.first >= uint64(count) {
		return 0, false
	}
	return int(n - r.first), true
}
