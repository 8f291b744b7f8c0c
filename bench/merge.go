package bench

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Merge adds up the results of shards of one benchmark: histograms, counters, seconds and use of processors. Their plans
// must be the same, and no shard may be there twice. Seconds of the series count from each shard's own start.
func Merge(list []*Results) (*Results, error) {
	if len(list) == 0 {
		return nil, errors.New("merge: no results")
	}
	first := list[0]
	sum := *first
	sum.Shards, sum.Machines, sum.Limits = nil, nil, []Warning{}
	sum.Boots, sum.Workers, sum.Client, sum.Servers = Counts{}, 0, Usage{}, nil
	measured, warm, seconds := newTally(), newTally(), series{}
	for _, r := range list {
		if err := sameBenchmark(first, r); err != nil {
			return nil, err
		}
		if err := sum.addShards(r); err != nil {
			return nil, err
		}
		sum.addTotals(r)
		addPhases(measured, r.Phases)
		addPhases(warm, r.Warm)
		measured.lateness.add(r.Lateness)
		measured.tell(r.Wrong...)
		seconds.add(r.Series)
	}
	sum.Wrong = measured.wrong
	sum.Lateness, sum.Phases, sum.Warm, sum.Series = measured.lateness, measured.results(), warm.results(), seconds.list()
	return &sum, nil
}

func addPhases(t *tally, list []*PhaseResult) {
	for _, p := range list {
		t.of(p.Phase).add(p)
	}
}

// sameBenchmark reports what makes two results parts of different benchmarks.
func sameBenchmark(a, b *Results) error {
	for _, c := range []struct{ what, a, b string }{
		{"plan", a.Plan, b.Plan}, {"duration", a.Duration, b.Duration}, {"warm-up", a.Warmup, b.Warmup},
		{"number of phones", fmt.Sprint(a.Phones), fmt.Sprint(b.Phones)}, {"seed", fmt.Sprint(a.Seed), fmt.Sprint(b.Seed)},
	} {
		if c.a != c.b {
			return fmt.Errorf("merge: not shards of one benchmark: %s %q and %q", c.what, c.a, c.b)
		}
	}
	return nil
}

func (r *Results) addShards(other *Results) error {
	for _, s := range other.Shards {
		if slices.Contains(r.Shards, s) {
			return fmt.Errorf("merge: shard %s is there twice", s)
		}
		if len(r.Shards) > 0 && r.Shards[0].Of != s.Of {
			return fmt.Errorf("merge: shards %s and %s are parts of different wholes", r.Shards[0], s)
		}
		r.Shards = append(r.Shards, s)
	}
	return nil
}

func (r *Results) addTotals(other *Results) {
	r.addTime(other)
	r.Late = max(r.Late, other.Late)
	r.Interrupted = r.Interrupted || other.Interrupted
	r.Workers += other.Workers
	r.Boots.add(other.Boots)
	r.Client = r.Client.plus(other.Client)
	for _, m := range other.Machines {
		if !slices.Contains(r.Machines, m) {
			r.Machines = append(r.Machines, m)
		}
	}
	for _, w := range other.Limits {
		if !slices.Contains(r.Limits, w) {
			r.Limits = append(r.Limits, w)
		}
	}
	r.addServers(other.Servers)
}

// addTime makes the time of a run that of both: from the first start to the last end, as the clocks of their machines have it.
func (r *Results) addTime(other *Results) {
	end := func(r *Results) time.Time { return r.Started.Add(time.Duration(r.Seconds * float64(time.Second))) }
	last := end(r)
	if theirs := end(other); theirs.After(last) {
		last = theirs
	}
	if other.Started.Before(r.Started) {
		r.Started = other.Started
	}
	r.Seconds = last.Sub(r.Started).Seconds()
}

// addServers keeps the largest use: shards measure the same servers.
func (r *Results) addServers(u *Usage) {
	if u != nil && (r.Servers == nil || u.CPUSeconds() > r.Servers.CPUSeconds()) {
		kept := *u
		r.Servers = &kept
	}
}

func (c *Counts) add(o Counts) {
	c.Planned += o.Planned
	c.Begun += o.Begun
	c.Ended += o.Ended
	c.Failed += o.Failed
	c.Unfinished += o.Unfinished
}
