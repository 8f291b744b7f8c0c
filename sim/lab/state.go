package lab

import (
	"context"
	"crypto"
	"crypto/x509"
	"fmt"
	"slices"

	"tvslab/capf"
	"tvslab/keep"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/sim"
	"tvslab/sim/lab/dot1x"
	"tvslab/sim/lab/population"
	"tvslab/sim/pki"
	"tvslab/sim/system"
)

// State is what a lab is at a moment, apart from what its configuration says of it and from the machine that it runs on. It shares what is
// never changed with the lab.
type State struct {
	clusters      clusters
	names         []string // of the clusters
	phones        population.Population
	faults        []Fault
	backups       map[string]backup
	authenticator dot1x.Authenticator
	systems       []system.System
	resets        int
	storm         storm
	sessions      []ended // of CAPF, which the databases do not know of yet
}

// ended is what came of a CAPF session.
type ended struct {
	node    string // of the CAPF service
	outcome capf.Outcome
}

// State returns the state of the lab. The lab must not change meanwhile.
func (l *Lab) State() *State {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	return &State{clusters: l.clusters.each((*sim.Cluster).Clone), names: l.clusterNames, phones: l.people, faults: l.faults, backups: l.backups,
		authenticator: l.authenticator, systems: l.systems, resets: l.resets, storm: l.life.storm, sessions: l.outcomes.all()}
}

// Forms tells types how states are kept that l is to go on with: see [Lab.Revert]. keys names the keys of certificates.
func (l *Lab) Forms(types *keep.Types, keys pki.KeyNames) {
	sim.Forms(types, keys)
	system.Forms(types)
	keep.Kind[mics](types, "mics")
	keep.Kind[lscKeys](types, "lsc_keys")
	keep.Called[backup](types, "kept_backup")
	keep.Called[population.Class](types, "phone_class")
	keep.Called[keptFile](types, "phone_file")
	keep.Called[keptLSC](types, "lsc")
	keep.Called[phone.LSC](types, "phone_lsc")
	keep.Called[phone.State](types, "phone_state")
	keep.Called[phone.Request](types, "phone_request")
	keep.Called[content.Config](types, "configuration")
	keep.Called[sim.Profile](types, "device_profile")
	types.Add(keep.FormOf(l.keepFile, l.restoreFile), keep.FormOf(keepLSC, l.restoreLSC), keep.FormOf(keepError, restoreError))
}

// Revert lets the lab go on with a state that was read, of a lab of the same configuration: what it was until then is gone. Its servers
// serve what the state says when it returns.
func (l *Lab) Revert(s *State) error {
	if len(s.clusters) != len(l.clusters) {
		return fmt.Errorf("%d clusters, and the lab has %d", len(s.clusters), len(l.clusters))
	}
	for _, c := range s.clusters {
		c.Adopt(l.keys)
	}
	for _, b := range s.backups {
		b.saved.Adopt(l.keys)
		b.then.Adopt(l.keys)
	}
	l.take(s)
	if l.life.on {
		l.Live(l.life.rate) // the state may be of before phones lived
	}
	if l.servers == nil {
		return nil
	}
	return l.servers.reconcile()
}

// take is Revert without servers.
func (l *Lab) take(s *State) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for i, c := range s.clusters {
		*l.clusters[i] = *c // what phones hold was promised by these
	}
	s.phones.Roster = l.people.Roster
	l.clusterNames, l.people, l.faults, l.backups = s.names, s.phones, s.faults, s.backups
	l.authenticator, l.systems, l.resets = s.authenticator, s.systems, s.resets
	if l.backups == nil {
		l.backups = map[string]backup{}
	}
	l.outcomes.become(s.sessions)
	l.life.storm, l.life.seen = s.storm, l.version+1 // connections are looked at again
	l.equip()
	l.version++
}

// equip gives phones that were read what is the lab's: settings, and their ways to keys.
func (l *Lab) equip() {
	for _, part := range l.people.Parts(l.people.All()) {
		c := part.Class
		c.Settings = l.settings
		if lsc := c.State.LSC; lsc != nil {
			n, key := part.First(), c.LSC
			lsc.Key = func() (crypto.Signer, error) { return l.key(n, key) }
		}
	}
}

// Restore returns a lab of this configuration in a state that read reads, for types that know the lab's Forms. In a socket lab the servers
// are up when it returns; Close ends them.
func Restore(ctx context.Context, cfg Config, read func(*Lab) (*State, error)) (*Lab, error) {
	l, err := founded(cfg, func(sim.Config) (*sim.Cluster, error) { return new(sim.Cluster), nil })
	if err != nil {
		return nil, err
	}
	if err := l.enlist(cfg.Groups); err != nil {
		return nil, err
	}
	l.groups, l.memory = cfg.Groups, newMemory(l.world)
	l.network = l.memory
	s, err := read(l)
	if err != nil {
		return nil, err
	}
	if err := l.Revert(s); err != nil || cfg.Sockets == nil {
		return l, err
	}
	return l, l.openSockets(ctx, *cfg.Sockets)
}

// keptFile is a file that a phone holds, as it is kept: its bytes, or of a configuration that was promised what it is made of.
type keptFile struct {
	Bytes   []byte
	Cluster int // of the lab's, of a promise
	Promise *sim.Promised
	Content *content.Config // of a promise
}

func (l *Lab) keepFile(f *content.File) (keptFile, error) {
	origin, config := f.Origin()
	made, ok := origin.(*sim.ConfigFile)
	if !ok {
		return keptFile{Bytes: f.Bytes()}, nil
	}
	p := made.Promised()
	i := max(slices.IndexFunc(l.clusters, made.Of), 0) // a fork's are those of the same place
	return keptFile{Cluster: i, Promise: &p, Content: config}, nil
}

func (l *Lab) restoreFile(k keptFile) (*content.File, error) {
	if k.Promise == nil {
		return content.NewFile(k.Bytes), nil
	}
	if k.Cluster < 0 || k.Cluster >= len(l.clusters) {
		return nil, fmt.Errorf("configuration %q: cluster %d is not in the lab", k.Promise.Name, k.Cluster)
	}
	c := l.clusters[k.Cluster]
	return l.memory.promise(c, c.Promise(*k.Promise), k.Content), nil
}

// keptLSC is a certificate of a phone as it is kept: itself, or of one that stands for many what makes them.
type keptLSC struct {
	Device string
	Issuer *x509.Certificate // nil if not known
	Bytes  []byte            // DER
	Of     capf.Templates
	Keys   capf.Keys
	Shown  capf.Shown
}

func keepLSC(l *capf.LSC) (k keptLSC, err error) {
	k.Device = l.Device
	if of, keys, ok := l.InSeries(); ok {
		k.Of, k.Keys = of, keys
		return k, nil
	}
	if shown, ok := l.WasShown().(mics); ok {
		k.Shown = shown
		return k, nil
	}
	k.Issuer = l.Issuer
	k.Bytes, err = l.DER()
	return k, err
}

func (l *Lab) restoreLSC(k keptLSC) (*capf.LSC, error) {
	if shown, ok := k.Shown.(mics); ok {
		shown.world = l.world
		return capf.NewShown(k.Device, shown), nil
	}
	if keys, ok := k.Keys.(lscKeys); ok && k.Of != nil {
		keys.world = l.world
		return capf.FromSeries(k.Device, k.Of, keys)
	}
	return capf.ParseLSC(k.Device, k.Bytes, k.Issuer)
}

// errKept is an error of which only the text was kept.
type errKept string

// Error implements error.
func (e errKept) Error() string { return string(e) }

func keepError(err error) (string, error)     { return err.Error(), nil }
func restoreError(text string) (error, error) { return errKept(text), nil }
