package control

import (
	"context"
	"encoding/json"
	"errors"

	"tvslab/scenarios"
	"tvslab/sim/lab/folder"
)

// Witness sees what is done in a lab, while nothing else happens in it. It must not ask the lab for anything but the runner.
type Witness interface {
	// Typed is told of a command as it is typed on a node, by the identity of that.
	Typed(r *scenarios.Runner, node, line string)
	// Changed is told that the lab has changed, by somebody or by itself.
	Changed(ctx context.Context, r *scenarios.Runner, c folder.Change)
}

// seen tells the witness of a change.
func (l *Lab) seen(ctx context.Context, c folder.Change) {
	if l.Witness != nil {
		l.Witness.Changed(ctx, l.runner, c)
	}
}

// Look lets somebody look at the lab while nothing happens in it. Nothing may be changed.
func (l *Lab) Look(do func(*scenarios.Runner)) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	do(l.runner)
}

// Take does a step that was read with the lab's scenario. The error is a RefusedError if it can not be done.
func (l *Lab) Take(ctx context.Context, who string, s *scenarios.Step) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.past != nil {
		return errPast
	}
	if err := l.runner.Take(ctx, s); err != nil {
		return errors.Join(ctx.Err(), refused(err))
	}
	if err := errors.Join(l.catchUp(ctx), l.settle(ctx)); err != nil {
		return err
	}
	return l.keep(ctx, folder.Change{Who: who, What: s.Words()})
}

// Remember keeps a document about the lab under a name, in its folder if it has one.
func (l *Lab) Remember(ctx context.Context, name string, document any) error {
	if l.folder == nil {
		return nil
	}
	text, err := json.Marshal(document)
	if err != nil {
		return err
	}
	return l.folder.Set(ctx, name, string(text))
}
