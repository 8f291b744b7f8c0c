// Package upkeep makes labs that stay up: of a scenario or of the folder in which one is kept ([Origin]), shared by sessions and written down,
// and living until somebody ends it ([Lab]). Servers beside the lab's own are the business of those who start them.
package upkeep

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"tvslab/errno"
	"tvslab/event"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab/control"
	"tvslab/sim/lab/folder"
)

// Origin is where a lab comes from.
type Origin struct {
	// Moved is told of a lab that gets other addresses than it had, since those are taken; nil for nobody.
	Moved func(had netip.Addr)

	keys     *keypool.Pool
	scenario *scenarios.Scenario // nil of a lab that goes on
	steps    int                 // that are played first
	held     *folder.Folder      // nil for a lab that is forgotten
}

// Forgotten is a lab that begins with so many steps of a scenario and is kept nowhere.
func Forgotten(s *scenarios.Scenario, steps int, keys *keypool.Pool) *Origin {
	return &Origin{keys: keys, scenario: s, steps: steps}
}

// Kept is such a lab in a folder, which is made and has copies of the keys. Errors are those of [folder.Create].
func Kept(ctx context.Context, dir string, s *scenarios.Scenario, steps int, keys *keypool.Pool) (*Origin, error) {
	held, err := folder.Create(ctx, dir, keys)
	if err != nil {
		return nil, err
	}
	return &Origin{keys: held.Keys(), scenario: s, steps: steps, held: held}, nil
}

// GoesOn is the lab of a folder. Errors are those of [folder.Open].
func GoesOn(ctx context.Context, dir string) (*Origin, error) {
	held, err := folder.Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	return &Origin{keys: held.Keys(), held: held}, nil
}

// Keys are those of the lab.
func (o *Origin) Keys() *keypool.Pool { return o.keys }

// Steps is how many steps are played before the lab is up.
func (o *Origin) Steps() int { return o.steps }

// Folder is where the lab is kept, nil for nowhere.
func (o *Origin) Folder() *folder.Folder { return o.held }

// Setting is what a lab that was up before remembers, "" for nothing.
func (o *Origin) Setting(name string) string {
	if o.held == nil {
		return ""
	}
	return o.held.Setting(name)
}

// Certificates is where certificates are written to as PEM, "" for nowhere.
func (o *Origin) Certificates() string {
	if o.held == nil {
		return ""
	}
	return o.held.Certificates()
}

// Close gives the folder up, after the lab is closed.
func (o *Origin) Close() error {
	if o.held == nil {
		return nil
	}
	return o.held.Close()
}

// build plays the scenario, or lets the lab go on.
func (o *Origin) build(ctx context.Context, options scenarios.Options) (*scenarios.Runner, error) {
	if o.scenario == nil {
		return o.restore(ctx, options)
	}
	r, err := scenarios.Prepare(ctx, o.scenario, options)
	if err != nil {
		return nil, err
	}
	if _, err := r.Play(ctx, o.steps); err != nil {
		return nil, errors.Join(err, r.Lab.Close())
	}
	return r, nil
}

// restore lets the lab go on at the addresses that it had, or where these are taken, at others.
func (o *Origin) restore(ctx context.Context, options scenarios.Options) (*scenarios.Runner, error) {
	had, err := netip.ParseAddr(o.held.Setting(folder.Address))
	if err != nil || options.Sockets == nil || options.Sockets.Base.IsValid() {
		return o.held.Restore(ctx, options)
	}
	same := *options.Sockets
	same.Base = had
	others := options
	options.Sockets = &same
	r, err := o.held.Restore(ctx, options)
	if !errno.InUse.Of(err) && !errno.Elsewhere.Of(err) {
		return r, err
	}
	if o.Moved != nil {
		o.Moved(had)
	}
	return o.held.Restore(ctx, others)
}

// store lets the lab be kept in its folder from now on.
func (o *Origin) store(ctx context.Context, r *scenarios.Runner, shared *control.Lab, by string) error {
	if o.held == nil {
		return nil
	}
	if o.scenario != nil {
		for name, value := range map[string]string{folder.Title: r.Scenario().Title, folder.MadeBy: by, folder.Made: time.Now().UTC().Format(time.RFC3339)} {
			if err := o.held.Set(ctx, name, value); err != nil {
				return err
			}
		}
		if err := o.held.Begin(ctx, r); err != nil {
			return err
		}
	}
	if all := r.Lab.Addresses(); len(all) == 1 || len(all) > 1 && all[0].IP != all[1].IP {
		if err := o.held.Set(ctx, folder.Address, all[0].IP.String()); err != nil {
			return err
		}
	}
	shared.Store(o.held)
	return nil
}

// both tells two; either may be nil.
func both(first, second func(event.Event)) func(event.Event) {
	switch {
	case first == nil:
		return second
	case second == nil:
		return first
	}
	return func(e event.Event) { first(e); second(e) }
}
