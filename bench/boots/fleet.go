package boots

import (
	"context"
	"errors"
	"fmt"

	"tvslab/bench"
	"tvslab/phone"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
)

// Fleet is a fleet as a target. Every boot is a reset. It failed if a file did not come for another reason than that no
// server has it, if the phone refused one, or if no server had any; that no call manager took the phone shows in the phase
// only, because many file servers have none.
type Fleet struct {
	Phones *fleet.Fleet
	// Network is what the phones boot on; one of sockets is traced with all it tells, any other with its durations.
	Network phone.Network
}

var _ bench.Target = (*Fleet)(nil)

// Size implements bench.Target.
func (f *Fleet) Size() int { return f.Phones.Size() }

// Boot implements bench.Target.
func (f *Fleet) Boot(ctx context.Context, k int, r bench.Recorder) error {
	var last bench.Outcome // of the last phase that failed
	out, err := f.Phones.BootOn(ctx, k, phone.Reset, traced(f.Network, func(s sockets.Step) {
		step := stepOf(s)
		if step.Outcome.Failed() && step.Phase != bench.Registration && step.Phase != bench.Enrolment {
			last = step.Outcome
		}
		r.Record(step)
	}))
	if err != nil {
		return err
	}
	return failure(out, last)
}

// errBoot is what is wrong with a boot that failed.
var errBoot = errors.New("boot failed")

// failure returns the error of a boot that failed; last is the outcome of its last phase that did.
func failure(out fleet.Outcome, last bench.Outcome) error {
	kind := bench.Invalid
	switch out.Verdict {
	case fleet.Accepted:
		return nil
	case fleet.CutOff:
		kind = bench.Unreachable
		if last != bench.OK {
			kind = last
		}
	case fleet.NothingAccepted:
		kind = bench.Missing
	}
	if kind == bench.Missing { // an answer, but of no use to a phone that has nothing
		kind = bench.Unavailable
	}
	return &bench.Error{Outcome: kind, Err: fmt.Errorf("%w: %s: %s", errBoot, out.Verdict, out.Reason)}
}
