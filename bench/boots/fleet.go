package boots

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"tvslab/bench"
	"tvslab/phone"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
	"tvslab/phone/trust"
)

// Fleet is a fleet as a target. Every boot is a reset. It failed if a file did not come for another reason than that no
// server has it, if a wrong one came, if the phone refused one, or if no server had any; that no call manager took the phone shows in the phase
// only, because many file servers have none.
type Fleet struct {
	Phones *fleet.Fleet
	// Network is what the phones boot on; one of sockets is traced with all it tells, any other with its durations.
	Network phone.Network
}

var _ bench.Target = (*Fleet)(nil)

// Size implements bench.Target.
func (f *Fleet) Size() int { return f.Phones.Size() }

// repeating is a network that knows which phones get the same answers: as package sim/lab's in memory.
type repeating interface {
	Kind(phone string) (version uint64, number int, ok bool)
}

// Boot implements bench.Target. Where the network knows which phones get the same answers, one of those that stand alike boots
// through all the logic, and the others repeat what it did; each is measured and recorded by itself.
func (f *Fleet) Boot(ctx context.Context, k int, r bench.Recorder) error {
	begun := time.Now()
	kind, known := f.kind(k)
	if !known {
		return f.boot(r, func(net phone.Network, _ func() any) (fleet.Outcome, error) {
			return f.Phones.BootOn(ctx, k, phone.Reset, net)
		})
	}
	if out, note, err := f.Phones.Repeat(k, phone.Reset, kind); err != nil || note != nil {
		return f.repeat(out, note, err, begun, r)
	}
	return f.boot(r, func(net phone.Network, note func() any) (fleet.Outcome, error) {
		return f.Phones.BootNoted(ctx, k, phone.Reset, kind, net, note)
	})
}

// kind asks the network which answers the phone gets; known is false where it does not tell.
func (f *Fleet) kind(k int) (kind fleet.Kind, known bool) {
	n, ok := f.Network.(repeating)
	if !ok {
		return kind, false
	}
	kind.Version, kind.Number, known = n.Kind(f.Phones.Name(k))
	return kind, known
}

// boot boots a phone on the network, traced; note returns the steps, for phones that repeat them. Enrolments are not repeated:
// the server counts them.
func (f *Fleet) boot(r bench.Recorder, do func(net phone.Network, note func() any) (fleet.Outcome, error)) error {
	var steps []bench.Step
	repeatable := true
	out, err := do(traced(f.Network, func(s sockets.Step) {
		step := stepOf(s)
		repeatable = repeatable && s.Kind != sockets.StepEnrolment
		steps = append(steps, step)
		r.Record(step)
	}), func() any {
		if !repeatable {
			return nil
		}
		return steps
	})
	if err != nil {
		return err
	}
	return failed(out, steps)
}

// failed returns the error of a boot that failed. A wrong file makes it one even where the phone was content with it.
func failed(out fleet.Outcome, steps []bench.Step) error {
	for _, s := range steps {
		if s.Outcome == bench.WrongFile {
			return &bench.Error{Outcome: bench.WrongFile, Err: fmt.Errorf("%w: %s", errBoot, s.Why)}
		}
	}
	return failure(out, steps)
}

// repeat records the steps of a boot that was repeated, which took the time since begun together.
func (f *Fleet) repeat(out fleet.Outcome, note any, err error, begun time.Time, r bench.Recorder) error {
	if err != nil {
		return err
	}
	steps := note.([]bench.Step)
	for _, s := range steps {
		now := time.Now()
		s.Duration, begun = now.Sub(begun), now
		r.Record(s)
	}
	return failed(out, steps)
}

// filePhase is the phase in which a file comes.
var filePhase = map[string]bench.Phase{trust.FileCTL: bench.CTL, trust.FileITL: bench.ITL, trust.FileConfiguration: bench.Configuration}

// lastFailed is the outcome of the last try of a phase that failed, OK if none did.
func lastFailed(steps []bench.Step, p bench.Phase) (last bench.Outcome) {
	for _, s := range steps {
		if s.Phase == p && s.Outcome.Failed() {
			last = s.Outcome
		}
	}
	return last
}

// errBoot is what is wrong with a boot that failed.
var errBoot = errors.New("boot failed")

// failure returns the error of a boot that failed: of the kind that the file met which it could not do without.
func failure(out fleet.Outcome, steps []bench.Step) error {
	kind := bench.Rejected
	switch out.Verdict {
	case fleet.Accepted:
		return nil
	case fleet.CutOff:
		kind = cmp.Or(lastFailed(steps, filePhase[out.File]), bench.Unreachable)
	case fleet.NothingCame, fleet.NothingAccepted: // an answer, but of no use
		kind = bench.Unavailable
	}
	return &bench.Error{Outcome: kind, Err: fmt.Errorf("%w: %s: %s", errBoot, out.Verdict, out.Reason)}
}
