package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"reflect"
	"slices"
	"sync"
	"time"

	"tvslab/devices"
	"tvslab/sim/cucm"
	"tvslab/sim/list"
	"tvslab/sim/pki"
	"tvslab/sim/store"
)

// Fingerprint is equal for clusters that go on alike, whatever is done to them.
type Fingerprint [16]byte

// Fingerprints works out fingerprints and keeps those of the parts that copies of clusters share. The zero value is ready; safe for
// concurrent use.
type Fingerprints struct{ known sync.Map }

// Of returns the fingerprint of a cluster. Clocks count by the day, and by what is due: how long until a cache of TVS notices something, and
// until files of -trust stores follow the database. What the expiry monitor sent already, and when a service was started, does not count.
// Only clusters that are timeless (Config.Timeless) have equal fingerprints after different histories.
func (f *Fingerprints) Of(c *Cluster) Fingerprint {
	p := &print{f: f, c: c}
	p.text(c.Release.String(), c.reset, c.password)
	p.time(c.Now.Truncate(day))
	p.of(mapSpot(c.parameters), func(p *print) { texts(p, c.parameters) })
	p.of(mapSpot(c.times), func(p *print) { numbers(p, c.times) })
	for _, t := range c.tokens {
		p.certificate(t)
	}
	runs := c.devices.Runs()
	p.of(spot(runs), func(p *print) { p.devices(runs) })
	if c.inactive != nil {
		p.of(c.inactive, func(p *print) { p.sum(f.Of(c.inactive)) })
	}
	for i, n := range c.Nodes {
		p.node(n)
		for _, other := range c.Nodes[:i] {
			p.newer(n, other)
		}
	}
	return p.done()
}

// print is a fingerprint in the making: the bytes that it will be made of.
type print struct {
	f *Fingerprints
	c *Cluster
	b []byte
}

func (p *print) done() Fingerprint {
	sum := sha256.Sum256(p.b)
	return Fingerprint(sum[:len(Fingerprint{})])
}

// of adds the fingerprint of something that never changes and lies at a place, which is worked out once.
func (p *print) of(place any, write func(*print)) {
	if known, ok := p.f.known.Load(place); ok {
		p.sum(known.(Fingerprint))
		return
	}
	part := &print{f: p.f, c: p.c}
	write(part)
	sum := part.done()
	p.f.known.Store(place, sum)
	p.sum(sum)
}

func (p *print) sum(s Fingerprint) { p.b = append(p.b, s[:]...) }

func (p *print) text(all ...string) {
	for _, s := range all {
		p.b = append(binary.AppendUvarint(p.b, uint64(len(s))), s...)
	}
}

func (p *print) number(n int64) { p.b = binary.AppendVarint(p.b, n) }

func (p *print) flags(all ...bool) {
	for _, is := range all {
		p.b = append(p.b, map[bool]byte{false: 'f', true: 't'}[is])
	}
}

func (p *print) time(t time.Time) { p.number(t.Unix()) }

// due adds how long it is until something is due; what is over is due at once.
func (p *print) due(t time.Time) {
	if t.IsZero() {
		p.number(-1)
		return
	}
	p.number(int64(max(t.Sub(p.c.Now), 0)))
}

func (p *print) certificate(c *pki.Certificate) {
	if c == nil {
		p.b = append(p.b, 0)
		return
	}
	p.b = append(append(p.b, 1), c.Sum[:16]...)
}

func (p *print) file(f *list.File) {
	if f == nil {
		p.b = append(p.b, 0)
		return
	}
	sum := f.Recipe()
	p.b = append(append(p.b, 1), sum[:16]...)
	p.flags(f.List == nil)
}

// mapSpot is where a map lies.
func mapSpot[K comparable, V any](m map[K]V) any {
	return [2]any{reflect.ValueOf(m).UnsafePointer(), len(m)}
}

// spot is where a list lies.
func spot[T any](list []T) any {
	if len(list) == 0 {
		return nil
	}
	return [2]any{&list[0], len(list)}
}

func texts(p *print, m map[string]string) {
	for _, key := range sorted(m) {
		p.text(key, m[key])
	}
}

func numbers(p *print, m map[string]uint64) {
	for _, key := range sorted(m) {
		p.text(key)
		p.number(int64(m[key]))
	}
}

func certificates(p *print, m map[cucm.Store]*pki.Certificate) {
	for _, s := range sorted(m) {
		p.text(string(s))
		p.certificate(m[s])
	}
}

// sorted are the keys of a map.
func sorted[K ~string, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (p *print) devices(runs []devices.Run[Standing]) {
	for _, r := range runs {
		s := r.Value
		p.number(int64(r.First))
		p.number(int64(r.Last))
		p.text(s.Profile.key(), string(s.Operation), s.Status, s.SymmetricKey)
		p.time(s.CompletesBy.Truncate(day))
		p.number(int64(s.Issued))
		p.number(int64(s.lines.of(r.First)))
		p.number(int64(s.wrong))
		p.due(s.pausedUntil)
		p.flags(s.generated, s.lsc != nil, s.shown != nil)
		if s.lsc != nil {
			p.text(string(s.lsc.Serial))
		}
		if s.shown != nil {
			p.text(string(s.shown.Serial))
		}
	}
}

func (p *print) rows(t store.Table) {
	p.of(t.Place(), func(p *print) {
		for _, r := range t.All() {
			p.text(r.Key(), r.Server)
			p.certificate(r.Cert)
			p.number(int64(len(r.Roles)))
			for _, role := range r.Roles {
				p.number(int64(role))
			}
			p.flags(r.Deleted)
		}
	})
}
