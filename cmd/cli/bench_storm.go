package cli

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"runtime"
	"strings"

	"tvslab/bench"
	"tvslab/bench/boots"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
	"tvslab/scenarios"
	"tvslab/sim/lab"
	"tvslab/tftpd"
)

// storm is what a benchmark boots, and what that needs.
type storm struct {
	target    bench.Target
	describe  string
	inProcess bool // the servers are in this process
	workers   int  // as many as the machine allows
	warnings  []bench.Warning
	closers   []func() error // last one first
}

func (s *storm) onClose(f func() error) { s.closers = append(s.closers, f) }

func (s *storm) close() error {
	var all error
	for i := len(s.closers) - 1; i >= 0; i-- {
		all = errors.Join(all, s.closers[i]())
	}
	return all
}

// openStorm makes the phones, and their servers where those are ours.
func (a *app) openStorm(ctx context.Context, f *benchFlags) (*storm, error) {
	s := &storm{}
	open := a.openServers
	if f.scenario != "" {
		open = a.openScenario
	}
	target, err := open(ctx, f, s)
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.target = target
	return s, nil
}

// openServers makes a fleet that boots against servers by address.
func (a *app) openServers(_ context.Context, f *benchFlags, s *storm) (bench.Target, error) {
	config, finder, err := f.fleet.fleet()
	if errors.Is(err, errNoServer) {
		return nil, usageError{fmt.Errorf("%w, or --scenario for a lab in this process", errNoServer)}
	}
	if err != nil {
		return nil, err
	}
	if f.fleet.state != "" {
		if config.Store, err = fleet.OpenStore(f.fleet.state); err != nil {
			return nil, stateError(err)
		}
		s.onClose(config.Store.Close)
	}
	config.Key = a.phoneKeys()
	local := loopback(finder, f.fleet.tftp)
	f.bind(&config, local)
	s.describe = "servers " + strings.Join(f.fleet.tftp, ", ")
	s.limit(f, config.Sources, local)
	return s.addFleet(config, sockets.New(finder, config.Settings))
}

// sources is how many source addresses phones get where servers are on this machine and nobody says otherwise: more than
// enough ports for whatever the descriptors allow.
const sources = 64

// bind gives phones source addresses of their own where every loopback address can be one.
func (f *benchFlags) bind(c *fleet.Config, local bool) {
	if !c.Source.IsValid() && local && runtime.GOOS == "linux" {
		c.Source, c.Sources = netip.AddrFrom4([4]byte{127, 80, 0, 1}), sources
	}
}

// loopback reports whether all servers that can be told by their address are on this machine.
func loopback(s *sockets.Servers, tftp []string) bool {
	var hosts []string
	for _, address := range s.Hosts {
		hosts = append(hosts, address)
	}
	for _, server := range tftp {
		if s.Hosts[server] == "" {
			hosts = append(hosts, server)
		}
	}
	for _, h := range hosts {
		address, err := netip.ParseAddr(h)
		if with, err2 := netip.ParseAddrPort(h); err2 == nil {
			address, err = with.Addr(), nil
		}
		if err != nil || !address.IsLoopback() {
			return false
		}
	}
	return len(hosts) > 0
}

// limit fits the benchmark to what the machine allows.
func (s *storm) limit(f *benchFlags, sources int, local bool) {
	n := bench.Need{Workers: min(f.workers, f.fleet.count), PerBoot: 2, TCPPerBoot: tcpPerBoot, Rate: f.options.Plan.Peak(), Sources: sources,
		Local: local, Phones: f.fleet.count, PhoneBytes: phoneBytes}
	if s.inProcess {
		n.PerBoot = 5 // both sides of a transfer and of a connection, and what has not been closed yet
	}
	if f.memory {
		n.PerBoot, n.TCPPerBoot = 0, 0
	}
	l := bench.ReadLimits()
	s.warnings = l.Check(n)
	s.workers = n.Workers
	if !f.memory {
		s.workers = l.Workers(n)
	}
}

// What one phone needs, for the question whether the machine has it.
const (
	tcpPerBoot = 5   // CTL, ITL and configuration over HTTP 6970, TVS, registration
	phoneBytes = 256 // at rest, the table of its device and its configuration included where the lab is ours
)

// addFleet makes a fleet on a network of sockets.
func (s *storm) addFleet(c fleet.Config, net *sockets.Network) (bench.Target, error) {
	fl, err := fleet.New(c)
	if err != nil {
		return nil, stateError(err)
	}
	s.onClose(fl.Close)
	batches, err := boots.NewBatches(net.Client(), max(runtime.GOMAXPROCS(0)/2, 1), s.workers)
	if err != nil {
		return nil, err
	}
	s.onClose(batches.Close)
	net.TFTP, net.Files, net.Local = batches, fl.Files(), fl.Source
	return &boots.Fleet{Phones: fl, Network: net}, nil
}

// openScenario makes a lab in this process, and fleets that stand for the groups of its scenario.
func (a *app) openScenario(ctx context.Context, f *benchFlags, s *storm) (bench.Target, error) {
	cell, err := a.serveCell(f.scenario, serveFlags{steps: f.steps, release: f.release, mode: f.mode})
	if err != nil {
		return nil, err
	}
	steps := f.steps
	if steps < 0 {
		steps = firstExpect(cell)
	}
	if f.storedAt > steps {
		return nil, usageError{fmt.Errorf("--stored-at %d: %d steps are played", f.storedAt, steps)}
	}
	keys, err := a.openKeys()
	if err != nil {
		return nil, err
	}
	options := scenarios.Options{Keys: keys}
	where := "in memory"
	if !f.memory {
		engine, err := tftpd.ParseEngine(f.engine)
		if err != nil {
			return nil, usageError{fmt.Errorf("--tftp-engine: %w", err)}
		}
		options.Sockets, where = &lab.Sockets{TFTPEngine: engine}, "on sockets"
	}
	r, err := scenarios.Prepare(ctx, cell, options)
	if err != nil {
		return nil, err
	}
	s.onClose(r.Lab.Close)
	s.inProcess = true
	s.describe = fmt.Sprintf("%s on CUCM %s, %s, %s in this process", cell.Name, cell.Release.Value, cell.Cluster.Mode.Value, where)
	return a.populate(ctx, f, s, r, cell, steps)
}
