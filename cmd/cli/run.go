package cli

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/spf13/cobra"

	"tvslab/parallel"
	"tvslab/scenarios"
	"tvslab/sim/lab"
)

// runFlags are the flags of tvslab run.
type runFlags struct {
	sockets, memory, timeline bool
	failFast                  bool
	seed                      uint64
	phones                    []string
	junit, log                string
	releases, modes           []string
}

func (a *app) runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run [NAME|FILE|DIR ...]",
		Short: "Run scenarios and say what held",
		Long: `Runs scenarios of the library by name, by folder or by the start of the name ("tftp-both-changed..."),
and your own by file or folder. Without a name, the whole library. A scenario with a matrix runs once per cell.

For each cell the verdicts of the phone groups are printed, and for every expectation that failed what was expected,
what was found, on how many phones, and why.`,
		Example: `  tvslab run tftp-both-changed-tvs-changed
  tvslab run --sockets --release 11.5 tftp-both-changed...
  tvslab run my-rotation.yaml --phone SEP0A0101000001
  tvslab run my-rotation.yaml --log logs
  tvslab run plans/ --junit report.xml -o json`,
		ValidArgsFunction: completeScenarios,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.run(cmd.Context(), args, f, cmd.Flags().Changed("seed"))
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.sockets, "sockets", false, "run real servers on loopback addresses instead of the in-memory network")
	flags.BoolVar(&f.memory, "memory", false, "run in memory (the default)")
	flags.BoolVar(&f.timeline, "timeline", false, "print what happened, step by step")
	flags.BoolVar(&f.failFast, "fail-fast", false, "end a scenario at its first expectation that fails")
	flags.Uint64Var(&f.seed, "seed", 0, "seed of everything random, instead of the scenario's")
	flags.StringSliceVar(&f.phones, "phone", nil, "tell the story of these phones (SEP...)")
	flags.StringVar(&f.junit, "junit", "", "also write the results as JUnit XML to this file")
	flags.StringVar(&f.log, "log", "", "write what nodes and phones log into this folder, a file for each; - prints it")
	flags.StringSliceVar(&f.releases, "release", nil, "only the cells of these releases")
	flags.StringSliceVar(&f.modes, "mode", nil, "only the cells of these security modes")
	cmd.MarkFlagsMutuallyExclusive("sockets", "memory")
	return cmd
}

// cellRun is one cell of a scenario to be run, and what came of it.
type cellRun struct {
	scenario *scenarios.Scenario // of the cell
	result   *scenarios.Result
	timeline []scenarios.Observation
	logs     []lab.LogLine
	err      error
}

func (a *app) run(ctx context.Context, args []string, f runFlags, seeded bool) error {
	if f.log == logToOutput && a.output == "json" {
		return usageError{errors.New("--log -: with -o json give a folder")}
	}
	list, err := loadCells(args, f.releases, f.modes)
	if err != nil {
		return err
	}
	cells := make([]*cellRun, len(list))
	for i, s := range list {
		cells[i] = &cellRun{scenario: s}
	}
	keys, err := a.openKeys()
	if err != nil {
		return err
	}
	options := scenarios.Options{Keys: keys, FailFast: f.failFast}
	if seeded {
		options.Seed = &f.seed
	}
	if f.sockets {
		options.Sockets = &lab.Sockets{}
	}
	a.playAll(ctx, cells, options, f)
	if ctx.Err() != nil {
		return fmt.Errorf("interrupted: %w", ctx.Err())
	}
	if f.log != "" && f.log != logToOutput {
		if err := writeLogs(f.log, cells); err != nil {
			return err
		}
	}
	if f.junit != "" {
		if err := writeJUnit(f.junit, cells); err != nil {
			return err
		}
	}
	if err := a.report(cells, f); err != nil && err != errFailed {
		return err
	}
	return verdictOf(cells)
}

// verdictOf is nil if all held. A cell that could not be played outweighs one that failed: its scenario is wrong.
func verdictOf(cells []*cellRun) error {
	var verdict error
	for _, c := range cells {
		if c.err != nil {
			return c.err
		}
		if !c.result.Held {
			verdict = errFailed
		}
	}
	return verdict
}

// playAll runs the cells: in memory as many at a time as there are processors, on sockets one after the other.
func (a *app) playAll(ctx context.Context, cells []*cellRun, o scenarios.Options, f runFlags) {
	workers := 0
	if o.Sockets != nil {
		workers = 1
	}
	p := newProgress(a.errs, "running scenarios")
	defer p.end()
	var mutex sync.Mutex
	done := 0
	_ = parallel.Each(ctx, len(cells), workers, func(i int) { // what has not begun when ctx ends is not reported
		cells[i].play(ctx, o, f)
		mutex.Lock()
		defer mutex.Unlock()
		done++
		p.report(done, len(cells))
	})
}

func (c *cellRun) play(ctx context.Context, o scenarios.Options, f runFlags) {
	if f.timeline || len(f.phones) > 0 {
		o.Observe = func(e scenarios.Observation) { c.timeline = append(c.timeline, e) }
	}
	if f.log != "" {
		o.Log = func(line lab.LogLine) { c.keep(line, f.timeline) }
	}
	c.result, c.err = scenarios.Run(ctx, c.scenario, o)
	if c.err != nil {
		c.result = scenarios.Unplayed(c.scenario, o, c.err)
	}
}
