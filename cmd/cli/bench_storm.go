package cli

import (
	"context"
	"errors"
	"fmt"

	"tvslab/bench/boots"
	"tvslab/phone/fleet"
	"tvslab/scenarios"
	"tvslab/sim/lab"
)

// open makes the phones, and their servers where those are ours.
func (v *benchVerb) open(ctx context.Context) (*boots.Storm, error) {
	ask := boots.Ask{Phones: v.count, Workers: v.workers, Rate: v.options.Plan.Peak()}
	if v.scenario != "" {
		return v.openScenario(ctx, ask)
	}
	return v.openServers(ctx, ask)
}

// openServers makes a fleet that boots against servers by address.
func (v *benchVerb) openServers(ctx context.Context, ask boots.Ask) (*boots.Storm, error) {
	config, finder, err := v.fleet(ctx)
	if errors.Is(err, errNoServer) {
		return nil, usageError{fmt.Errorf("%w, or --scenario for a lab in this process", errNoServer)}
	}
	if err != nil {
		return nil, err
	}
	if v.state != "" {
		if config.Store, err = fleet.OpenStore(v.state); err != nil {
			return nil, stateError(err)
		}
	}
	config.Key = v.phoneKeys(ctx)
	ask.Phones, v.options.Count = config.Count, config.Count
	storm, err := boots.Against(ask, config, finder, v.packets)
	if err != nil {
		return nil, stateError(err)
	}
	storm.Warnings = append(storm.Warnings, strangers(v.served, &config, v.lab)...)
	return storm, nil
}

// openScenario makes a lab in this process, and fleets that stand for the groups of its scenario.
func (v *benchVerb) openScenario(ctx context.Context, ask boots.Ask) (*boots.Storm, error) {
	cell, steps, err := v.pick(ctx, v.scenario)
	if err != nil {
		return nil, err
	}
	if v.storedAt > steps {
		return nil, usageError{fmt.Errorf("--stored-at %d: %d steps are played", v.storedAt, steps)}
	}
	keys, err := v.openKeys(ctx)
	if err != nil {
		return nil, err
	}
	on := boots.Scenario{Cell: cell, Steps: steps, StoredAt: v.storedAt, Options: scenarios.Options{Keys: keys, Capture: v.packets},
		Fleet: fleet.Config{Seed: v.seed, HTTP: v.transport(), Key: v.phoneKeys(ctx)}}
	if !v.memory {
		engine, err := parseEngine(v.engine)
		if err != nil {
			return nil, err
		}
		on.Options.Sockets = &lab.Sockets{TFTPEngine: engine, Trouble: v.failure}
	}
	switch n := on.Named(); {
	case n == 0:
	case !v.counted():
		ask.Phones, v.options.Count = n, n
	case v.count > n:
		return nil, usageError{fmt.Errorf("--count %d: the scenario has the names of %d phones", v.count, n)}
	}
	storm, err := on.Storm(ctx, ask)
	return storm, stateError(err)
}
