package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tvslab/bench"
	"tvslab/bench/boots"
	"tvslab/capture"
	"tvslab/metrics"
	"tvslab/shard"
	"tvslab/tftpd"
)

// benchVerb is tvslab bench with its flags.
type benchVerb struct {
	*app
	fleetFlags
	cellFlags
	plan, warmup         string
	duration             time.Duration
	workers              int
	start                startFlag
	scenario, engine     string
	memory               bool
	storedAt             int
	results, page, title string
	failIf               []string
	serverPIDs           []int
	metrics              string
	pcap                 pcapFlag
	packets              *capture.Capture // nil for none

	options    bench.Options // what the flags above say
	thresholds []bench.Threshold
}

func benchCommand(a *app) *cobra.Command { return newBenchVerb(a).command() }

func newBenchVerb(a *app) *benchVerb {
	return &benchVerb{app: a, pcap: pcapFlag{app: a}}
}

func (v *benchVerb) command() *cobra.Command {
	a := v.app
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure a boot storm",
		Long: `Boots a fleet as planned and measures it: whole boots, and their phases apart (CTL, ITL, configuration, TVS handshake,
TVS answer and so on), with percentiles up to p99.9 and the maximum, errors by kind, packets sent again, and bytes.

Arrivals follow the plan and do not wait for answers. The latency of a boot counts from the moment at which the plan
wanted it to begin; what the generator itself was late, because all workers were busy or the machine was, is reported.

What is booted against: servers by address, as "tvslab phones" has them; or with --scenario a lab in this process, on
loopback addresses or, with --memory, without sockets. The lab's phones are then a fleet of --count phones in the groups of
the scenario, and the steps up to its first expect are played first.

Plans: ` + bench.PlanSyntax + `.
A warm-up is kept apart: "30s" of the plan, or "1x": every phone boots once before.

With --fail-if the exit status is 1 if the condition is met: [PHASE.]METRIC COMPARISON VALUE, for example 'p99>2s',
'errors>0', 'config.p99>500ms', 'itl.error-rate>0.1%', 'lateness.p99>100ms', 'wrong-file>0'. Ctrl-C ends it with the report of
what ran, and status 130.

Whatever comes is compared with what is known of the file that was asked for: with its name, and with --scenario also with
what the lab serves. A wrong file is counted apart from errors, and the exit status is then 1.`,
		Example: `  tvslab bench --scenario tftp-both-changed-tvs-ok --count 20000 --plan once
  tvslab bench --lab lab.json --count 5000 --plan constant:200/s --duration 60s --results today.json
  tvslab bench --tftp 10.1.1.11 --count 20000 --plan "batches:500 every 30s" --fail-if 'errors>0'
  tvslab bench compare yesterday.json today.json`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return v.run(cmd.Context()) },
	}
	v.register(cmd)
	cmd.AddCommand(benchReportCommand(a), benchCompareCommand(a), benchMergeCommand(a))
	return cmd
}

func (v *benchVerb) register(cmd *cobra.Command) {
	v.fleetFlags.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&v.plan, "plan", "once", "when boots begin: "+bench.PlanSyntax)
	flags.DurationVar(&v.duration, "duration", 0, "let phones boot again and again for this long (default: every phone boots once)")
	flags.StringVar(&v.warmup, "warmup", "", `what is kept apart: "30s" of the plan, or "1x", every phone once before it`)
	flags.IntVar(&v.workers, "workers", bench.DefaultWorkers, "boots in progress at most; arrivals beyond it wait, which counts as lateness")
	v.start.register(cmd, "the plan begins")
	flags.StringVar(&v.scenario, "scenario", "", "boot against a lab in this process: a scenario by name or file")
	flags.BoolVar(&v.memory, "memory", false, "with --scenario: no sockets")
	flags.StringVar(&v.engine, "tftp-engine", string(tftpd.Engines()[0]), "with --scenario: "+tftpEngineUsage)
	v.cellFlags.register(cmd, "with --scenario: ", "", "it")
	flags.IntVar(&v.storedAt, "stored-at", -1, "with --scenario: phones have booted after this many steps; -1 = they are new")
	flags.StringVar(&v.results, "results", "", "write what was measured into this file, for bench report, compare and merge; into a folder as shard-I-of-N.json, and what it means bench merge says")
	flags.StringVar(&v.page, "html", "", "write the report with plots into this file")
	flags.StringVar(&v.title, "title", "", "title of the report")
	flags.StringArrayVar(&v.failIf, "fail-if", nil, "status 1 if this holds, for example 'p99>2s'; may be given again")
	flags.IntSliceVar(&v.serverPIDs, "server-pid", nil, "processes of the servers: measure the processor time and memory of them and all below them")
	v.pcap.register(cmd, "what the phones send and receive")
	flags.StringVar(&v.metrics, "metrics", "", "serve Prometheus metrics at http://ADDRESS/metrics while it runs")
	_ = cmd.RegisterFlagCompletionFunc("scenario", completeScenarios)
	completeWords(cmd, "tftp-engine", fixed(engineNames()))
}

// read checks the flags that say how to measure.
func (v *benchVerb) read() (err error) {
	o := &v.options
	if o.Plan, err = bench.ParsePlan(v.plan); err != nil {
		return usageError{fmt.Errorf("--plan: %w", err)}
	}
	if o.Warmup, err = bench.ParseWarmup(v.warmup); err != nil {
		return usageError{fmt.Errorf("--warmup: %w", err)}
	}
	if o.Shard, err = bench.ParseShard(v.shard); err != nil {
		return usageError{fmt.Errorf("--shard: %w", err)}
	}
	if err = v.start.read(); err != nil {
		return err
	}
	o.Start = v.start.at
	if v.thresholds, err = parseThresholds(v.failIf); err != nil {
		return err
	}
	o.Duration, o.Workers, o.Count = v.duration, v.workers, v.count
	return v.fit()
}

// fit checks the ranges of values.
func (v *benchVerb) fit() error {
	switch {
	case v.workers < 1:
		return usageError{fmt.Errorf("--workers %d: at least 1", v.workers)}
	case v.count < 1:
		return usageError{fmt.Errorf("--count %d: at least 1", v.count)}
	case v.storedAt < -1:
		return usageError{fmt.Errorf("--stored-at %d: a number of steps, or -1", v.storedAt)}
	}
	return nil
}

func (v *benchVerb) run(ctx context.Context) error {
	if err := cmp.Or(v.readShard(&v.shard, 0), v.read()); err != nil {
		return err
	}
	folder := v.results != "" && shard.IsFolder(v.results)
	if err := placeShard(shard.Part(v.options.Shard.Whole()), &v.results, &v.state); err != nil {
		return err
	}
	if len(v.serverPIDs) > 0 {
		p, err := bench.FindProcesses(v.serverPIDs)
		if err != nil {
			return usageError{fmt.Errorf("--server-pid: %w", err)}
		}
		v.options.Servers = p
	}
	packets, end, err := v.pcap.open(false)
	if err != nil {
		return err
	}
	v.packets = packets
	storm, err := v.open(ctx)
	if err != nil {
		return errors.Join(err, end())
	}
	r, err := v.measure(ctx, storm)
	if err = errors.Join(err, storm.Close(), end()); r == nil {
		return err
	}
	if reported := v.report(r); reported != nil {
		return reported
	}
	if err == nil && r.Interrupted {
		return context.Canceled
	}
	if folder { // what a shard found others may not have: a merge judges
		return errors.Join(err, v.judge(r, v.thresholds))
	}
	return errors.Join(err, v.allOf(r, v.thresholds))
}

// allOf judges results: wrong files, boots that all failed, thresholds.
func (a *app) allOf(r *bench.Results, thresholds []bench.Threshold) error {
	return errors.Join(a.wrongFiles(r.WrongFiles()), a.allFailed(r.Boots.Ended, r.Boots.Failed, "boots succeeded"), a.judge(r, thresholds))
}

// measure says what limits there are, and runs the benchmark.
func (v *benchVerb) measure(ctx context.Context, s *boots.Storm) (*bench.Results, error) {
	limits := s.Warnings
	v.warn(limits)
	live := newBenchProgress(v.errs)
	v.options.Workers, v.options.Progress = s.Workers, live.report
	target, registry := s.Target, metrics.New()
	if v.metrics != "" {
		target = boots.Count(target, registry)
	}
	stop, err := v.serveMetrics(ctx, v.metrics, registry)
	if err != nil {
		return nil, err
	}
	v.start.tell(v.app)
	r, err := bench.Run(ctx, target, v.options)
	live.end()
	err = errors.Join(err, stop())
	if r == nil {
		return nil, usageError{err}
	}
	r.Title, r.Target, r.Seed, r.Limits = v.title, s.Describe, v.seed, limits
	r.Machines = []bench.Machine{bench.ThisMachine(Version)}
	if s.InProcess {
		r.Client.Processes = "this process, servers included"
	}
	return r, err
}

// report writes the results first, then the reports.
func (v *benchVerb) report(r *bench.Results) error {
	if v.results != "" {
		if err := r.WriteFile(v.results); err != nil {
			return fmt.Errorf("--results: %w", err)
		}
	}
	if err := v.printResults([]*bench.Results{r}); err != nil {
		return err
	}
	return writePage(v.page, []*bench.Results{r})
}
