package boots

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"tvslab/bench"
	"tvslab/capture"
	"tvslab/metrics"
	"tvslab/phone"
	"tvslab/phone/fleet"
	"tvslab/phone/sockets"
)

// Which says which phones of a fleet boot.
type Which string

// The values of Which.
const (
	All  Which = "all"
	Once Which = "once" // those that never did
	None Which = "none"
)

// Run boots a fleet on servers by address, not to measure it but to see what its phones decide.
type Run struct {
	Fleet   fleet.Config
	Servers *sockets.Servers
	Cause   phone.ResetCause
	Which   Which
	Workers int           // phones that boot at the same time, at least 1
	Rate    float64       // phones to begin per second; 0: as fast as they can
	Start   time.Time     // when they begin, so that shards begin together; the zero value is at once
	Retry   time.Duration // for how long phones without a configuration try again by themselves
	// Capture, if set, notes what the phones send and receive.
	Capture *capture.Capture
	// Metrics, if set, learns how many phones booted and what they transferred.
	Metrics *metrics.Registry
	// Progress, if set, is told how many boots have ended, by several goroutines.
	Progress func(done, total int)
}

// Report is what came of a run, as JSON document too.
type Report struct {
	Schema      int            `json:"schema"` // 1
	Phones      int            `json:"phones"` // of the shard
	Shard       string         `json:"shard"`
	Seed        uint64         `json:"seed"`
	Late        float64        `json:"late_seconds,omitempty"` // after Start
	Booted      int64          `json:"booted"`                 // boots of this run
	PhonesBoot  int            `json:"phones_booted"`          // phones that booted, once or more
	Unserved    int            `json:"unserved"`               // of these, whom servers did not give what they boot with
	Seconds     float64        `json:"seconds"`
	Rate        float64        `json:"boots_per_second"`
	Interrupted bool           `json:"interrupted"`
	Traffic     sockets.Totals `json:"traffic"`
	Wrong       []string       `json:"wrong_file_examples"` // the first ones, in words
	Memory      Memory         `json:"memory"`
	Groups      []fleet.Line   `json:"groups"`
}

// Memory is what phones at rest take.
type Memory struct {
	Record         int     `json:"record"`    // bytes of a resting phone
	PerPhone       float64 `json:"per_phone"` // bytes, everything
	Lists          int     `json:"lists"`
	Configurations int     `json:"configurations"`
}

// Boot boots the phones that are to boot. Where ctx ended it there is a report of what ran, and the error says so.
func (r Run) Boot(ctx context.Context) (*Report, error) {
	fl, err := fleet.New(r.Fleet)
	if err != nil {
		return nil, err
	}
	net := sockets.New(r.Servers, r.Fleet.Settings)
	net.Files, net.Local = fl.Files(), fl.Source
	watch(net, r.Servers, r.Capture)
	batch, err := net.Client().Batch(r.Workers)
	if err != nil {
		return nil, errors.Join(err, fl.Close())
	}
	net.TFTP = batch
	report, err := r.boot(ctx, fl, net)
	return report, errors.Join(err, fl.Close(), batch.Close())
}

func (r Run) boot(ctx context.Context, fl *fleet.Fleet, net *sockets.Network) (*Report, error) {
	plan := r.plan(fl)
	var done atomic.Int64
	booted := make([]atomic.Bool, fl.Size())
	var traffic sockets.Traffic
	if r.Metrics != nil {
		register(r.Metrics, fl, &done, &traffic)
	}
	bench.WaitUntil(ctx, r.Start)
	begun := time.Now()
	err := fl.Run(ctx, fleet.Run{
		Cause: r.Cause, Workers: r.Workers, Plan: plan, Retry: r.Retry > 0, Until: r.Retry,
		Network: func() phone.Network { return net.Traced(traffic.Count) },
		Done: func(i int, _ fleet.Outcome) {
			booted[i].Store(true)
			if n := int(done.Add(1)); r.Progress != nil {
				r.Progress(n, max(len(plan), n))
			}
		},
	})
	if err != nil && ctx.Err() == nil {
		return nil, err
	}
	if err != nil {
		err = fmt.Errorf("interrupted: %w", ctx.Err())
	}
	seconds, m := time.Since(begun).Seconds(), fl.Memory()
	report := &Report{
		Schema: reportSchema, Seed: r.Fleet.Seed, Phones: fl.Size(), Shard: bench.Shard(r.Fleet.Shard).String(), Booted: done.Load(), Seconds: seconds,
		Rate: float64(done.Load()) / seconds, Interrupted: err != nil, Traffic: traffic.Totals(), Wrong: append([]string{}, traffic.WrongFiles()...), Groups: fl.Summary(),
		Memory: Memory{Record: m.Record, PerPhone: m.PerPhone, Lists: m.Lists, Configurations: m.Configurations},
	}
	if !r.Start.IsZero() {
		report.Late = max(begun.Sub(r.Start).Seconds(), 0)
	}
	report.count(fl, booted)
	return report, err
}

// count counts the phones that booted, and those of them that servers left without.
func (r *Report) count(fl *fleet.Fleet, booted []atomic.Bool) {
	for i := range booted {
		if !booted[i].Load() {
			continue
		}
		r.PhonesBoot++
		if !fl.Outcome(i).Verdict.Served() {
			r.Unserved++
		}
	}
}

// plan says who boots when.
func (r Run) plan(fl *fleet.Fleet) []fleet.Wake {
	plan := make([]fleet.Wake, 0, fl.Size())
	for i := range fl.Size() {
		if r.Which == None || r.Which == Once && fl.Outcome(i).Boots > 0 {
			continue
		}
		w := fleet.Wake{Phone: i}
		if r.Rate > 0 {
			w.After = time.Duration(float64(len(plan)) / r.Rate * float64(time.Second))
		}
		plan = append(plan, w)
	}
	return plan
}

// register lets Prometheus see the traffic, and how many phones of the fleet booted.
func register(r *metrics.Registry, fl *fleet.Fleet, booted *atomic.Int64, traffic *sockets.Traffic) {
	r.Gauge("tvslab_phones", "Phones of the fleet.", func() float64 { return float64(fl.Size()) })
	r.Total("tvslab_boots_total", "Boots that ended.", func() float64 { return float64(booted.Load()) })
	for _, total := range []struct {
		name, help string
		of         func(sockets.Totals) int64
	}{
		{"files", "Files that came.", func(t sockets.Totals) int64 { return t.Files }},
		{"file_bytes", "Bytes of files.", func(t sockets.Totals) int64 { return t.Bytes }},
		{"files_missing", "Files that servers do not have or do not give.", func(t sockets.Totals) int64 { return t.Missing }},
		{"wrong_files", "Files that came and are not those that were asked for.", func(t sockets.Totals) int64 { return t.Wrong }},
		{"files_failed", "Files that did not come for another reason.", func(t sockets.Totals) int64 { return t.Failed }},
		{"resent_packets", "TFTP packets sent again.", func(t sockets.Totals) int64 { return t.Resent }},
		{"tvs_queries", "Questions to TVS.", func(t sockets.Totals) int64 { return t.TVSQueries }},
		{"tvs_queries_failed", "Questions to TVS without an answer.", func(t sockets.Totals) int64 { return t.TVSFailed }},
	} {
		r.Total("tvslab_"+total.name+"_total", total.help, func() float64 { return float64(total.of(traffic.Totals())) })
	}
}
