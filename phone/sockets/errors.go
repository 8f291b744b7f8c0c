package sockets

import (
	"errors"
	"fmt"

	"tvslab/outcome"
	"tvslab/tftpd"
)

// fetchOutcomes are what the errors of package tftpd mean.
var fetchOutcomes = map[error]outcome.Outcome{
	tftpd.ErrNotFound: outcome.NotFound, tftpd.ErrUnavailable: outcome.Unavailable, tftpd.ErrUnreachable: outcome.Unreachable,
	tftpd.ErrTimeout: outcome.Timeout, tftpd.ErrTooLarge: outcome.TooLarge,
}

// fetchError leaves out addresses and system errors: a phone does not tell them. The servers' log has them.
func fetchError(err error) error {
	for met, o := range fetchOutcomes {
		if errors.Is(err, met) {
			return o
		}
	}
	if outcome.Of(err) == 0 {
		err = fmt.Errorf("%w: %w", outcome.Timeout, err)
	}
	return err
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
