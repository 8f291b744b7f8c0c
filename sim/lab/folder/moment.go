package folder

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"tvslab/scenarios"
)

// Place is a state of a lab's history. Its text is a number for the end of a step, "m" and a number for a moment, "snapshot-" and a name.
type Place struct {
	Step, Moment int64
	Snapshot     string
}

// The beginnings of texts of places.
const (
	momentWord   = "m"
	snapshotWord = "snapshot-"
)

// ErrGone is a state that nothing needed any more.
var ErrGone = errors.New("it is no longer known how the lab was then")

// ParsePlace reads a place.
func ParsePlace(text string) (p Place, err error) {
	if name, ok := strings.CutPrefix(text, snapshotWord); ok && name != "" {
		return Place{Snapshot: name}, nil
	}
	number, at := text, &p.Step
	if after, ok := strings.CutPrefix(text, momentWord); ok {
		number, at = after, &p.Moment
	}
	if *at, err = strconv.ParseInt(number, 10, 64); err != nil || *at < 0 || at == &p.Moment && *at == 0 {
		return Place{}, fmt.Errorf("%q is no place of a history: a step such as 12, a moment such as m345, or snapshot-NAME", text)
	}
	return p, nil
}

// String returns what ParsePlace reads.
func (p Place) String() string {
	switch {
	case p.Snapshot != "":
		return snapshotWord + p.Snapshot
	case p.Moment != 0:
		return momentWord + strconv.FormatInt(p.Moment, 10)
	}
	return strconv.FormatInt(p.Step, 10)
}

// Then is a state of the history, to be looked at.
type Then struct {
	Step     int64  // after which it is
	Document string // of the state: two that are the same have the same
}

// Then finds a state. The error is ErrNoStep, ErrNoSnapshot or ErrGone.
func (f *Folder) Then(ctx context.Context, p Place) (t Then, err error) {
	query, arg, none := "SELECT number, after FROM step WHERE number = ?", any(p.Step), fmt.Errorf("%w: %d", ErrNoStep, p.Step)
	switch {
	case p.Moment != 0:
		query, arg, none = "SELECT step, document FROM moment WHERE number = ?", p.Moment, fmt.Errorf("moment %d: %w", p.Moment, ErrGone)
	case p.Snapshot != "" || p.Step == 0:
		name := p.Snapshot
		if name == "" {
			name = Beginning
		}
		query, arg, none = "SELECT step, document FROM snapshot WHERE name = ?", name, fmt.Errorf("%w: %q", ErrNoSnapshot, name)
	}
	err = f.db.QueryRowContext(ctx, query, arg).Scan(&t.Step, &t.Document)
	if errors.Is(err, sql.ErrNoRows) {
		return t, none
	}
	return t, f.wrong(err)
}

// Show puts a fork of the lab's runner to what the lab was then. The lab itself goes on. The error is ErrGone where nothing needed the state.
func (f *Folder) Show(ctx context.Context, fork *scenarios.Runner, t Then) error {
	f.mutex.Lock() // nothing is swept meanwhile
	defer f.mutex.Unlock()
	var there bool
	if err := f.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM document WHERE name = ?)", t.Document).Scan(&there); err != nil {
		return f.wrong(err)
	}
	if !there {
		return ErrGone
	}
	s, err := f.read(fork.Types(f.keys), t.Document)
	if err == nil {
		err = fork.Revert(s)
	}
	return f.wrong(err)
}
