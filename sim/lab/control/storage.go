package control

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tvslab/sim/lab/folder"
)

// Store lets the lab be kept in a folder from now on: what was answered to somebody is on the disk. It is called before the lab is shared.
func (l *Lab) Store(f *folder.Folder) {
	l.folder = f
	if since, err := time.Parse(time.RFC3339, f.Setting(folder.WaitingSince)); err == nil && !since.After(l.lab.Now()) {
		l.since = since
	}
	l.notice()
}

// keep writes down what was done, by somebody or by itself. Where that fails it is taken back: the lab is as it was when it was kept last, and
// the error, a RefusedError, says so.
func (l *Lab) keep(ctx context.Context, c folder.Change) error {
	if l.folder == nil {
		l.seen(ctx, c)
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	c.Who = signed(ctx, c.Who)
	err := l.folder.Keep(ctx, c, l.runner)
	if err == nil {
		err = l.rememberWaiting(ctx)
	}
	if err == nil {
		l.kept = time.Now()
		l.showCertificates()
		l.seen(ctx, c)
		return nil
	}
	if back := l.folder.Revert(l.runner); back != nil {
		return errors.Join(err, back)
	}
	l.since = l.lab.Now()
	l.setRate(l.clock.Rate)
	return RefusedError(err.Error())
}

// rememberWaiting keeps since when phones wait to reset.
func (l *Lab) rememberWaiting(ctx context.Context) error {
	since := l.since.Format(time.RFC3339)
	if l.folder.Setting(folder.WaitingSince) == since {
		return nil
	}
	return l.folder.Set(ctx, folder.WaitingSince, since)
}

// lapse is how much of what happens by itself, in the world's time, may be lost with a process that is killed.
const lapse = time.Second

// keepOn writes down what happened by itself, once in a lapse. Where there is no room the lab goes on, and that is told once; the next who does
// something is refused.
func (l *Lab) keepOn(ctx context.Context) error {
	l.seen(ctx, folder.Change{})
	if l.folder == nil || time.Since(l.kept) < lapse {
		return nil
	}
	l.kept = time.Now()
	err := l.folder.Keep(context.WithoutCancel(ctx), folder.Change{}, l.runner)
	told := l.full
	if l.full = err != nil; err == nil || told {
		return nil
	}
	return fmt.Errorf("what happens by itself is not written down until there is room: %w", err)
}

// showCertificates writes the certificates of the nodes as PEM, those that are others now. The database has them; the files are for people, who
// get the next ones if there is no room.
func (l *Lab) showCertificates() {
	for _, c := range l.lab.Clusters() {
		for _, n := range c.Nodes {
			_, _ = writeCertificates(n, l.folder.Certificates())
		}
	}
}

// errForgotten is what cannot be done with a lab that is forgotten.
const errForgotten = RefusedError("the lab is forgotten when it ends, so that there is nothing to go back to: tvslab serve NAME --dir LAB keeps one")

// back lets the lab go on from another state of its history.
func (l *Lab) back(to func(*folder.Folder) error) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	switch {
	case l.past != nil:
		return errPast
	case l.folder == nil:
		return errForgotten
	}
	if err := to(l.folder); err != nil {
		return l.historyError(err)
	}
	l.setRate(l.clock.Rate)
	l.since = time.Time{}
	l.notice()
	l.seen(context.Background(), folder.Change{})
	return nil
}

// historyError makes what the history has not a refusal.
func (l *Lab) historyError(err error) error {
	switch {
	case errors.Is(err, folder.ErrNoStep), errors.Is(err, folder.ErrNoSnapshot), errors.Is(err, folder.ErrGone):
		return NotFoundError{RefusedError(err.Error())}
	case errors.Is(err, folder.ErrNothingDone), errors.Is(err, folder.ErrNothingUndone), errors.Is(err, folder.ErrSnapshot), errors.Is(err, folder.ErrNotKept):
		return RefusedError(err.Error())
	}
	return err
}

// Undo takes the last step back, with everything that happened since; see [folder.Folder.Undo].
func (l *Lab) Undo(ctx context.Context) (s *folder.Step, err error) {
	return l.move(func(f *folder.Folder) (folder.Step, error) { return f.Undo(ctx, l.runner) })
}

// Redo does the step again that was undone last.
func (l *Lab) Redo(ctx context.Context) (*folder.Step, error) {
	return l.move(func(f *folder.Folder) (folder.Step, error) { return f.Redo(ctx, l.runner) })
}

// GoTo puts the lab to what it was right after a step, 0 for the beginning.
func (l *Lab) GoTo(ctx context.Context, step int64) (*folder.Step, error) {
	return l.move(func(f *folder.Folder) (folder.Step, error) { return f.GoTo(ctx, l.runner, step) })
}

func (l *Lab) move(to func(*folder.Folder) (folder.Step, error)) (s *folder.Step, err error) {
	s = new(folder.Step)
	err = l.back(func(f *folder.Folder) (err error) { *s, err = to(f); return err })
	return s, err
}

// Snapshot gives the lab as it stands a name; Recall goes back to it, and Forget drops the name.
func (l *Lab) Snapshot(ctx context.Context, name string) error {
	if name == "" || len(name) > longestName {
		return RefusedError(fmt.Sprintf("snapshot %q: a name has 1 to %d characters", name, longestName))
	}
	return l.back(func(f *folder.Folder) error { return f.Snapshot(ctx, name) })
}

// longestName bounds the names of snapshots.
const longestName = 100

// Recall puts the lab to what a snapshot holds.
func (l *Lab) Recall(ctx context.Context, name string) error {
	return l.back(func(f *folder.Folder) error { return f.RestoreSnapshot(ctx, l.runner, name) })
}

// Forget drops a snapshot.
func (l *Lab) Forget(ctx context.Context, name string) error {
	return l.back(func(f *folder.Folder) error { return f.Forget(ctx, name) })
}

// History is what was done to a lab, and the names of states.
type History struct {
	Folder    string            `json:"folder"`    // "" of a lab that is confined
	Steps     []folder.Step     `json:"steps"`     // oldest first
	Snapshots []folder.Snapshot `json:"snapshots"` // oldest first
}

// HistoryOf returns the history in a folder.
func HistoryOf(ctx context.Context, f *folder.Folder) (h *History, err error) {
	h = &History{Folder: f.Path()}
	if h.Steps, err = f.Steps(ctx); err != nil {
		return nil, err
	}
	h.Snapshots, err = f.Snapshots(ctx)
	return h, err
}
