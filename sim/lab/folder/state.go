package folder

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tvslab/keep"
	"tvslab/scenarios"
)

// Change is something that was done to a lab.
type Change struct {
	Who  string // "cli cucm-pub", "lab", "phone SEP0A0101000001"
	What string // the command or the step; "" for what happens by itself, which is no step of the history
	More bool   // it is more of the last step: a command that changes twice, and what came of it
}

// Begin writes down a lab that has just been made: its history begins there.
func (f *Folder) Begin(ctx context.Context, r *scenarios.Runner) error {
	if err := f.Keep(ctx, Change{}, r); err != nil {
		return err
	}
	return f.Snapshot(ctx, Beginning)
}

// Beginning is the name of the snapshot of a lab as it was when it had been made.
const Beginning = "beginning"

// Keep writes down how the lab stands after a change, and what was told since the last time (see Tell). When it returns without an error it is on
// the disk. The error wraps ErrNotKept; then nothing was written.
func (f *Folder) Keep(ctx context.Context, c Change, r *scenarios.Runner) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.writer == nil {
		f.writer = keep.NewWriter(r.Types(f.keys), sink{f})
	}
	at, events, groups := f.at, f.pending, f.judge(ctx, c, r)
	err := f.transact(ctx, func(tx *sql.Tx) error {
		f.tx = tx
		defer func() { f.tx = nil }()
		return f.write(c, r, groups)
	})
	if err != nil {
		f.at, f.pending = at, events
		f.forget()
		return fmt.Errorf("%w: %w", ErrNotKept, err)
	}
	f.pending = nil
	f.writes++
	return f.sweepNow(ctx)
}

// write writes the state as the one of now, after a step of its own if it is one, and how groups of phones stand in it.
func (f *Folder) write(c Change, r *scenarios.Runner, groups string) error {
	root, err := f.writer.Write(r.State())
	if err != nil {
		return err
	}
	clock := stamp(r.Lab.Now())
	if c.What != "" {
		if err := f.step(c, clock, root); err != nil {
			return err
		}
	}
	if err := f.flush(); err != nil {
		return err
	}
	f.at.document = root
	if err := f.stand(c, clock, groups); err != nil {
		return err
	}
	return f.go_(clock)
}

// step adds a row to the history, or lets the last one end in another state.
func (f *Folder) step(c Change, clock, root string) error {
	if c.More && f.at.step != 0 {
		_, err := f.tx.Exec("UPDATE step SET after = ? WHERE number = ?", root, f.at.step)
		return err
	}
	result, err := f.tx.Exec("INSERT INTO step (parent, done, clock, who, what, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)",
		f.at.step, stamp(f.now()), clock, c.Who, c.What, f.at.document, root)
	if err != nil {
		return err
	}
	f.at.step, err = result.LastInsertId()
	return err
}

// stand lets the lab go on from where it is at.
func (f *Folder) go_(clock string) error {
	_, err := f.tx.Exec("INSERT OR REPLACE INTO now (one, step, document, clock, kept, moment) VALUES (1, ?, ?, ?, ?, ?)",
		f.at.step, f.at.document, clock, stamp(f.now()), f.at.moment)
	return err
}

// stamp is a time as the database has it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// forget drops what is known of the database, which may not hold it.
func (f *Folder) forget() {
	clear(f.known)
	if f.writer != nil {
		f.writer.Forget()
	}
}

// sink is the folder as it takes documents.
type sink struct{ *Folder }

// Put implements keep.Sink.
func (s sink) Put(name, kind string, document []byte, names []string) error {
	if s.known[name] {
		return nil
	}
	result, err := s.tx.Exec("INSERT OR IGNORE INTO document (name, kind, json) VALUES (?, ?, ?)", name, kind, string(document))
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		s.known[name] = err == nil
		return err
	}
	for _, other := range names {
		if _, err := s.tx.Exec("INSERT OR IGNORE INTO reference (document, names) VALUES (?, ?)", name, other); err != nil {
			return err
		}
	}
	s.known[name] = true
	return nil
}

// Get implements keep.Source.
func (s sink) Get(name string) (document []byte, err error) {
	err = s.db.QueryRow("SELECT json FROM document WHERE name = ?", name).Scan(&document)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("document %s is missing", name)
	}
	return document, err
}

// find finds where the lab stands.
func (f *Folder) find(ctx context.Context) error {
	err := f.db.QueryRowContext(ctx, "SELECT step, document, moment FROM now").Scan(&f.at.step, &f.at.document, &f.at.moment)
	if err == nil {
		f.at.groups, err = f.stood(ctx, f.at.moment)
	}
	if err == nil {
		err = f.db.QueryRowContext(ctx, "SELECT coalesce(max(number), 0) FROM event").Scan(&f.number)
	}
	return f.wrong(err)
}

// Restore returns the lab as it was kept. The caller closes Runner.Lab.
func (f *Folder) Restore(ctx context.Context, o scenarios.Options) (*scenarios.Runner, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	origin, err := f.origin(f.at.document)
	if err != nil {
		return nil, f.wrong(err)
	}
	o.Keys = f.keys
	r, err := scenarios.Restore(ctx, origin, f.keys, o, func(types *keep.Types) (*scenarios.State, error) { return f.read(types, f.at.document) })
	return r, f.wrong(err)
}

// origin reads what the lab was made of.
func (f *Folder) origin(root string) (*scenarios.Origin, error) {
	text, err := sink{f}.Get(root)
	if err != nil {
		return nil, err
	}
	var names struct{ Scenario string }
	if err := json.Unmarshal(text, &names); err != nil {
		return nil, fmt.Errorf("document %s: %w", root, err)
	}
	o := new(scenarios.Origin)
	types := keep.NewTypes()
	return o, keep.NewReader(types, sink{f}).Read(names.Scenario, o)
}

func (f *Folder) read(types *keep.Types, root string) (*scenarios.State, error) {
	s := new(scenarios.State)
	return s, keep.NewReader(types, sink{f}).Read(root, s)
}

// Revert puts the runner back to what was kept last: after a change that could not be kept.
func (f *Folder) Revert(r *scenarios.Runner) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.revert(r)
}

func (f *Folder) revert(r *scenarios.Runner) error {
	s, err := f.read(r.Types(f.keys), f.at.document)
	if err == nil {
		err = r.Revert(s)
	}
	f.forget()
	return f.wrong(err)
}

// Settings are what the lab remembers of how it was served.
const (
	Address = "address" // of its first node
	Title   = "title"
	MadeBy  = "made_by" // version of the program
	Made    = "made"
	// ClockRate is how the lab's clock goes.
	ClockRate = "clock_rate"
	// WaitingSince is since when phones wait to reset, on the lab's clock; the zero time where none do.
	WaitingSince = "waiting_since"
)

// Set remembers something of the lab.
func (f *Folder) Set(ctx context.Context, name, value string) error {
	_, err := f.db.ExecContext(ctx, "INSERT OR REPLACE INTO lab (name, value) VALUES (?, ?)", name, value)
	return f.wrong(err)
}

// Setting returns what was remembered, "" for nothing.
func (f *Folder) Setting(name string) (value string) {
	_ = f.db.QueryRow("SELECT value FROM lab WHERE name = ?", name).Scan(&value)
	return value
}
