package cli

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"tvslab/metrics"
	"tvslab/phone"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
)

func (a *app) phonesCommand() *cobra.Command {
	var f phonesFlags
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
		RunE: func(cmd *cobra.Command, _ []string) error { return a.phones(cmd.Context(), &f) },
	}
	f.register(cmd)
	cmd.AddCommand(a.phonesListCommand(), a.phonesShowCommand(), a.phonesExportCommand())
	return cmd
}

// phonesReport is the JSON document of tvslab phones.
type phonesReport struct {
	Schema      int          `json:"schema"`
	Phones      int          `json:"phones"` // of the shard
	Shard       string       `json:"shard"`
	Booted      int64        `json:"booted"` // boots of this run
	Seconds     float64      `json:"seconds"`
	Rate        float64      `json:"boots_per_second"`
	Interrupted bool         `json:"interrupted"`
	Traffic     traffic      `json:"traffic"`
	Memory      memoryReport `json:"memory"`
	Groups      []fleet.Line `json:"groups"`
}

type traffic struct {
	Files      int64 `json:"files"`
	Bytes      int64 `json:"bytes"`
	Missing    int64 `json:"missing"` // files that servers do not have, or do not give: a missing CTL is 503 over HTTP
	Failed     int64 `json:"failed"`  // files that did not come for another reason
	Resent     int64 `json:"resent"`  // TFTP packets
	TVSQueries int64 `json:"tvs_queries"`
	TVSFailed  int64 `json:"tvs_failed"`
}

type memoryReport struct {
	Record         int     `json:"record"`    // bytes of a resting phone
	PerPhone       float64 `json:"per_phone"` // bytes, everything
	Lists          int     `json:"lists"`
	Configurations int     `json:"configurations"`
}

// counted is traffic while it happens.
type counted struct {
	files, bytes, missing, failed, resent, queries, queriesFailed atomic.Int64
}

func (c *counted) step(s sockets.Step) {
	switch {
	case s.Kind == sockets.StepTVSHandshake && s.Err == nil, s.Kind == sockets.StepRegistration, s.Kind == sockets.StepEnrolment:
		return
	case s.Kind == sockets.StepTVSAnswer || s.Kind == sockets.StepTVSHandshake:
		c.queries.Add(1)
		if s.Err != nil {
			c.queriesFailed.Add(1)
		}
		return
	case errors.Is(s.Err, phone.ErrNotFound), errors.Is(s.Err, phone.ErrUnavailable):
		c.missing.Add(1)
	case s.Err != nil:
		c.failed.Add(1)
	default:
		c.files.Add(1)
		c.bytes.Add(int64(s.Bytes))
	}
	c.resent.Add(int64(s.Resent))
}

// register lets Prometheus see the traffic, and how many phones of the fleet booted.
func (c *counted) register(r *metrics.Registry, fl *fleet.Fleet, booted *atomic.Int64) {
	r.Gauge("tvslab_phones", "Phones of the fleet.", func() float64 { return float64(fl.Size()) })
	for _, total := range []struct {
		name, help string
		value      *atomic.Int64
	}{
		{"boots", "Boots that ended.", booted},
		{"files", "Files that came.", &c.files},
		{"file_bytes", "Bytes of files.", &c.bytes},
		{"files_missing", "Files that servers do not have or do not give.", &c.missing},
		{"files_failed", "Files that did not come for another reason.", &c.failed},
		{"resent_packets", "TFTP packets sent again.", &c.resent},
		{"tvs_queries", "Questions to TVS.", &c.queries},
		{"tvs_queries_failed", "Questions to TVS without an answer.", &c.queriesFailed},
	} {
		r.Total("tvslab_"+total.name+"_total", total.help, func() float64 { return float64(total.value.Load()) })
	}
}

func (c *counted) traffic() traffic {
	return traffic{c.files.Load(), c.bytes.Load(), c.missing.Load(), c.failed.Load(), c.resent.Load(), c.queries.Load(), c.queriesFailed.Load()}
}

func (a *app) phones(ctx context.Context, f *phonesFlags) (err error) {
	config, finder, err := f.fleet()
	if err != nil {
		return err
	}
	if f.state != "" {
		if config.Store, err = fleet.OpenStore(f.state); err != nil {
			return stateError(err)
		}
		defer func() { err = errors.Join(err, config.Store.Close()) }()
	}
	config.Key = a.phoneKeys()
	fl, err := fleet.New(config)
	if err != nil {
		return stateError(err)
	}
	net := sockets.New(finder, config.Settings)
	net.Files, net.Local = fl.Files(), fl.Source
	batch, err := net.Client().Batch(f.workers)
	if err != nil {
		return errors.Join(err, fl.Close())
	}
	net.TFTP = batch
	report, err := a.bootFleet(ctx, fl, net, f)
	err = errors.Join(err, fl.Close(), batch.Close())
	if report == nil || err != nil && !report.Interrupted {
		return err
	}
	return errors.Join(a.printPhones(report), err)
}

// bootFleet boots the phones that are to boot. What ran is reported even where ctx ended it.
func (a *app) bootFleet(ctx context.Context, fl *fleet.Fleet, net *sockets.Network, f *phonesFlags) (*phonesReport, error) {
	plan := f.plan(fl)
	p := newProgress(a.errs, "booting phones")
	var done atomic.Int64
	var count counted
	registry := metrics.New()
	count.register(registry, fl, &done)
	stop, err := a.serveMetrics(ctx, f.metrics, registry)
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	err = fl.Run(ctx, fleet.Run{
		Cause: phone.ResetCause(f.cause), Workers: f.workers, Plan: plan, Retry: f.retry > 0, Until: f.retry,
		Network: func() phone.Network { return net.Traced(count.step) },
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
		Schema: 1, Phones: fl.Size(), Shard: f.shard, Booted: done.Load(), Seconds: seconds, Rate: float64(done.Load()) / seconds,
		Interrupted: err != nil, Traffic: count.traffic(), Groups: fl.Summary(),
		Memory: memoryReport{Record: m.Record, PerPhone: m.PerPhone, Lists: m.Lists, Configurations: m.Configurations},
	}, err
}

func (a *app) printPhones(r *phonesReport) error {
	if a.output == "json" {
		return printJSON(a.out, r)
	}
	var rows []table.Row
	for _, l := range r.Groups {
		rows = append(rows, table.Row{l.Group, l.Phones, string(l.Verdict), l.File, l.Reason, l.Registration})
	}
	printTable(a.out, table.Row{"group", "phones", "verdict", "by", "reason", "registration"}, rows)
	t := r.Traffic
	fmt.Fprintf(a.out, "\n%d of %d phones booted in %.1f s (%.0f/s); %d files, %d bytes, %d missing, %d failed, %d packets resent; %d TVS queries, %d failed\n",
		r.Booted, r.Phones, r.Seconds, r.Rate, t.Files, t.Bytes, t.Missing, t.Failed, t.Resent, t.TVSQueries, t.TVSFailed)
	fmt.Fprintf(a.out, "at rest: %d bytes a phone, %.0f with everything; %d lists, %d configurations\n",
		r.Memory.Record, r.Memory.PerPhone, r.Memory.Lists, r.Memory.Configurations)
	return nil
}
