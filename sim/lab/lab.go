package lab

import (
	"context"
	"fmt"
	"sync"
	"time"

	"tvslab/phone"
	"tvslab/sim"
)

// Config describes a lab. The exported types are configuration; Lab is the runtime.
type Config struct {
	Cluster  sim.Config
	Groups   []Group
	Settings phone.Settings
	// Sockets runs real servers on loopback instead of the in-memory network.
	Sockets *Sockets
	// Observe receives every event, in an order that depends on nothing but scenario and seed; nil for none.
	Observe func(Event)
}

// Group is a number of phones that share model and servers.
type Group struct {
	Name    string
	Model   string
	Count   int
	TFTP    []string // node names, first choice first
	Nodes   []string // the CallManager group
	Default bool     // runs on the default configuration file
}

// Event is something that happened in the lab: to the cluster (Phone is "") or to a phone.
type Event struct {
	Time     time.Time
	Node     string
	Phone    string
	Kind     string
	Text     string
	Decision *phone.Decision // nil unless the phone decided about a file
}

// Lab is a cluster, its servers and its phones. Its methods are not safe for concurrent use; the servers it
// runs are.
type Lab struct {
	mutex    sync.RWMutex // guards cluster and faults: servers and booting phones read while nobody writes
	cluster  *sim.Cluster
	faults   []Fault
	settings phone.Settings
	phones   []*Phone
	byName   map[string]*Phone
	profiles map[string]*sim.Profile
	backups  map[string]*sim.Backup
	memory   *memory
	network  phone.Network
	servers  *servers // nil in memory
	observe  func(Event)

	version   uint64 // counts changes of cluster and faults
	supposing sync.Mutex
	supposed  *hypotheses
}

// New builds the cluster and its phones, all switched off. In a socket lab the servers are up when it returns;
// Close ends them.
func New(ctx context.Context, cfg Config) (*Lab, error) {
	cluster, err := sim.New(cfg.Cluster)
	if err != nil {
		return nil, err
	}
	if err := cfg.Settings.Check(); err != nil {
		return nil, err
	}
	l := &Lab{
		cluster: cluster, settings: cfg.Settings, observe: cfg.Observe, byName: map[string]*Phone{},
		profiles: map[string]*sim.Profile{}, backups: map[string]*sim.Backup{},
	}
	for i, g := range cfg.Groups {
		if err := l.addGroup(i, g); err != nil {
			return nil, err
		}
	}
	l.memory = newMemory(l)
	l.network = l.memory
	if cfg.Sockets != nil {
		if err := l.openSockets(ctx, *cfg.Sockets); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// Close ends the servers and waits for them.
func (l *Lab) Close() error {
	if l.servers == nil {
		return nil
	}
	return l.servers.close()
}

// Cluster gives read access to the cluster. It must not be kept over an operation.
func (l *Lab) Cluster() *sim.Cluster { return l.cluster }

// Now is the lab's clock.
func (l *Lab) Now() time.Time { return l.cluster.Now }

// Do runs an operation on the cluster, reports its events and, on sockets, brings the servers in line with it.
func (l *Lab) Do(op func(*sim.Cluster) ([]sim.Event, error)) error {
	events, err := l.change(op)
	if err != nil {
		return err
	}
	l.emitAll(events)
	if l.servers != nil {
		return l.servers.reconcile()
	}
	return nil
}

func (l *Lab) change(op func(*sim.Cluster) ([]sim.Event, error)) ([]sim.Event, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.version++
	return op(l.cluster)
}

// Advance moves the clock.
func (l *Lab) Advance(d time.Duration) {
	l.mutex.Lock()
	l.version++
	events := l.cluster.Advance(d)
	l.mutex.Unlock()
	l.emitAll(events)
}

// Backup makes a DRS backup to a device of that name. It fails where DRS does.
func (l *Lab) Backup(name string) error {
	backup, events, err := l.cluster.Backup(name)
	if err != nil {
		return err
	}
	l.backups[name] = backup
	l.version++
	l.emitAll(events)
	l.emit(Event{Time: l.Now(), Kind: "backup", Text: "backup " + name})
	return nil
}

// Restore puts the cluster back to what a backup holds; the clock goes on and services load what was restored.
func (l *Lab) Restore(name string) error {
	backup := l.backups[name]
	if backup == nil {
		return fmt.Errorf("backup %q does not exist", name)
	}
	return l.Do(func(c *sim.Cluster) ([]sim.Event, error) { return c.RestoreFrom(backup) })
}

func (l *Lab) emitAll(events []sim.Event) {
	for _, e := range events {
		l.emit(Event{Time: e.Time, Node: e.Node, Kind: e.Kind, Text: e.Text})
	}
}

func (l *Lab) emit(e Event) {
	if l.observe != nil {
		l.observe(e)
	}
}
