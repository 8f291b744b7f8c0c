package lab

import (
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"tvslab/event"
	"tvslab/outcome"
	"tvslab/phone"
	"tvslab/sim/lab/dot1x"
	"tvslab/sim/system"
)

// attaching is how long it takes to attach the systems: the caches of TVS notice new rows and a new CTL within it.
const attaching = 5 * time.Minute

// attach installs the systems around the clusters, in order.
func (l *Lab) attach(specs []system.Spec) error {
	for _, spec := range specs {
		s, err := spec.Install(l.view(), l.keys, l.FindCertificate)
		if err != nil {
			return err
		}
		l.systems = append(l.systems, s)
	}
	if len(specs) == 0 {
		return nil
	}
	for _, c := range l.clusters {
		c.Advance(attaching)
	}
	for i := range l.systems {
		l.systems[i] = l.systems[i].Look(l.view())
	}
	return nil
}

// view is what systems meet. Faults that name phones do not concern them.
func (w *world) view() system.View {
	return system.View{Clusters: w.clusters, Blocked: w.cut}
}

// look lets every system find out how it stands, and tells what changed. Systems look one after the other, in their order.
func (l *Lab) look() {
	if len(l.systems) == 0 {
		return
	}
	before := l.systems
	l.mutex.Lock()
	l.systems = make([]system.System, len(before))
	for i, s := range before {
		l.systems[i] = s.Look(l.view())
	}
	l.mutex.Unlock()
	for i, s := range l.systems {
		if changed, ok := s.Since(before[i]); ok {
			l.told.emit(event.Event{Time: l.Now(), What: changed})
		}
	}
}

// Systems returns the systems around the clusters as they stand, in the order of Config. They must not be changed.
func (w *world) Systems() []system.System { return w.systems }

// System returns the system of that name, false if there is none.
func (w *world) System(name string) (system.System, bool) {
	i := slices.IndexFunc(w.systems, func(s system.System) bool { return s.Name == name })
	if i < 0 {
		return system.System{}, false
	}
	return w.systems[i], true
}

// ChangeSystem does something on the side of a system; all look how they stand then. It is an error if there is none of that
// name, or if change refuses.
func (l *Lab) ChangeSystem(name string, change func(system.System, system.View) (system.System, error)) error {
	i := slices.IndexFunc(l.systems, func(s system.System) bool { return s.Name == name })
	if i < 0 {
		return fmt.Errorf("system %q is not in the lab", name)
	}
	changed, err := change(l.systems[i], l.view())
	if err != nil {
		return err
	}
	l.mutex.Lock()
	l.version++
	l.systems = slices.Clone(l.systems)
	l.systems[i] = changed
	l.mutex.Unlock()
	l.look()
	return nil
}

// RenewSystem gives a system another certificate of its own; the clusters do not know it yet.
func (l *Lab) RenewSystem(name string) error {
	return l.ChangeSystem(name, func(s system.System, v system.View) (system.System, error) { return s.WithNewCertificate(v, l.keys) })
}

// admittedBy returns why the system keeps a phone out that shows this, nil if it lets it in.
func (w *world) admittedBy(name string, id phone.Identity) error {
	s, _ := w.System(name)
	if reason, detail := s.Barrier(w.view()); reason != system.Connected {
		return fmt.Errorf("%w: no network: %s: %s (%s)", outcome.Unreachable, name, reason.Text(), detail)
	}
	var issuers []*x509.Certificate
	for _, c := range s.Believed() {
		issuers = append(issuers, c.X509)
	}
	gate := dot1x.Gate(name, issuers...)
	return gate.Judge(id, w.Now())
}
