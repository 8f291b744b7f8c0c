package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"tvslab/bench"
	"tvslab/bench/boots"
	"tvslab/metrics"
	"tvslab/phone"
	"tvslab/phone/fleet"
	"tvslab/shard"
)

// phonesVerb is tvslab phones with its flags.
type phonesVerb struct {
	*app
	fleetFlags
	workers              int
	boot, cause, metrics string
	rate                 float64
	retry                time.Duration
	start                startFlag
	results              string
	pcap                 pcapFlag
}

// whichPhones are the values of --boot.
var whichPhones = []string{string(boots.All), string(boots.Once), string(boots.None)}

// causes are the values of --cause.
var causes = []string{string(phone.PowerOn), string(phone.Reset), string(phone.Restart)}

func phonesCommand(a *app) *cobra.Command { return newPhonesVerb(a).command() }

func newPhonesVerb(a *app) *phonesVerb {
	return &phonesVerb{app: a, pcap: pcapFlag{app: a}}
}

func (v *phonesVerb) command() *cobra.Command {
	a := v.app
	cmd := &cobra.Command{
		Use:   "phones",
		Short: "Boot a fleet of phones; look at and deal with those of a running lab",
		Long: `Boots many virtual phones against TFTP, TVS and call manager servers by address: those of "tvslab serve", of a lab
cluster, or any others. Who a phone is (name, group, model, address) follows from its number and the seed, so that the
same flags always give the same phones, and shards of one fleet can run on different machines.

With --state the fleet keeps what its phones have stored in an SQLite file: it can be ended in any way, and goes on
from there. "tvslab phones list", "show" and "export" ask such a file; so does any SQLite tool.

The verdict of a phone is what it decided at its last boot. The names of servers in configurations must be known to
this machine, or be given with --host or --lab.

To measure how servers bear a boot storm, use "tvslab bench": its plans are ramps and batches too, and times are counted from
the moment at which a phone should have begun. Here phones boot so that one sees what they decide.

The other commands are about the phones of the lab that "tvslab serve" keeps up; list and show know both.

One fleet on many machines: --shard, which the environment of Kubernetes and Slurm may tell, --at for a common start, --results FOLDER/ for
what came of each, and "tvslab phones merge FOLDER" for the whole.

Phones register over TCP as real ones do, if their configuration names a call manager that can be reached.`,
		Example: `  tvslab serve --listen 127.60.0.1 -o json tftp-both-changed-tvs-ok >lab.json &
  tvslab phones --lab lab.json --count 1000 --models 8841=70,7965=30
  tvslab phones --tftp 10.1.1.11,10.1.1.12 --count 20000 --shard 1/4 --state fleet.db --boot once
  tvslab phones list --state fleet.db --verdict lists-refused`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return v.run(cmd.Context()) },
	}
	v.register(cmd)
	cmd.AddCommand(phonesListCommand(a), phonesShowCommand(a), phonesExportCommand(a), phonesWhyCommand(a), phonesMergeCommand(a))
	for _, deed := range labDeeds {
		cmd.AddCommand(deed.command(a))
	}
	return cmd
}

func (v *phonesVerb) register(cmd *cobra.Command) {
	v.fleetFlags.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&v.boot, "boot", string(boots.All), "which phones boot: all, once (those that never did) or none")
	flags.StringVar(&v.cause, "cause", string(phone.Reset), "why they boot: power-on, reset or restart")
	flags.IntVar(&v.workers, "workers", 256, "phones that boot at the same time")
	flags.Float64Var(&v.rate, "rate", 0, "phones to begin per second, as bench --plan constant:N/s (default: as fast as --workers can, as bench --plan once)")
	flags.StringVar(&v.metrics, "metrics", "", "serve Prometheus metrics at http://ADDRESS/metrics while phones boot")
	v.start.register(cmd, "phones begin to boot")
	flags.StringVar(&v.results, "results", "", "write the report as JSON into this file; into a folder as shard-I-of-N.json, and what it means phones merge says")
	v.pcap.register(cmd, "what the phones send and receive")
	flags.DurationVar(&v.retry, "retry", 0, "for how long phones without a configuration try again by themselves")
	completeWords(cmd, "boot", fixed(whichPhones))
	completeWords(cmd, "cause", fixed(causes))
}

// check looks at the flags that say how phones boot.
func (v *phonesVerb) check() error {
	if err := cmp.Or(v.readShard(&v.shard, 0), v.start.read()); err != nil {
		return err
	}
	if err := errors.Join(oneOf("--boot", "choice", v.boot, whichPhones), oneOf("--cause", "cause", v.cause, causes)); err != nil {
		return err
	}
	switch {
	case v.workers < 1:
		return fmt.Errorf("--workers %d: at least 1", v.workers)
	case !(v.rate >= 0) || v.retry < 0: // NaN neither
		return fmt.Errorf("--rate %g, --retry %s: neither can be negative", v.rate, v.retry)
	}
	return nil
}

func (v *phonesVerb) run(ctx context.Context) (err error) {
	if err := v.check(); err != nil {
		return usageError{err}
	}
	config, finder, err := v.fleet(ctx)
	if err != nil {
		return err
	}
	v.warn(strangers(v.served, &config, v.lab))
	folder := v.results != "" && shard.IsFolder(v.results)
	if err := placeShard(shard.Part(bench.Shard(config.Shard).Whole()), &v.results, &v.state); err != nil {
		return err
	}
	if v.state != "" {
		if config.Store, err = fleet.OpenStore(v.state); err != nil {
			return stateError(err)
		}
		defer func() { err = errors.Join(err, config.Store.Close()) }()
	}
	config.Key = v.phoneKeys(ctx)
	p, registry := newProgress(v.errs, "booting phones"), metrics.New()
	stop, err := v.serveMetrics(ctx, v.metrics, registry)
	if err != nil {
		return err
	}
	v.start.tell(v.app)
	packets, end, err := v.pcap.open(false)
	if err != nil {
		return errors.Join(err, stop())
	}
	report, err := boots.Run{Capture: packets, Fleet: config, Servers: finder, Cause: phone.ResetCause(v.cause), Which: boots.Which(v.boot),
		Workers: v.workers, Rate: v.rate, Start: v.start.at, Retry: v.retry, Metrics: registry, Progress: p.report}.Boot(ctx)
	p.end()
	err = errors.Join(err, stop(), end())
	if report == nil || err != nil && !report.Interrupted {
		return stateError(err)
	}
	if err = errors.Join(v.save(report), v.print(report, func(w io.Writer) error { return writeFleet(w, report) }), err); err != nil || folder {
		return err // what a shard found others may not have: a merge judges
	}
	return v.allOfFleet(report)
}

// save writes the report where --results says.
func (v *phonesVerb) save(r *boots.Report) error {
	if v.results == "" {
		return nil
	}
	if err := shard.Write(v.results, func(w io.Writer) error { return printJSON(w, r) }); err != nil {
		return fmt.Errorf("--results: %w", err)
	}
	return nil
}

// allOfFleet judges what came of a fleet: wrong files, phones that all got nothing.
func (a *app) allOfFleet(report *boots.Report) error {
	return errors.Join(a.wrongFiles(report.Traffic.Wrong), a.allFailed(int64(report.PhonesBoot), int64(report.Unserved), "phones that booted got what they boot with"))
}

func writeFleet(w io.Writer, r *boots.Report) error {
	var rows []table.Row
	for _, l := range r.Groups {
		rows = append(rows, table.Row{l.Group, l.Phones, string(l.Verdict), l.File, l.Reason, l.Registration})
	}
	printTable(w, table.Row{"group", "phones", "verdict", "by", "reason", "registration"}, rows)
	t := r.Traffic
	fmt.Fprintf(w, "\n%d of %d phones booted%s in %.1f s (%.0f/s); %d files, %d bytes, %d missing, %d wrong, %d failed, %d packets resent; %d TVS queries, %d failed\n",
		r.PhonesBoot, r.Phones, again(r), r.Seconds, r.Rate, t.Files, t.Bytes, t.Missing, t.Wrong, t.Failed, t.Resent, t.TVSQueries, t.TVSFailed)
	for _, example := range r.Wrong {
		fmt.Fprintf(w, "wrong file: %s\n", example)
	}
	if r.Late > 0.1 {
		fmt.Fprintf(w, "late: a shard began %.1f s after the common start\n", r.Late)
	}
	_, err := fmt.Fprintf(w, "at rest: %d bytes a phone, %.0f with everything; %d lists, %d configurations\n",
		r.Memory.Record, r.Memory.PerPhone, r.Memory.Lists, r.Memory.Configurations)
	return err
}

// again says how many boots there were where phones booted more than once.
func again(r *boots.Report) string {
	if r.Booted == int64(r.PhonesBoot) {
		return ""
	}
	return fmt.Sprintf(", %d boots", r.Booted)
}
