package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"tvslab/bench"
	"tvslab/bench/boots"
	"tvslab/metrics"
	"tvslab/tftpd"
)

// benchFlags are the flags of tvslab bench. Those of the fleet are as those of tvslab phones.
type benchFlags struct {
	fleet                phonesFlags
	plan, warmup         string
	duration             time.Duration
	workers              int
	at                   string
	scenario, engine     string
	memory               bool
	cell                 cellFlags
	storedAt             int
	results, page, title string
	failIf               []string
	serverPID            int
	metrics              string

	options    bench.Options // what the flags above say
	thresholds []bench.Threshold
}

func (a *app) benchCommand() *cobra.Command {
	var f benchFlags
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
'errors>0', 'config.p99>500ms', 'itl.error-rate>0.1%', 'lateness.p99>100ms'. Ctrl-C ends it with the report of what ran, and
status 130.`,
		Example: `  tvslab bench --scenario tftp-both-changed-tvs-ok --count 20000 --plan once
  tvslab bench --lab lab.json --count 5000 --plan constant:200/s --duration 60s --warmup 10s --results today.json
  tvslab bench --tftp 10.1.1.11 --count 20000 --plan "batches:500 every 30s" --fail-if 'p99>2s' --fail-if 'errors>0'
  tvslab bench compare yesterday.json today.json`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.bench(cmd.Context(), &f) },
	}
	f.register(cmd)
	cmd.AddCommand(a.benchReportCommand(), a.benchCompareCommand(), a.benchMergeCommand())
	return cmd
}

func (f *benchFlags) register(cmd *cobra.Command) {
	f.fleet.registerFleet(cmd.Flags())
	cmd.MarkFlagsMutuallyExclusive("http", "no-http")
	f.fleet.boot, f.fleet.cause, f.fleet.workers = bootAll, "reset", 1
	flags := cmd.Flags()
	flags.StringVar(&f.plan, "plan", "once", "when boots begin: "+bench.PlanSyntax)
	flags.DurationVar(&f.duration, "duration", 0, "let phones boot again and again for this long (default: every phone boots once)")
	flags.StringVar(&f.warmup, "warmup", "", `what is kept apart: "30s" of the plan, or "1x", every phone once before it`)
	flags.IntVar(&f.workers, "workers", bench.DefaultWorkers, "boots in progress at most; arrivals beyond it wait, which counts as lateness")
	flags.StringVar(&f.at, "at", "", "when the plan begins, as 2006-01-02T15:04:05Z, so that shards begin together (default: at once)")
	flags.StringVar(&f.scenario, "scenario", "", "boot against a lab in this process: a scenario by name or file")
	flags.BoolVar(&f.memory, "memory", false, "with --scenario: no sockets")
	flags.StringVar(&f.engine, "tftp-engine", string(tftpd.EngineLean), "with --scenario: what moves the blocks of the lab's TFTP, lean or pin")
	f.cell.register(flags, "with --scenario: ", "", "it")
	flags.IntVar(&f.storedAt, "stored-at", -1, "with --scenario: phones have booted after this many steps; -1 = they are new")
	flags.StringVar(&f.results, "results", "", "write what was measured into this file, for bench report, compare and merge")
	flags.StringVar(&f.page, "html", "", "write the report with plots into this file")
	flags.StringVar(&f.title, "title", "", "title of the report")
	flags.StringArrayVar(&f.failIf, "fail-if", nil, "status 1 if this holds, for example 'p99>2s'; may be given again")
	flags.IntVar(&f.serverPID, "server-pid", 0, "process of the servers, whose processor time and memory are measured")
	flags.StringVar(&f.metrics, "metrics", "", "serve Prometheus metrics at http://ADDRESS/metrics while it runs")
	_ = cmd.RegisterFlagCompletionFunc("scenario", completeScenarios)
}

// read checks the flags that say how to measure.
func (f *benchFlags) read() (err error) {
	o := &f.options
	if o.Plan, err = bench.ParsePlan(f.plan); err != nil {
		return usageError{fmt.Errorf("--plan: %w", err)}
	}
	if o.Warmup, err = bench.ParseWarmup(f.warmup); err != nil {
		return usageError{fmt.Errorf("--warmup: %w", err)}
	}
	if o.Shard, err = bench.ParseShard(f.fleet.shard); err != nil {
		return usageError{fmt.Errorf("--shard: %w", err)}
	}
	if f.at != "" {
		if o.Start, err = time.Parse(time.RFC3339, f.at); err != nil {
			return usageError{fmt.Errorf("--at %q is not a time like 2006-01-02T15:04:05Z", f.at)}
		}
	}
	for _, text := range f.failIf {
		t, err := bench.ParseThreshold(text)
		if err != nil {
			return usageError{fmt.Errorf("--fail-if: %w", err)}
		}
		f.thresholds = append(f.thresholds, t)
	}
	o.Duration, o.Workers, o.Count = f.duration, f.workers, f.fleet.count
	return f.fit()
}

// fit checks what flags have to do with each other.
func (f *benchFlags) fit() error {
	switch {
	case f.workers < 1:
		return usageError{fmt.Errorf("--workers %d: at least 1", f.workers)}
	case f.scenario == "" && (f.memory || f.storedAt >= 0 || f.cell.given()):
		return usageError{errors.New("--memory, --steps, --stored-at, --release and --mode need --scenario")}
	case f.scenario != "" && (len(f.fleet.tftp) > 0 || f.fleet.lab != "" || f.fleet.tvs != ""):
		return usageError{errors.New("--scenario has servers of its own: leave out --tftp, --lab and --tvs")}
	case f.scenario != "" && f.options.Shard.Of > 1:
		return usageError{errors.New("--shard: the shards of a fleet share their servers; serve the scenario with tvslab serve")}
	case f.scenario != "" && f.fleet.state != "":
		return usageError{errors.New("--state: a lab in this process is new every time; serve the scenario with tvslab serve")}
	}
	return nil
}

func (a *app) bench(ctx context.Context, f *benchFlags) error {
	if err := f.read(); err != nil {
		return err
	}
	if f.serverPID != 0 {
		p, err := bench.FindProcess(f.serverPID)
		if err != nil {
			return usageError{fmt.Errorf("--server-pid: %w", err)}
		}
		f.options.Servers = p
	}
	storm, err := a.openStorm(ctx, f)
	if err != nil {
		return err
	}
	r, err := a.measure(ctx, f, storm)
	if err = errors.Join(err, storm.Close()); r == nil {
		return err
	}
	if reported := a.reportBench(r, f); reported != nil {
		return reported
	}
	if err == nil && r.Interrupted {
		return fmt.Errorf("interrupted: %w", context.Canceled)
	}
	return errors.Join(err, a.judgeBench(r, f.thresholds))
}

// measure says what limits there are, and runs the benchmark.
func (a *app) measure(ctx context.Context, f *benchFlags, s *boots.Storm) (*bench.Results, error) {
	limits := s.Warnings
	for _, w := range limits {
		fmt.Fprintf(a.errs, "tvslab: limit: %s\nhint: %s\n", w.Text, w.Mend)
	}
	live := newBenchProgress(a.errs)
	f.options.Workers, f.options.Progress = s.Workers, live.report
	target, registry := s.Target, metrics.New()
	if f.metrics != "" {
		target = boots.Count(target, registry)
	}
	stop, err := a.serveMetrics(ctx, f.metrics, registry)
	if err != nil {
		return nil, err
	}
	r, err := bench.Run(ctx, target, f.options)
	live.end()
	err = errors.Join(err, stop())
	if r == nil {
		return nil, usageError{err}
	}
	r.Title, r.Target, r.Seed, r.Limits = f.title, s.Describe, f.fleet.seed, limits
	r.Machines = []bench.Machine{bench.ThisMachine(Version)}
	if s.InProcess {
		r.Client.Processes = "this process, servers included"
	}
	return r, err
}

// reportBench writes the results first, then the reports.
func (a *app) reportBench(r *bench.Results, f *benchFlags) error {
	if f.results != "" {
		if err := r.WriteFile(f.results); err != nil {
			return fmt.Errorf("--results: %w", err)
		}
	}
	if err := a.printBench([]*bench.Results{r}); err != nil {
		return err
	}
	return writePage(f.page, []*bench.Results{r})
}

// judgeBench says which thresholds are met; any is a failure.
func (a *app) judgeBench(r *bench.Results, list []bench.Threshold) error {
	var verdict error
	for _, t := range list {
		if failed, why := t.Judge(r); failed {
			fmt.Fprintf(a.errs, "tvslab: failed: %s\n", why)
			verdict = errFailed
		}
	}
	return verdict
}

func writePage(name string, list []*bench.Results) error {
	if name == "" {
		return nil
	}
	file, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("--html: %w", err)
	}
	return errors.Join(bench.WriteHTML(file, list), file.Close())
}
