package folder

import (
	"context"
	"database/sql"
)

// sweepEvery is after how many states documents are swept that no state needs any more.
const sweepEvery = 256

// mostEvents is how many events a lab remembers.
const mostEvents = 200_000

// Bounds of what is remembered of how phones stood: moments, bytes of them, and the newest moments whose states are kept.
const (
	mostMoments = 10_000
	momentBytes = 32 << 20
	wholeStates = 100
)

// sweepNow sweeps if it is time.
func (f *Folder) sweepNow(ctx context.Context) error {
	if f.writes < sweepEvery {
		return nil
	}
	return f.sweep(ctx)
}

// sweep forgets the oldest steps and events beyond the bounds, and the documents that neither the state of now, nor a step, nor a snapshot needs.
func (f *Folder) sweep(ctx context.Context) error {
	f.writes = 0
	defer clear(f.known)
	return f.transact(ctx, func(tx *sql.Tx) error {
		for _, statement := range []struct {
			text string
			args []any
		}{
			{"DELETE FROM step WHERE number <= (SELECT max(number) FROM step) - ? AND number <> (SELECT step FROM now)", []any{mostSteps}},
			{"DELETE FROM event WHERE number <= (SELECT max(number) FROM event) - ?", []any{mostEvents}},
			{"DELETE FROM moment WHERE number <= (SELECT max(number) FROM moment) - ?", []any{mostMoments}},
			{`DELETE FROM moment WHERE number <= (SELECT max(number) FROM (
				SELECT number, sum(length(groups)) OVER (ORDER BY number DESC) AS bytes FROM moment) WHERE bytes > ?)`, []any{momentBytes}},
			{`WITH RECURSIVE needed(name) AS (
				SELECT document FROM now UNION SELECT before FROM step UNION SELECT after FROM step UNION SELECT document FROM snapshot
				UNION SELECT document FROM (SELECT document FROM moment ORDER BY number DESC LIMIT ?)
				UNION SELECT r.names FROM needed n JOIN reference r ON r.document = n.name)
			DELETE FROM document WHERE name NOT IN needed`, []any{wholeStates}},
			{"DELETE FROM reference WHERE document NOT IN (SELECT name FROM document)", nil},
		} {
			if _, err := tx.ExecContext(ctx, statement.text, statement.args...); err != nil {
				return err
			}
		}
		return nil
	})
}
