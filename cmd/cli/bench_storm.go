package cli

import (
	"context"
	"errors"
	"fmt"

	"tvslab/bench/boots"
	"tvslab/phone/fleet"
	"tvslab/scenarios"
	"tvslab/sim/lab"
	"tvslab/tftpd"
)

// openStorm makes the phones, and their servers where those are ours.
func (a *app) openStorm(ctx context.Context, f *benchFlags) (*boots.Storm, error) {
	ask := boots.Ask{Phones: f.fleet.count, Workers: f.workers, Rate: f.options.Plan.Peak()}
	if f.scenario != "" {
		return a.openScenario(ctx, f, ask)
	}
	return a.openServers(f, ask)
}

// openServers makes a fleet that boots against servers by address.
func (a *app) openServers(f *benchFlags, ask boots.Ask) (*boots.Storm, error) {
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
	}
	config.Key = a.phoneKeys()
	storm, err := boots.Against(ask, config, finder)
	return storm, stateError(err)
}

// openScenario makes a lab in this process, and fleets that stand for the groups of its scenario.
func (a *app) openScenario(ctx context.Context, f *benchFlags, ask boots.Ask) (*boots.Storm, error) {
	cell, steps, err := f.cell.pick(f.scenario)
	if err != nil {
		return nil, err
	}
	if f.storedAt > steps {
		return nil, usageError{fmt.Errorf("--stored-at %d: %d steps are played", f.storedAt, steps)}
	}
	keys, err := a.openKeys()
	if err != nil {
		return nil, err
	}
	on := boots.Scenario{Cell: cell, Steps: steps, StoredAt: f.storedAt, Options: scenarios.Options{Keys: keys},
		Fleet: fleet.Config{Seed: f.fleet.seed, HTTP: f.fleet.transport(), Key: a.phoneKeys()}}
	if !f.memory {
		engine, err := tftpd.ParseEngine(f.engine)
		if err != nil {
			return nil, usageError{fmt.Errorf("--tftp-engine: %w", err)}
		}
		on.Options.Sockets = &lab.Sockets{TFTPEngine: engine}
	}
	storm, err := on.Storm(ctx, ask)
	return storm, stateError(err)
}
