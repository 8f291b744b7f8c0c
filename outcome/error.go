package outcome

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Error is an outcome with what can be said about it. errors.Is and errors.As find Outcome and Err.
type Error struct {
	Outcome Outcome
	Where   string // "ask tvs 10.1.1.1:2445", "" for nothing
	Words   string // what the protocol calls the outcome, "" for nothing
	Err     error  // the reason; may be nil
}

// Error gives place, words and reason, as far as there are any.
func (e *Error) Error() string {
	var parts []string
	for _, part := range []string{e.Where, e.Words} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns the outcome and the reason.
func (e *Error) Unwrap() []error { return []error{e.Outcome, e.Err} }

// Words are what a protocol calls its outcomes.
type Words map[Outcome]string

// Failed makes the error of an outcome.
func (w Words) Failed(where string, o Outcome, reason error) error {
	return &Error{Outcome: o, Where: where, Words: w[o], Err: reason}
}

// Explain makes the error of what a client met; a cancelled context is nobody's fault.
func (w Words) Explain(ctx context.Context, where string, o Outcome, reason error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return fmt.Errorf("%s: %w", where, ctx.Err())
	}
	return w.Failed(where, o, reason)
}
