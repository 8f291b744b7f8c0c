package lab

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"tvslab/phone"
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
	once  bool     // its configuration is the default file
}

// maxGroups and maxCount are what a device name has room for.
const (
	maxGroups = 0xff
	maxCount  = 1_000_000
)

// DeviceName is the name of phone number index (from 1) of group number group (from 0): a locally administered
// MAC address, so that it never meets a real phone's.
func DeviceName(group, index int) string { return fmt.Sprintf("SEP0A01%02X%06X", group+1, index) }

func (l *Lab) addGroup(number int, g Group) error {
	model, ok := phone.ModelByName(g.Model)
	switch {
	case !ok:
		return fmt.Errorf("phone group %q: model %q is not known", g.Name, g.Model)
	case number >= maxGroups || g.Count < 1 || g.Count > maxCount:
		return fmt.Errorf("phone group %q: at most %d groups of 1 to %d phones", g.Name, maxGroups, maxCount)
	}
	profile := l.profile(model, g.Nodes, g.Default)
	devices := make([]*sim.Device, g.Count)
	for i := range devices {
		name := DeviceName(number, i+1)
		p := &Phone{Group: g.Name, Index: i + 1, nodes: g.Nodes, once: g.Default}
		p.Phone = phone.Phone{Name: name, Model: model, TFTP: g.TFTP, Settings: &l.settings, Now: l.Now}
		l.phones = append(l.phones, p)
		l.byName[name] = p
		devices[i] = &sim.Device{Name: name, Extension: 4000 + i + 1, Profile: profile}
	}
	return l.cluster.AddDevices(devices...)
}

// profile returns the one profile that all phones with these settings share.
func (l *Lab) profile(m phone.Model, nodes []string, isDefault bool) *sim.Profile {
	key := fmt.Sprintf("%s %q %t", m.Name, nodes, isDefault)
	if p := l.profiles[key]; p != nil {
		return p
	}
	protocol := "SCCP"
	if slices.Contains(m.Signalling, "SIP") {
		protocol = "SIP"
	}
	p := &sim.Profile{Model: m.Name, Protocol: protocol, Group: nodes, Default: isDefault}
	l.profiles[key] = p
	return p
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
	if why := l.takeReset(); why != "" {
		phones, cause = l.phones, phone.Reset
		l.emit(Event{Time: l.Now(), Kind: "reset", Text: "phones reset: " + why})
	}
	return l.boot(ctx, on(phones), cause)
}

// Settle lets queued resets happen.
func (l *Lab) Settle(ctx context.Context) error {
	why := l.takeReset()
	if why == "" {
		return nil
	}
	l.emit(Event{Time: l.Now(), Kind: "reset", Text: "phones reset: " + why})
	return l.boot(ctx, on(l.phones), phone.Reset)
}

func (l *Lab) takeReset() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.cluster.TakeReset()
}

func on(phones []*Phone) []*Phone {
	return slices.DeleteFunc(slices.Clone(phones), func(p *Phone) bool { return !p.On })
}

// DeleteTrustList deletes the lists on the phones by hand; phones that are on boot.
func (l *Lab) DeleteTrustList(ctx context.Context, phones []*Phone, which phone.Lists) error {
	for _, p := range phones {
		l.observed(p, func() { p.DeleteTrustList(which) })
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

// Move gives phones other TFTP servers (nil: as before) and another CallManager group (nil: as before).
func (l *Lab) Move(phones []*Phone, tftp, nodes []string) error {
	var devices []*sim.Device
	for _, p := range phones {
		if tftp != nil {
			p.TFTP = tftp
		}
		if nodes != nil {
			p.nodes = nodes
		}
		old := l.cluster.Device(p.Name)
		devices = append(devices, &sim.Device{Name: p.Name, Extension: old.Extension, Profile: l.profile(p.Model, p.nodes, p.once)})
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.cluster.AddDevices(devices...)
}

// workers is how many phones boot at the same time.
func (l *Lab) workers() int {
	if l.servers != nil {
		return 32
	}
	return runtime.GOMAXPROCS(0)
}

// boot boots the phones in parallel and reports their events in the order of the phones, whoever was faster.
func (l *Lab) boot(ctx context.Context, phones []*Phone, cause phone.ResetCause) error {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	const batch = 4096 // bounds the events kept back
	for part := range slices.Chunk(phones, batch) {
		if err := ctx.Err(); err != nil {
			return err
		}
		l.bootBatch(ctx, part, cause)
	}
	return ctx.Err()
}

func (l *Lab) bootBatch(ctx context.Context, phones []*Phone, cause phone.ResetCause) {
	events := make([][]phone.Event, len(phones))
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(l.workers(), len(phones)) {
		wait.Go(func() {
			for i := range next {
				p := phones[i]
				if l.observe != nil {
					p.Observe = func(e phone.Event) { events[i] = append(events[i], e) }
				}
				p.Report = p.Boot(ctx, l.network, cause)
				p.Observe = nil
			}
		})
	}
	for i := range phones {
		next <- i
	}
	close(next)
	wait.Wait()
	for _, list := range events {
		for _, e := range list {
			l.emit(Event{Time: e.Time, Phone: e.Phone, Kind: e.Kind, Text: e.Text, Decision: e.Decision})
		}
	}
}

// observed runs a change on the phone itself with its events going to the lab's observer.
func (l *Lab) observed(p *Phone, act func()) {
	if l.observe != nil {
		p.Observe = func(e phone.Event) {
			l.emit(Event{Time: e.Time, Phone: e.Phone, Kind: e.Kind, Text: e.Text, Decision: e.Decision})
		}
	}
	act()
	p.Observe = nil
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
