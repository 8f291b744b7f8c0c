package lab

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/trust"
	"tvslab/sim"
)

// Phone is a phone of the lab: the virtual phone, where it belongs, and what its last boot brought.
type Phone struct {
	phone.Phone
	Group  string
	Index  int // from 1 within the group
	On     bool
	Report phone.Report // of the last boot

	nodes []string // its CallManager group
	dot1x bool     // behind a port that asks for 802.1X
	keys  int      // made for LSCs so far

	reported    bool          // it registered, and told which ITL it has
	reportedITL *content.File // that ITL; nil: none
}

// maxGroups and maxCount are what a device name has room for.
const (
	maxGroups = 0xff
	maxCount  = 1_000_000
)

// DeviceName is the name of phone number index (from 1) of group number group (from 0): a locally administered
// MAC address, so that it never meets a real phone's.
func DeviceName(group, index int) string { return number(group, index).Name() }

// number is the device number of phone number index (from 1) of group number group (from 0).
func number(group, index int) devices.Number {
	return 0x0a01<<32 | devices.Number(group+1)<<24 | devices.Number(index)
}

// firstExtension is the directory number of the phone before a group's first.
const firstExtension = 4000

func (l *Lab) addGroup(number int, g Group) error {
	model, ok := phone.ModelByName(g.Model)
	switch {
	case !ok:
		return fmt.Errorf("phone group %q: model %q is not known", g.Name, g.Model)
	case number >= maxGroups || g.Count < 1 || g.Count > maxCount:
		return fmt.Errorf("phone group %q: at most %d groups of 1 to %d phones", g.Name, maxGroups, maxCount)
	}
	for i := range g.Count {
		p := &Phone{Group: g.Name, Index: i + 1, nodes: g.Nodes, dot1x: g.Dot1X}
		p.Phone = phone.Phone{Name: DeviceName(number, i+1), Model: model, TFTP: g.TFTP, Settings: &l.settings, Now: l.Now}
		l.equip(p, uint64(number)<<20+uint64(i))
		l.phones = append(l.phones, p)
		l.byName[p.Name] = p
	}
	return l.provision(g, model, l.phones[len(l.phones)-g.Count:])
}

// provision puts the phones of a group into the database of every cluster, as before a migration: with the group's
// CallManager group where its nodes are, with the first nodes that can be one elsewhere.
func (l *Lab) provision(g Group, m phone.Model, phones []*Phone) error {
	owner := l.clusters[0]
	if len(g.Nodes) > 0 && l.clusters.of(g.Nodes[0]) != nil {
		owner = l.clusters.of(g.Nodes[0])
	}
	for _, c := range l.clusters {
		profile := newProfile(m, g.Default)
		if profile.Group = g.Nodes; c != owner {
			profile.Group = firstGroup(c)
		}
		if err := c.AddDevices(named(phones), firstExtension+1, profile); err != nil {
			return fmt.Errorf("phone group %q: %w", g.Name, err)
		}
	}
	return nil
}

// firstGroup is the CallManager group of phones that a cluster only knows for the time they come: its first call
// managers, three at most.
func firstGroup(c *sim.Cluster) []string {
	const most = 3
	var group []string
	for _, n := range c.Nodes {
		if n.Has(sim.RoleCCM) && len(group) < most {
			group = append(group, n.Name)
		}
	}
	return group
}

func newProfile(m phone.Model, isDefault bool) *sim.Profile {
	protocol := "SCCP"
	if slices.Contains(m.Signalling, "SIP") {
		protocol = "SIP"
	}
	return &sim.Profile{Model: m.Name, Protocol: protocol, Default: isDefault}
}

// Phones returns all phones in the order of their groups.
func (l *Lab) Phones() []*Phone { return l.phones }

// Phone returns the phone of that device name, nil if there is none.
func (l *Lab) Phone(name string) *Phone { return l.byName[name] }

// PowerOn switches phones on; those that were off boot.
func (l *Lab) PowerOn(ctx context.Context, phones []*Phone) error {
	var off []*Phone
	for _, p := range phones {
		if !p.On {
			p.On = true
			off = append(off, p)
		}
	}
	return l.boot(ctx, off, phone.PowerOn)
}

// PowerOff switches phones off. What they stored stays.
func (l *Lab) PowerOff(phones []*Phone) {
	for _, p := range phones {
		if p.On {
			p.On = false
			l.emit(Event{Time: l.Now(), Phone: p.Name, Kind: "power", Text: "power off"})
		}
	}
}

// Reset resets those of the phones that are on; resets that were queued happen with it.
func (l *Lab) Reset(ctx context.Context, phones []*Phone, cause phone.ResetCause) error {
	if queued := l.takeResets(); len(queued) > 0 {
		phones, cause = l.union(phones, queued), phone.Reset
	}
	return l.boot(ctx, on(phones), cause)
}

// union returns the phones of both, in the lab's order.
func (l *Lab) union(some, others []*Phone) []*Phone {
	wanted := map[*Phone]bool{}
	for _, p := range append(slices.Clone(some), others...) {
		wanted[p] = true
	}
	return slices.DeleteFunc(slices.Clone(l.phones), func(p *Phone) bool { return !wanted[p] })
}

// Settle lets queued resets happen.
func (l *Lab) Settle(ctx context.Context) error {
	return l.boot(ctx, on(l.takeResets()), phone.Reset)
}

// takeResets returns the phones that clusters have told to reset since it was last asked, and says so.
func (l *Lab) takeResets() []*Phone {
	var events []Event
	resetting := map[*sim.Cluster]bool{}
	l.mutex.Lock()
	for _, c := range l.clusters {
		if why := c.TakeReset(); why != "" {
			resetting[c] = true
			events = append(events, Event{Time: l.Now(), Cluster: l.nameOf(c), Kind: "reset", Text: "phones reset: " + why})
		}
	}
	l.mutex.Unlock()
	for _, e := range events {
		l.emit(e)
	}
	if len(resetting) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(l.phones), func(p *Phone) bool { return !resetting[l.clusterOf(p)] })
}

// clusterOf returns the cluster that a phone belongs to: where it is registered, else where its configuration sends
// it, else where its CallManager group is.
func (l *Lab) clusterOf(p *Phone) *sim.Cluster {
	candidates := []string{p.Report.Registered}
	if c := p.State.ParsedConfig; c != nil {
		for _, m := range c.CallManagers {
			candidates = append(candidates, m.Node)
		}
	}
	for _, node := range append(candidates, p.nodes...) {
		if c := l.clusters.of(node); c != nil && node != "" {
			return c
		}
	}
	return l.clusters[0]
}

func on(phones []*Phone) []*Phone {
	return slices.DeleteFunc(slices.Clone(phones), func(p *Phone) bool { return !p.On })
}

// DeleteTrustList deletes the lists on the phones by hand; phones that are on boot.
func (l *Lab) DeleteTrustList(ctx context.Context, phones []*Phone, lists ...trust.List) error {
	for _, p := range phones {
		l.observed(p, func() { p.DeleteTrustList(lists...) })
	}
	return l.boot(ctx, on(phones), phone.Reset)
}

// FactoryReset erases everything stored; phones that are on boot.
func (l *Lab) FactoryReset(ctx context.Context, phones []*Phone) error {
	for _, p := range phones {
		l.observed(p, p.FactoryReset)
	}
	return l.boot(ctx, on(phones), phone.PowerOn)
}

// Move gives phones other TFTP servers (nil: as before) and another CallManager group (nil: as before). The group is
// set in the cluster that has its nodes; what other clusters know of the phones stays.
func (l *Lab) Move(phones []*Phone, tftp, nodes []string) error {
	if len(nodes) > 0 {
		if err := l.regroup(phones, nodes); err != nil {
			return err
		}
	}
	for _, p := range phones {
		if tftp != nil {
			p.TFTP = tftp
		}
		if nodes != nil {
			p.nodes = nodes
		}
	}
	return nil
}

// named returns the devices of phones.
func named(phones []*Phone) devices.Set {
	spans := make([]devices.Span, len(phones))
	for i, p := range phones {
		n, _ := devices.Parse(p.Name)
		spans[i] = devices.Span{First: n, Last: n}
	}
	return devices.Of(spans...)
}

// regroup gives the phones' devices a CallManager group.
func (l *Lab) regroup(phones []*Phone, nodes []string) error {
	c := l.clusters.of(nodes[0])
	if c == nil {
		return fmt.Errorf("CallManager group: node %q is in no cluster of the lab", nodes[0])
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.version++
	return c.Regroup(named(phones), nodes)
}

// stepTime is how long booting takes on the lab's clock.
const stepTime = time.Minute

// WaitRegistered lets queued resets happen and gives phones the time to boot and register.
func (l *Lab) WaitRegistered(ctx context.Context) error {
	if err := l.Settle(ctx); err != nil {
		return err
	}
	l.Advance(stepTime)
	return nil
}
