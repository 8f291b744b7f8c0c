package lab

import (
	"context"
	"slices"
	"sync"
	"time"

	"tvslab/capture"
	"tvslab/devices"
	"tvslab/event"
	"tvslab/phone"
	"tvslab/sim"
	"tvslab/sim/system"
)

// Config describes a lab. The exported types are configuration; Lab is the runtime.
type Config struct {
	Cluster  sim.Config      // the home cluster
	Others   []ClusterConfig // further clusters, to move phones to
	Groups   []Group
	Systems  []system.Spec // around the clusters
	Settings phone.Settings
	// Sockets runs real servers on loopback instead of the in-memory network.
	Sockets *Sockets
	// Observe receives every event, in an order that depends on nothing but scenario and seed; nil for none.
	Observe func(event.Event)
	// Log receives the lines that nodes and phones would log, each an event that is a Line, in an order that depends on
	// nothing but scenario and seed; nil for none.
	Log func(event.Event)
	// Capture notes what goes over the network; nil for nothing. In memory phones and servers then speak for real, within the process.
	Capture *capture.Capture
	// ClustersOnly keeps from Observe and Log what phones do: a million of them tell a lot.
	ClustersOnly bool
}

// Group is a number of phones that share model and servers.
type Group struct {
	Name  string
	Model string
	// Protocol is SIP or SCCP, by the load of the phones; "" for the model's usual one.
	Protocol string
	Count    int
	// Devices are the names of the phones, Count of them; nil for locally administered MAC addresses.
	Devices *devices.List
	TFTP    []string // node names, first choice first
	Nodes   []string // the CallManager group
	Default bool     // runs on the default configuration file
	Dot1X   bool     // behind a switch port that asks for 802.1X: see Authenticator
	Behind  string   // name of the system that lets the phones into the network by their certificates, "" for none
	MIC     MIC
	// UserCA is the CA of the lab that signed the certificate which the phones show to the network, "" for none.
	UserCA string
	Load   string // firmware load that the configurations of the phones name, "" for none
}

// Lab is clusters, their servers and phones, and what happens to them. Its methods are not safe for concurrent use; the servers
// it runs are.
type Lab struct {
	*world
	mutex        sync.RWMutex // guards the world: servers and booting phones read while nobody writes
	clusterNames []string     // of clusters
	groups       []Group
	apart        bool          // every phone acts for real in memory too
	real         bool          // phones act over sockets
	network      phone.Network // of phones that act
	servers      *servers      // nil in memory
	capture      *capture.Capture
	told         teller
	wrote        bool // what phones did has changed databases since the lab was forked
	resets       int  // see Resets
	life         life
}

// New builds the clusters and their phones, all switched off. In a socket lab the servers are up when it returns;
// Close ends them.
//
// The end of ctx ends the building and the servers.
func New(ctx context.Context, cfg Config) (*Lab, error) {
	l, err := founded(cfg, func(c sim.Config) (*sim.Cluster, error) { return sim.New(ctx, c) })
	if err != nil {
		return nil, err
	}
	if err := l.attach(cfg.Systems); err != nil {
		return nil, err
	}
	if err := l.addGroups(cfg.Groups); err != nil {
		return nil, err
	}
	l.memory = newMemory(l.world)
	l.network, l.capture = l.memory, cfg.Capture
	if cfg.Sockets != nil {
		if err := l.openSockets(ctx, *cfg.Sockets); err != nil {
			return nil, err
		}
	} else if cfg.Capture != nil {
		if err := l.openInside(ctx); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// Check says what is wrong with a configuration, which New would refuse whatever keys and addresses there are. It takes no
// keys, and no time.
func (cfg Config) Check() error {
	l, err := founded(cfg, sim.Outline)
	if err != nil {
		return err
	}
	return l.addGroups(cfg.Groups)
}

// founded returns a lab of clusters only, as they are built.
func founded(cfg Config, build func(sim.Config) (*sim.Cluster, error)) (*Lab, error) {
	if err := cfg.Settings.Check(); err != nil {
		return nil, err
	}
	l := &Lab{world: &world{settings: &cfg.Settings, seed: cfg.Cluster.Seed, keys: cfg.Cluster.Keys, backups: map[string]backup{}}}
	l.outcomes.some = make(chan struct{}, 1)
	l.told = teller{observe: cfg.Observe, logged: cfg.Log, clustersOnly: cfg.ClustersOnly, ui: l.ui, full: l.full}
	if cfg.Log != nil {
		l.told.alarms = newAlarms(l)
	}
	var err error
	if l.clusters, l.clusterNames, err = install(cfg, build); err != nil {
		return nil, err
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

// Advance moves the clocks of all clusters.
func (l *Lab) Advance(d time.Duration) {
	type happened struct {
		cluster *sim.Cluster
		event   event.Event
	}
	var all []happened
	l.mutex.Lock()
	l.version++
	for _, c := range l.clusters {
		for _, e := range c.Advance(d) {
			all = append(all, happened{c, e})
		}
	}
	if len(all) == 0 {
		l.passed++
	}
	l.mutex.Unlock()
	slices.SortStableFunc(all, func(a, b happened) int { return a.event.Time.Compare(b.event.Time) })
	for _, h := range all {
		l.tell(h.cluster, h.event)
	}
	l.look()
}

// tell reports events of a cluster, with the lines that go with them.
func (l *Lab) tell(c *sim.Cluster, events ...event.Event) {
	for _, e := range events {
		e.Cluster = l.NameOf(c)
		l.told.emit(e)
		l.told.log(e)
	}
}

// full reports whether the disk of a node is.
func (l *Lab) full(node string) bool {
	n := l.clusters.node(node)
	return n != nil && n.DiskFull
}

// ui returns the family of a phone of the lab.
func (l *Lab) ui(device string) (phone.UI, bool) {
	p, ok := l.Phone(device)
	if !ok {
		return "", false
	}
	return p.Model().UI, true
}
