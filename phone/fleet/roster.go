package fleet

import (
	"cmp"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"tvslab/devices"
	"tvslab/phone"
)

// roster works out from its number who a phone is.
type roster struct {
	seed    uint64
	shard   Shard
	devices *devices.List // nil where names count up
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
	r := &roster{devices: c.Devices, seed: c.Seed, shard: Shard{c.Shard.Index, c.shards()}, source: c.Source, sources: uint64(max(c.Sources, 1))}
	var err error
	if r.prefix, r.first, err = c.names(); err != nil {
		return nil, err
	}
	for _, g := range c.Groups {
		r.addGroup(g, c.HTTP)
	}
	return r, nil
}

// names takes the device name of phone 0 apart into prefix and number.
func (c *Config) names() (prefix string, first uint64, err error) {
	name := cmp.Or(c.FirstName, DefaultName)
	digits := max(len(name)-macDigits, 0)
	first, err = strconv.ParseUint(name[digits:], 16, 48)
	switch {
	case digits == 0 || err != nil:
		return "", 0, fmt.Errorf("device name %q is not a prefix and %d hex digits", name, macDigits)
	case first+uint64(c.Count) > 1<<48:
		return "", 0, fmt.Errorf("device name %q leaves no room for %d phones", name, c.Count)
	}
	return name[:digits], first, nil
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
	if r.devices != nil {
		return r.devices.At(k).Name()
	}
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
	if r.devices != nil {
		n, is := devices.Parse(name)
		k, ok = r.devices.Place(n)
		return k, ok && is
	}
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
