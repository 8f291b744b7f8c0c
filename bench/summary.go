package bench

import (
	"math"
	"time"
)

// Summary is Results as figures: the document of `bench report -o json`. Times are seconds.
type Summary struct {
	Title       string         `json:"title"`
	Target      string         `json:"target"`
	Started     time.Time      `json:"started"`
	Late        float64        `json:"late_seconds,omitempty"`
	Seconds     float64        `json:"seconds"`
	Interrupted bool           `json:"interrupted"`
	Plan        string         `json:"plan"`
	Duration    string         `json:"duration"`
	Warmup      string         `json:"warmup"`
	Phones      int            `json:"phones"`
	Workers     int            `json:"workers"`
	Seed        uint64         `json:"seed"`
	Shards      []Shard        `json:"shards"`
	Machines    []Machine      `json:"machines"`
	Limits      []Warning      `json:"limits"`
	Boots       Counts         `json:"boots"`
	Rate        float64        `json:"rate"`        // boots that ended per second
	WrongFiles  int64          `json:"wrong_files"` // warm-up included
	Wrong       []string       `json:"wrong_file_examples"`
	Lateness    Latency        `json:"lateness"`
	Phases      []PhaseSummary `json:"phases"`
	Warm        []PhaseSummary `json:"warm"`
	Client      Usage          `json:"client"`
	Servers     *Usage         `json:"servers,omitempty"`
	// BootsPerCPUSecond counts processor time of client and servers.
	BootsPerCPUSecond float64 `json:"boots_per_cpu_second"`
}

// Latency is a histogram as figures, in seconds.
type Latency struct {
	Count int64   `json:"count"`
	Mean  float64 `json:"mean"`
	P50   float64 `json:"p50"`
	P90   float64 `json:"p90"`
	P95   float64 `json:"p95"`
	P99   float64 `json:"p99"`
	P999  float64 `json:"p99.9"`
	Max   float64 `json:"max"`
}

// PhaseSummary is a PhaseResult as figures.
type PhaseSummary struct {
	Phase    Phase             `json:"phase"`
	Errors   int64             `json:"errors"`
	Missing  int64             `json:"missing"`
	Wrong    int64             `json:"wrong_files"`
	Outcomes map[Outcome]int64 `json:"outcomes"`
	Bytes    int64             `json:"bytes"`
	Resent   int64             `json:"resent"`
	Latency  Latency           `json:"latency"`
}

// Summary works out the figures.
func (r *Results) Summary() *Summary {
	s := &Summary{Title: r.Title, Target: r.Target, Started: r.Started, Seconds: r.Seconds, Late: r.Late, Interrupted: r.Interrupted, Plan: r.Plan,
		Duration: r.Duration, Warmup: r.Warmup, Phones: r.Phones, Workers: r.Workers, Seed: r.Seed, Shards: r.Shards,
		Machines: r.Machines, Limits: r.Limits, Boots: r.Boots, Rate: r.Rate(), WrongFiles: r.WrongFiles(), Wrong: append([]string{}, r.Wrong...), Lateness: latencyOf(r.Lateness),
		Phases: summaries(r.Phases), Warm: summaries(r.Warm), Client: r.Client, Servers: r.Servers}
	cpu := r.Client.CPUSeconds()
	if r.Servers != nil {
		cpu += r.Servers.CPUSeconds()
	}
	if cpu > 0 {
		s.BootsPerCPUSecond = math.Round(float64(r.Boots.Ended)/cpu*10) / 10
	}
	return s
}

func summaries(list []*PhaseResult) []PhaseSummary {
	all := []PhaseSummary{}
	for _, p := range list {
		all = append(all, PhaseSummary{p.Phase, p.Errors, p.Missing, p.Wrong, p.Outcomes, p.Bytes, p.Resent, latencyOf(p.Histogram)})
	}
	return all
}

func latencyOf(h *Histogram) Latency {
	at := func(q float64) float64 { return h.Quantile(q).Seconds() }
	return Latency{h.Count(), h.Mean().Seconds(), at(0.5), at(0.9), at(0.95), at(0.99), at(0.999), at(1)}
}
