package control

import (
	"context"
	"errors"

	"tvslab/devices"
	"tvslab/sim/lab"
	"tvslab/sim/lab/folder"
)

// See lets see look at the lab while nobody changes it. It must change nothing, and keep nothing that can change.
func (l *Lab) See(see func(*lab.Lab)) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	see(l.lab)
}

// Select returns the phones of selectors as in scenarios, all without one. The error is a RefusedError.
func (l *Lab) Select(names []string) (devices.Set, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	set, err := l.runner.Select(names)
	if err != nil {
		return nil, refused(err)
	}
	return set, nil
}

// Play does a step as Do does, and says nothing of how the lab stands then. who did it is kept with it.
func (l *Lab) Play(ctx context.Context, who, step string) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.play(ctx, who, step)
}

// play does a step, and what is due then, and writes it down.
func (l *Lab) play(ctx context.Context, who, step string) error {
	if l.past != nil {
		return errPast
	}
	err := l.runner.Do(ctx, step)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return refused(err)
	}
	if err := errors.Join(l.catchUp(ctx), l.settle(ctx)); err != nil {
		return err
	}
	return l.keep(ctx, folder.Change{Who: who, What: written(step)})
}
