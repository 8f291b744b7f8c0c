package lab

import (
	"encoding/binary"
	"slices"
	"time"
	"unsafe"

	"tvslab/devices"
	"tvslab/event"
	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/lab/population"
)

// Crowd is phones apart from any lab: how they stand, but not where. It is never changed.
type Crowd struct{ parts []population.Part }

// Crowd returns phones of the lab as they are.
func (l *Lab) Crowd(set devices.Set) Crowd { return Crowd{l.people.Parts(set)} }

// ForkWith returns a copy of the lab as Fork does, with these phones in the place of its own. They may come from another fork of the lab.
func (l *Lab) ForkWith(observe func(event.Event), crowds ...Crowd) *Lab {
	f := l.Fork(observe)
	f.people = population.Population{Roster: f.people.Roster}
	var parts []population.Part
	for _, c := range crowds {
		parts = append(parts, c.parts...)
	}
	f.people.Become(parts)
	return f
}

// Bare returns the crowd without what phones only tell: status messages, and what the reports of their boots say of single decisions.
func (c Crowd) Bare() Crowd {
	bare := Crowd{slices.Clone(c.parts)}
	for i, part := range bare.parts {
		class := *part.Class
		class.State.Status, class.Report.Decisions, class.Report.Requests = nil, nil, nil
		bare.parts[i].Class = &class
	}
	return bare
}

// Wrote reports whether what phones did since the lab was forked has changed databases of clusters, as CAPF does.
func (l *Lab) Wrote() bool { return l.wrote }

// Waits reports whether a cluster has told phones to reset, which they have not yet.
func (l *Lab) Waits() bool {
	return slices.ContainsFunc(l.clusters, func(c *sim.Cluster) bool { return c.Resetting() != "" })
}

// Key is equal for crowds of which the same phones stand alike: they hold the same lists, configurations, certificates and answers of TVS, and
// their last boots brought the same. Times count by the day. What a phone's screen and the report of its boot told counts where told is true.
// Keys may be compared as long as one of the two crowds is kept.
func (c Crowd) Key(told bool) string {
	var k key
	for _, part := range c.parts {
		for _, s := range part.Phones {
			k.number(int64(s.First), int64(s.Last))
		}
		k.class(part.Class)
		if told {
			k.told(part.Class)
		}
	}
	return string(k)
}

// key is what a Crowd is known by: numbers, texts and where shared things lie.
type key []byte

func (k *key) number(all ...int64) {
	for _, n := range all {
		*k = binary.AppendVarint(*k, n)
	}
}

func (k *key) text(all ...string) {
	for _, s := range all {
		*k = append(binary.AppendUvarint(*k, uint64(len(s))), s...)
	}
}

func (k *key) flags(all ...bool) {
	for _, is := range all {
		*k = append(*k, map[bool]byte{false: 'f', true: 't'}[is])
	}
}

func (k *key) day(t time.Time) { k.number(t.Unix() / int64(24*time.Hour/time.Second)) }

// shared adds where something lies that all who have it share.
func shared[T any](k *key, p *T) { k.number(int64(uintptr(unsafe.Pointer(p)))) }

func (k *key) class(c *population.Class) {
	k.text(c.Name, c.Model.Name, c.Model.Protocol(), c.Behind, c.UserCA)
	k.texts(c.TFTP)
	k.texts(c.Nodes)
	k.flags(c.On, c.Dot1X, c.Reported, c.Model.MIC)
	k.day(c.MICUntil)
	shared(k, c.ReportedITL)
	k.number(int64(c.Keys), int64(c.LSC.Number))
	k.state(&c.State)
	r := &c.Report
	k.text(string(r.ConfigState), r.Registered, string(r.RegisterReason), r.RejectedBy, string(r.Enrolment), string(r.Encryption))
	k.number(int64(r.RegisteredPort))
}

func (k *key) state(s *phone.State) {
	for i := range s.Lists {
		shared(k, s.Lists[i].File)
		k.text(s.Lists[i].From)
		k.flags(s.Stale[i])
	}
	shared(k, s.ParsedConfig)
	shared(k, s.Short)
	k.text(s.ConfigName, s.Load, s.AuthString, s.SymmetricKey)
	k.flags(s.Config != nil, s.AsksEncrypted, s.LSC != nil)
	if s.LSC != nil {
		k.text(string(s.LSC.Serial))
		k.day(s.LSC.NotAfter)
	}
	for _, e := range s.Cache {
		k.text(e.Issuer, string(e.Serial))
		k.day(e.Expires)
	}
}

func (k *key) texts(all []string) {
	k.number(int64(len(all)))
	k.text(all...)
}

// told adds what expectations see beside: the status messages and the decisions of the last boot.
func (k *key) told(c *population.Class) {
	for _, line := range c.State.Status {
		k.text(line.Text)
	}
	for _, d := range c.Report.Decisions {
		k.text(d.File, string(d.Code))
	}
}

// SiteKey is equal for labs of timeless clusters that are equal but for their phones: clusters and blocked ports. Backups, systems and the
// authenticator do not count.
func (l *Lab) SiteKey(prints *sim.Fingerprints) string {
	var k key
	for _, c := range l.clusters {
		sum := prints.Of(c)
		k = append(k, sum[:]...)
	}
	for _, f := range l.faults {
		k.texts(f.Nodes)
		k.text(string(f.Kind), f.To)
		k.number(int64(f.Port), int64(f.Percent), int64(f.Time), int64(f.Bytes), int64(len(f.Phones)))
		if f.Percent > 0 {
			k.number(l.Now().Unix()) // which packets are lost
		}
		for _, s := range f.Phones {
			k.number(int64(s.First), int64(s.Last))
		}
	}
	return string(k)
}
