package sockets

import (
	"errors"
	"fmt"

	"tvslab/outcome"
)

// fetchError leaves out addresses and system errors: a phone does not tell them. The servers' log has them. What a phone
// makes nothing of is no answer to it.
func fetchError(err error) error {
	switch met := outcome.Of(err); met {
	case 0, outcome.BadAnswer:
		return fmt.Errorf("%w: %w", outcome.Timeout, err)
	default:
		return met
	}
}

// withoutPlaces leaves out addresses and system errors of a registration, and keeps what was said about certificates and by
// the call manager.
func withoutPlaces(err error) error {
	switch outcome.Of(err) {
	case outcome.Untrusted, outcome.Handshake:
		return err
	}
	return outcome.Bare(err)
}

// named calls a server that could not be reached, or whose certificate the phone refused, as the phone calls it: who, instead
// of its address and of system errors.
func named(who string, err error) error {
	var e *outcome.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Outcome {
	case outcome.Unreachable:
		return &outcome.Error{Outcome: e.Outcome, Where: who, Words: e.Words}
	case outcome.Untrusted:
		return &outcome.Error{Outcome: e.Outcome, Where: who, Words: e.Words, Err: e.Err}
	}
	return err
}
