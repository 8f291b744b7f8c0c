package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"tvslab/metrics"
	"tvslab/phone"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
)

// phonesVerb is tvslab phones with its flags.
type phonesVerb struct {
	*app
	fleetFlags
	workers              int
	boot, cause, metrics string
	rate                 float64
	retry                time.Duration
}

// The values of --boot.
const (
	bootAll  = "all"
	bootOnce = "once"
	bootNone = "none"
)

func phonesCommand(a *app) *cobra.Command {
	v := phonesVerb{app: a}
	cmd := &cobra.Command{
		Use:   "phones",
		Short: "Boot a fleet of phones against any servers",
		Long: `Boots many virtual phones against TFTP, TVS and call manager servers by address: those of "tvslab serve", of a lab
cluster, or any others. Who a phone is (name, group, model, address) follows from its number and the seed, so that the
same flags always give the same phones, and shards of one fleet can run on different machines.

With --state the fleet keeps what its phones have stored in an SQLite file: it can be ended in any way, and goes on
from there. "tvslab phones list", "show" and "export" ask such a file; so does any SQLite tool.

The verdict of a phone is what it decided at its last boot. The names of servers in configurations must be known to
this machine, or be given with --host or --lab.

Phones register over TCP as real ones do, if their configuration names a call manager that can be reached.`,
		Example: `  tvslab serve --listen 127.60.0.1 -o json tftp-both-changed-tvs-ok >lab.json &
  tvslab phones --lab lab.json --count 1000 --models 8841=70,7965=30
  tvslab phones --tftp 10.1.1.11,10.1.1.12 --count 20000 --shard 1/4 --state fleet.db --boot once
  tvslab phones list --state fleet.db --verdict lists-refused`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return v.run(cmd.Context()) },
	}
	v.register(cmd)
	cmd.AddCommand(phonesListCommand(a), phonesShowCommand(a), phonesExportCommand(a))
	return cmd
}

func (v *phonesVerb) register(cmd *cobra.Command) {
	v.fleetFlags.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&v.boot, "boot", bootAll, "which phones boot: all, once (those that never did) or none")
	flags.StringVar(&v.cause, "cause", string(phone.Reset), "why they boot: power-on, reset or restart")
	flags.IntVar(&v.workers, "workers", 256, "phones that boot at the same time")
	flags.Float64Var(&v.rate, "rate", 0, "phones to begin per second (default: as fast as they can)")
	flags.StringVar(&v.metrics, "metrics", "", "serve Prometheus metrics at http://ADDRESS/metrics while phones boot")
	flags.DurationVar(&v.retry, "retry", 0, "for how long phones without a configuration try again by themselves")
	_ = cmd.RegisterFlagCompletionFunc("boot", cobra.FixedCompletions([]string{bootAll, bootOnce, bootNone}, cobra.ShellCompDirectiveNoFileComp))
}

// check looks at the flags that say how phones boot.
func (v *phonesVerb) check() error {
	switch {
	case !slices.Contains([]string{bootAll, bootOnce, bootNone}, v.boot):
		return fmt.Errorf("--boot %q: the choices are all, once and none", v.boot)
	case !slices.Contains([]phone.ResetCause{phone.PowerOn, phone.Reset, phone.Restart}, phone.ResetCause(v.cause)):
		return fmt.Errorf("--cause %q: the causes are power-on, reset and restart", v.cause)
	case v.workers < 1:
		return fmt.Errorf("--workers %d: at least 1", v.workers)
	case v.rate < 0 || v.retry < 0:
		return errors.New("--rate and --retry cannot be negative")
	}
	return nil
}

// plan says who boots when.
func (v *phonesVerb) plan(fl *fleet.Fleet) []fleet.Wake {
	plan := make([]fleet.Wake, 0, fl.Size())
	for i := range fl.Size() {
		if v.boot == bootNone || v.boot == bootOnce && fl.Outcome(i).Boots > 0 {
			continue
		}
		w := fleet.Wake{Phone: i}
		if v.rate > 0 {
			w.After = time.Duration(float64(len(plan)) / v.rate * float64(time.Second))
		}
		plan = append(plan, w)
	}
	return plan
}

// phonesReport is the JSON document of tvslab phones.
type phonesReport struct {
	Schema      int            `json:"schema"`
	Phones      int            `json:"phones"` // of the shard
	Shard       string         `json:"shard"`
	Booted      int64          `json:"booted"` // boots of this run
	Seconds     float64        `json:"seconds"`
	Rate        float64        `json:"boots_per_second"`
	Interrupted bool           `json:"interrupted"`
	Traffic     sockets.Totals `json:"traffic"`
	Memory      memoryReport   `json:"memory"`
	Groups      []fleet.Line   `json:"groups"`
}

type memoryReport struct {
	Record         int     `json:"record"`    // bytes of a resting phone
	PerPhone       float64 `json:"per_phone"` // bytes, everything
	Lists          int     `json:"lists"`
	Configurations int     `json:"configurations"`
}

// registerTraffic lets Prometheus see the traffic, and how many phones of the fleet booted.
func registerTraffic(r *metrics.Registry, fl *fleet.Fleet, booted *atomic.Int64, traffic *sockets.Traffic) {
	r.Gauge("tvslab_phones", "Phones of the fleet.", func() float64 { return float64(fl.Size()) })
	r.Total("tvslab_boots_total", "Boots that ended.", func() float64 { return float64(booted.Load()) })
	for _, total := range []struct {
		name, help string
		of         func(sockets.Totals) int64
	}{
		{"files", "Files that came.", func(t sockets.Totals) int64 { return t.Files }},
		{"file_bytes", "Bytes of files.", func(t sockets.Totals) int64 { return t.Bytes }},
		{"files_missing", "Files that servers do not have or do not give.", func(t sockets.Totals) int64 { return t.Missing }},
		{"files_failed", "Files that did not come for another reason.", func(t sockets.Totals) int64 { return t.Failed }},
		{"resent_packets", "TFTP packets sent again.", func(t sockets.Totals) int64 { return t.Resent }},
		{"tvs_queries", "Questions to TVS.", func(t sockets.Totals) int64 { return t.TVSQueries }},
		{"tvs_queries_failed", "Questions to TVS without an answer.", func(t sockets.Totals) int64 { return t.TVSFailed }},
	} {
		r.Total("tvslab_"+total.name+"_total", total.help, func() float64 { return float64(total.of(traffic.Totals())) })
	}
}

func (v *phonesVerb) run(ctx context.Context) (err error) {
	if err := v.check(); err != nil {
		return usageError{err}
	}
	config, finder, err := v.fleet()
	if err != nil {
		return err
	}
	if v.state != "" {
		if config.Store, err = fleet.OpenStore(v.state); err != nil {
			return stateError(err)
		}
		defer func() { err = errors.Join(err, config.Store.Close()) }()
	}
	config.Key = v.phoneKeys()
	fl, err := fleet.New(config)
	if err != nil {
		return stateError(err)
	}
	net := sockets.New(finder, config.Settings)
	net.Files, net.Local = fl.Files(), fl.Source
	batch, err := net.Client().Batch(v.workers)
	if err != nil {
		return errors.Join(err, fl.Close())
	}
	net.TFTP = batch
	report, err := v.bootFleet(ctx, fl, net)
	err = errors.Join(err, fl.Close(), batch.Close())
	if report == nil || err != nil && !report.Interrupted {
		return err
	}
	return errors.Join(v.print(report, report.write), err)
}

// bootFleet boots the phones that are to boot. What ran is reported even where ctx ended it.
func (v *phonesVerb) bootFleet(ctx context.Context, fl *fleet.Fleet, net *sockets.Network) (*phonesReport, error) {
	plan := v.plan(fl)
	p := newProgress(v.errs, "booting phones")
	var done atomic.Int64
	var traffic sockets.Traffic
	registry := metrics.New()
	registerTraffic(registry, fl, &done, &traffic)
	stop, err := v.serveMetrics(ctx, v.metrics, registry)
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	err = fl.Run(ctx, fleet.Run{
		Cause: phone.ResetCause(v.cause), Workers: v.workers, Plan: plan, Retry: v.retry > 0, Until: v.retry,
		Network: func() phone.Network { return net.Traced(traffic.Count) },
		Done:    func(int, fleet.Outcome) { p.report(int(done.Add(1)), max(len(plan), int(done.Load()))) },
	})
	p.end()
	if stopped := stop(); err == nil {
		err = stopped
	}
	if err != nil && ctx.Err() == nil {
		return nil, err
	}
	if err != nil {
		err = fmt.Errorf("interrupted: %w", ctx.Err())
	}
	seconds, m := time.Since(begun).Seconds(), fl.Memory()
	return &phonesReport{
		Schema: 1, Phones: fl.Size(), Shard: v.shard, Booted: done.Load(), Seconds: seconds, Rate: float64(done.Load()) / seconds,
		Interrupted: err != nil, Traffic: traffic.Totals(), Groups: fl.Summary(),
		Memory: memoryReport{Record: m.Record, PerPhone: m.PerPhone, Lists: m.Lists, Configurations: m.Configurations},
	}, err
}

func (r *phonesReport) write(w io.Writer) error {
	var rows []table.Row
	for _, l := range r.Groups {
		rows = append(rows, table.Row{l.Group, l.Phones, string(l.Verdict), l.File, l.Reason, l.Registration})
	}
	printTable(w, table.Row{"group", "phones", "verdict", "by", "reason", "registration"}, rows)
	t := r.Traffic
	fmt.Fprintf(w, "\n%d of %d phones booted in %.1f s (%.0f/s); %d files, %d bytes, %d missing, %d failed, %d packets resent; %d TVS queries, %d failed\n",
		r.Booted, r.Phones, r.Seconds, r.Rate, t.Files, t.Bytes, t.Missing, t.Failed, t.Resent, t.TVSQueries, t.TVSFailed)
	_, err := fmt.Fprintf(w, "at rest: %d bytes a phone, %.0f with everything; %d lists, %d configurations\n",
		r.Memory.Record, r.Memory.PerPhone, r.Memory.Lists, r.Memory.Configurations)
	return err
}
