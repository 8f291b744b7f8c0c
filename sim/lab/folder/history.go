package folder

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"tvslab/scenarios"
)

// Step is one of what was done to a lab.
type Step struct {
	Number int64  `json:"number"` // counts up; of steps that were undone too
	Parent int64  `json:"parent"` // the step that it came after, 0 for the beginning
	Done   string `json:"done"`   // RFC 3339, on this machine
	Clock  string `json:"clock"`  // RFC 3339, on the lab's clock
	Who    string `json:"who"`
	What   string `json:"what"`
	Now    bool   `json:"now"` // the lab stands after it
}

// mostSteps is how many steps a lab remembers. Snapshots outlast them.
const mostSteps = 2000

// Errors of undoing; compare with errors.Is.
var (
	ErrNothingDone   = errors.New("nothing is left to undo")
	ErrNothingUndone = errors.New("nothing was undone that can be done again")
	ErrNoStep        = errors.New("no such step")
	ErrNoSnapshot    = errors.New("no such snapshot")
	ErrSnapshot      = errors.New("there is a snapshot of that name")
)

// Step returns the step after which the lab stands, 0 for the beginning.
func (f *Folder) Step() int64 {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.at.step
}

// Steps returns the history, oldest first.
func (f *Folder) Steps(ctx context.Context) ([]Step, error) {
	rows, err := f.db.QueryContext(ctx, "SELECT number, parent, done, clock, who, what, now FROM history")
	if err != nil {
		return nil, f.wrong(err)
	}
	defer rows.Close()
	list := []Step{}
	for rows.Next() {
		var s Step
		if err := rows.Scan(&s.Number, &s.Parent, &s.Done, &s.Clock, &s.Who, &s.What, &s.Now); err != nil {
			return nil, f.wrong(err)
		}
		list = append(list, s)
	}
	return list, f.wrong(rows.Err())
}

// momentBefore is the moment before a step.
const momentBefore = "coalesce((SELECT m.parent FROM moment m WHERE m.step = step.number ORDER BY m.number LIMIT 1), 0)"

// Undo takes the last step back: the lab is as it was before it, its clock too. r is the runner to put back, nil where none runs.
func (f *Folder) Undo(ctx context.Context, r *scenarios.Runner) (Step, error) {
	return f.move(ctx, r, "SELECT number, parent, what, parent, before, "+momentBefore+", clock FROM step WHERE number = (SELECT step FROM now)", ErrNothingDone)
}

// Redo does the step again that was undone last: the newest of those that came after where the lab stands.
func (f *Folder) Redo(ctx context.Context, r *scenarios.Runner) (Step, error) {
	return f.move(ctx, r, "SELECT number, parent, what, number, after, moment, clock FROM step WHERE parent = (SELECT step FROM now) ORDER BY number DESC LIMIT 1", ErrNothingUndone)
}

// GoTo puts the lab to what it was right after a step, whether that was undone or not; 0 is the beginning.
func (f *Folder) GoTo(ctx context.Context, r *scenarios.Runner, step int64) (Step, error) {
	if step == 0 {
		return Step{}, f.RestoreSnapshot(ctx, r, Beginning)
	}
	return f.move(ctx, r, fmt.Sprintf("SELECT number, parent, what, number, after, moment, clock FROM step WHERE number = %d", step), fmt.Errorf("%w: %d", ErrNoStep, step))
}

// move puts the lab to where a query says: the step, and the position after it.
func (f *Folder) move(ctx context.Context, r *scenarios.Runner, query string, none error) (s Step, err error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	var to position
	err = f.db.QueryRowContext(ctx, query).Scan(&s.Number, &s.Parent, &s.What, &to.step, &to.document, &to.moment, &s.Clock)
	if errors.Is(err, sql.ErrNoRows) {
		return s, none
	}
	if err != nil {
		return s, f.wrong(err)
	}
	return s, f.goTo(ctx, r, to)
}

// goTo lets the lab go on from a position, and the runner too.
func (f *Folder) goTo(ctx context.Context, r *scenarios.Runner, to position) error {
	from := f.at
	var err error
	if to.groups, err = f.stood(ctx, to.moment); err != nil {
		return f.wrong(err)
	}
	f.at = to
	err = f.transact(ctx, func(tx *sql.Tx) error {
		f.tx = tx
		defer func() { f.tx = nil }()
		clock, err := f.clockOf(to.document)
		if err != nil {
			return err
		}
		return f.go_(clock)
	})
	if err == nil && r != nil {
		err = f.revert(r)
	}
	if err != nil {
		f.at = from
	}
	return err
}

// clockOf is the clock in a state.
func (f *Folder) clockOf(root string) (clock string, err error) {
	err = f.tx.QueryRow(`SELECT c.json ->> '$.now' FROM document r JOIN document s ON s.name = r.json ->> '$.lab'
		JOIN document c ON c.name = s.json ->> '$.clusters[0]' WHERE r.name = ?`, root).Scan(&clock)
	return clock, err
}

// Snapshot is a name for a state.
type Snapshot struct {
	Name  string `json:"name"`
	Step  int64  `json:"step"`
	Clock string `json:"clock"` // RFC 3339, on the lab's clock
	Made  string `json:"made"`  // RFC 3339, on this machine
}

// Snapshot names the state of now. The error is ErrSnapshot where another has the name.
func (f *Folder) Snapshot(ctx context.Context, name string) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	result, err := f.db.ExecContext(ctx, "INSERT OR IGNORE INTO snapshot (name, step, document, clock, made, moment) SELECT ?, step, document, clock, ?, moment FROM now", name, stamp(f.now()))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotKept, f.wrong(err))
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(fmt.Errorf("%w: %q", ErrSnapshot, name), err)
	}
	return nil
}

// Snapshots returns all snapshots, oldest first.
func (f *Folder) Snapshots(ctx context.Context) ([]Snapshot, error) {
	rows, err := f.db.QueryContext(ctx, "SELECT name, step, clock, made FROM snapshot ORDER BY made, name")
	if err != nil {
		return nil, f.wrong(err)
	}
	defer rows.Close()
	list := []Snapshot{}
	for rows.Next() {
		var s Snapshot
		if err := rows.Scan(&s.Name, &s.Step, &s.Clock, &s.Made); err != nil {
			return nil, f.wrong(err)
		}
		list = append(list, s)
	}
	return list, f.wrong(rows.Err())
}

// RestoreSnapshot puts the lab to what a snapshot holds. r is the runner to put back, nil where none runs.
func (f *Folder) RestoreSnapshot(ctx context.Context, r *scenarios.Runner, name string) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	var to position
	err := f.db.QueryRowContext(ctx, "SELECT step, document, moment FROM snapshot WHERE name = ?", name).Scan(&to.step, &to.document, &to.moment)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%w: %q", ErrNoSnapshot, name)
	}
	if err != nil {
		return f.wrong(err)
	}
	return f.goTo(ctx, r, to)
}

// Forget drops a snapshot. What no step needs of it goes.
func (f *Folder) Forget(ctx context.Context, name string) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	result, err := f.db.ExecContext(ctx, "DELETE FROM snapshot WHERE name = ?", name)
	if err != nil {
		return f.wrong(err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(fmt.Errorf("%w: %q", ErrNoSnapshot, name), err)
	}
	return f.sweep(ctx)
}

// Now returns the step after which the lab stands, the zero value at the beginning, and how many steps the history has, those that were undone
// too.
func (f *Folder) Now(ctx context.Context) (s Step, steps int, err error) {
	if err := f.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM history").Scan(&steps); err != nil {
		return s, 0, f.wrong(err)
	}
	err = f.db.QueryRowContext(ctx, "SELECT number, parent, done, clock, who, what, now FROM history WHERE number = ?", f.Step()).
		Scan(&s.Number, &s.Parent, &s.Done, &s.Clock, &s.Who, &s.What, &s.Now)
	if errors.Is(err, sql.ErrNoRows) {
		return Step{}, steps, nil
	}
	return s, steps, f.wrong(err)
}
