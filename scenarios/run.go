package scenarios

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tvslab/admincli"
	"tvslab/capture"
	"tvslab/event"
	"tvslab/sim"
	"tvslab/sim/lab"
	"tvslab/sim/pki"
)

// Options decide how a scenario is run, not what happens in it.
type Options struct {
	Keys     pki.KeySource     // lab keys; required
	Sockets  *lab.Sockets      // real servers on loopback; nil runs in memory
	Capture  *capture.Capture  // notes what goes over the network; nil for nothing
	Seed     *uint64           // instead of the scenario's
	Phones   []string          // device names: Result.Phones tells of them at the end
	FailFast bool              // stop at the first expectation that fails
	Observe  func(event.Event) // receives what happens as it happens, StepBegun, StepRefused and GroupFound between the lab's events; nil for none
	Begun    func(*Step)       // told of each step as it begins; nil for nobody
	// ClustersOnly keeps from Observe what phones do, one by one.
	ClustersOnly bool
	// Timeless makes clusters that came to the same state by different ways equal: see sim.Config.
	Timeless bool
	Log      func(event.Event) // receives the lines that nodes and phones would log (lab.Line); nil for none
}

// stepTime is how far the clock moves with every step: an administrator does about one thing a minute, which
// lets TVS notice a change of the database between two steps (it takes 8 s) but not a new CTL file (up to 180 s).
const stepTime = time.Minute

// Run plays a scenario, which must be one cell's (Scenario.For), and returns what held. The error is for what kept
// it from being played: a step the cluster refuses (StepError), an address in use, a cancelled context.
func Run(ctx context.Context, s *Scenario, o Options) (*Result, error) {
	r, err := Prepare(ctx, s, o)
	if err != nil {
		return nil, err
	}
	result, err := r.Play(ctx, len(s.Steps))
	if closed := r.Lab.Close(); err == nil {
		err = closed
	}
	return result, err
}

// Runner is a scenario on its way.
type Runner struct {
	Lab       *lab.Lab
	Outside   *admincli.Outside // SFTP servers and backup devices of the admin CLI
	scenario  *Scenario
	asked     []string // Options.Phones
	now       *Step    // being done
	told      []string // while it is done, where it says something about that
	observe   func(event.Event)
	begun     func(*Step)
	result    *Result
	keys      map[string]*sim.RecoveryKey // exported, by the name the scenario gives them
	notices   map[string]notices          // since the start, by node; kept when an expectation asks for them
	wrong     map[string]int              // passwords in a row, by token
	failFast  bool
	plain     bool // keeps no record of where phones stood
	began     time.Time
	made      *Origin // of the scenario, once somebody asked
	clockRuns bool    // see ClockRuns
}

// Prepare builds the scenario's lab. The caller closes Runner.Lab.
func Prepare(ctx context.Context, s *Scenario, o Options) (*Runner, error) {
	r, cfg, err := begin(s, o)
	if err != nil {
		return nil, err
	}
	if r.Lab, err = lab.New(ctx, cfg); err != nil {
		return nil, err
	}
	r.Outside.Made = r.Lab.Keep
	if err := r.furnish(ctx); err != nil {
		return nil, errors.Join(err, r.Lab.Close())
	}
	return r, nil
}

// begin is a runner without its lab, and the configuration of that.
func begin(s *Scenario, o Options) (*Runner, lab.Config, error) {
	cfg, err := config(s, o)
	if err != nil {
		return nil, cfg, err
	}
	r := &Runner{
		scenario: s, observe: o.Observe, begun: o.Begun, asked: o.Phones, failFast: o.FailFast, began: time.Now(), result: newResult(s, cfg),
		Outside: admincli.NewOutside(), keys: map[string]*sim.RecoveryKey{}, notices: map[string]notices{}, wrong: map[string]int{},
	}
	cfg.Log = o.Log
	cfg.ClustersOnly = o.ClustersOnly || o.Observe == nil && o.Log == nil
	if s.expectsNotices() || s.expectsTelling() || o.Observe != nil {
		cfg.Observe = r.see
	}
	return r, cfg, nil
}

// Play does the first n steps.
func (r *Runner) Play(ctx context.Context, n int) (*Result, error) {
	return r.PlayOn(ctx, 0, n)
}

// PlayOn does the steps from number from to before number to, counting from 0, where those before were done.
func (r *Runner) PlayOn(ctx context.Context, from, to int) (*Result, error) {
	for i := from; i < to; i++ {
		s, failures := &r.scenario.Steps[i], len(r.result.Failures)
		if err := r.step(ctx, s); err != nil {
			return nil, err
		}
		if r.gated(s, failures) {
			r.result.Gate = s.Number
			break
		}
		if r.failFast && len(r.result.Failures) > 0 {
			break
		}
	}
	r.result.finish(ctx, r)
	return r.result, nil
}

func (r *Runner) step(ctx context.Context, s *Step) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r.now = s
	if r.begun != nil {
		r.begun(s)
	}
	r.tell(StepBegun{s, s.byHand(&r.scenario.Site)})
	r.told = nil
	if err := r.act(ctx, s); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &StepError{File: r.scenario.File, Step: s, Err: err}
	}
	r.checkTold(s)
	if x, ok := s.does.(gater); ok && s.Gate {
		x.gateCheck(ctx, r)
	}
	if !r.plain {
		r.moments(ctx)
	}
	if !verbNamed(s.Verb).ownTime && !r.clockRuns {
		r.Lab.Advance(stepTime)
	}
	return nil
}

// act does one step. A refusal that the step expects is not an error, but one that does not come, has other words or
// leaves something changed is a failed expectation.
func (r *Runner) act(ctx context.Context, s *Step) error {
	if !s.refused() {
		return s.does.do(ctx, r)
	}
	before := r.snapshot()
	err := s.does.do(ctx, r)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	r.checkRefusal(s, err, before)
	return nil
}

// checked notes that an expectation of the step was checked, on so many phones, nodes or systems.
func (r *Runner) checked(target string, of int) {
	r.result.Checks++
	r.result.Checked = append(r.result.Checked, Check{Step: r.now.Number, Line: r.now.Pos.Line, Target: target, Of: of})
}

// fail notes an expectation of the step that did not hold.
func (r *Runner) fail(f Failure) {
	f.Step, f.Line = r.now.Number, r.now.Pos.Line
	r.result.Failures = append(r.result.Failures, f)
}

// StepError is a step that could not be done, because the cluster refused it or the scenario asks for something
// that does not exist.
type StepError struct {
	File string
	Step *Step
	Err  error
}

// Error names file, line and step.
func (e *StepError) Error() string {
	return fmt.Sprintf("%s:%d:%d: step %d, %s: %s", e.File, e.Step.Pos.Line, e.Step.Pos.Column, e.Step.Number, e.Step.Verb, e.Err)
}

// Unwrap returns why.
func (e *StepError) Unwrap() error { return e.Err }
