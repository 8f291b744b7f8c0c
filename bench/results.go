package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"tvslab/shard"
)

// SchemaVersion is the version of the document that a benchmark writes: docs/bench-results.md.
const SchemaVersion = 1

// Results is what a benchmark measured: the document of --results.
type Results struct {
	Schema      int       `json:"schema"`
	Kind        string    `json:"kind"` // KindResults
	Title       string    `json:"title"`
	Target      string    `json:"target"` // what was measured, for people
	Started     time.Time `json:"started"`
	Late        float64   `json:"late_seconds,omitempty"` // after the common start of shards; of several shards, the latest
	Seconds     float64   `json:"seconds"`                // from the start of the plan to the end of the last boot
	Interrupted bool      `json:"interrupted"`
	Plan        string    `json:"plan"`
	Duration    string    `json:"duration"` // "" where every phone booted once
	Warmup      string    `json:"warmup"`
	Phones      int       `json:"phones"` // in all shards
	Workers     int       `json:"workers"`
	Seed        uint64    `json:"seed"`
	Shards      []Shard   `json:"shards"` // that are in here; [0/1] is the whole
	Machines    []Machine `json:"machines"`
	Limits      []Warning `json:"limits"`

	Boots    Counts         `json:"boots"`
	Wrong    []string       `json:"wrong_file_examples"` // the first ones, in words; phases count all
	Lateness *Histogram     `json:"lateness"`            // from intended start to start
	Phases   []*PhaseResult `json:"phases"`
	Warm     []*PhaseResult `json:"warm"` // of the warm-up
	Series   []*Second      `json:"series"`
	Client   Usage          `json:"client"`
	Servers  *Usage         `json:"servers,omitempty"` // absent where they were not measured
}

// KindResults marks the document.
const KindResults = "tvslab bench"

// Counts are numbers of boots, warm-up by time included.
type Counts struct {
	Planned    int64 `json:"planned"`
	Begun      int64 `json:"begun"`
	Ended      int64 `json:"ended"`
	Failed     int64 `json:"failed"`     // of those that ended, by an error or a wrong file
	Unfinished int64 `json:"unfinished"` // begun, but the benchmark ended first
}

// results puts together the document; what the caller knows (title, target, seed, machine) is left to it.
func (r *run) results(ctx context.Context, warm *tally, client Usage, servers *Usage) *Results {
	o := r.options
	measured := r.total(false)
	doc := &Results{Schema: SchemaVersion, Kind: KindResults, Started: r.started.UTC(), Seconds: r.ended.Sub(r.started).Seconds(),
		Interrupted: ctx.Err() != nil, Plan: o.Plan.String(), Warmup: o.Warmup.String(), Phones: o.count(r.target),
		Workers: o.workers(), Shards: []Shard{{o.Shard.Index, o.Shard.shards()}}, Machines: []Machine{}, Limits: []Warning{},
		Wrong: measured.wrong, Lateness: measured.lateness, Phases: measured.results(), Warm: warm.results(), Client: client, Servers: servers}
	if !o.Start.IsZero() {
		doc.Late = max(r.started.Sub(o.Start).Seconds(), 0)
	}
	if o.Duration > 0 {
		doc.Duration = o.Duration.String()
	}
	doc.Boots = Counts{Planned: int64(r.schedule.limit), Begun: r.begun.Load(), Ended: r.done.Load(), Failed: r.failed.Load(),
		Unfinished: r.unfinished.Load()}
	all := series{}
	all.add(r.schedule.planned(r.ended.Sub(r.started)))
	for _, l := range r.ledgers {
		all.add(l.series.list())
	}
	doc.Series = all.list()
	return doc
}

// PhaseOf returns what was measured of a phase, nil if it did not happen.
func (r *Results) PhaseOf(p Phase) *PhaseResult {
	for _, result := range r.Phases {
		if result.Phase == p {
			return result
		}
	}
	return nil
}

// WrongFiles is how many files came that are not those that were asked for, in the warm-up too.
func (r *Results) WrongFiles() (n int64) {
	for _, p := range slices.Concat(r.Phases, r.Warm) {
		if p.Phase != Boot {
			n += p.Wrong
		}
	}
	return n
}

// Rate is boots that ended per second.
func (r *Results) Rate() float64 {
	if r.Seconds <= 0 {
		return 0
	}
	return float64(r.Boots.Ended) / r.Seconds
}

// Write writes the document.
func (r *Results) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(r)
}

// WriteFile writes the document to a file, whole or not at all.
func (r *Results) WriteFile(name string) error {
	if err := shard.Write(name, r.Write); err != nil {
		return fmt.Errorf("results %w", err)
	}
	return nil
}

// maxResults bounds a document that is read.
const maxResults = 256 << 20

// Read reads a document that Write wrote, and checks it.
func Read(from io.Reader) (*Results, error) {
	var r Results
	if err := json.NewDecoder(io.LimitReader(from, maxResults)).Decode(&r); err != nil {
		return nil, fmt.Errorf("not results of a benchmark: %w", err)
	}
	return &r, r.check()
}

// ReadFile reads a document from a file.
func ReadFile(name string) (*Results, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

func (r *Results) check() error {
	if r.Kind != KindResults || r.Schema < 1 {
		return fmt.Errorf("not results of a benchmark: kind %q", r.Kind)
	}
	if r.Schema > SchemaVersion {
		return fmt.Errorf("results of schema %d; this version reads up to %d", r.Schema, SchemaVersion)
	}
	if err := checkHistogram("lateness", r.Lateness); err != nil {
		return err
	}
	for _, list := range [][]*PhaseResult{r.Phases, r.Warm} {
		seen := map[Phase]bool{}
		for _, p := range list {
			if p == nil || seen[p.Phase] || phases[place(p.Phase)] != p.Phase {
				return fmt.Errorf("phases: one is unknown, empty or there twice")
			}
			seen[p.Phase] = true
			if p.Outcomes == nil {
				p.Outcomes = map[Outcome]int64{}
			}
			if err := checkHistogram(string(p.Phase), p.Histogram); err != nil {
				return err
			}
		}
	}
	return r.checkSeries()
}

// maxSeconds bounds a series: a run lasts at most 1,000 hours.
const maxSeconds = 1000 * 3600

func (r *Results) checkSeries() error {
	for _, s := range r.Series {
		if s == nil || s.Second < 0 || s.Second > maxSeconds {
			return fmt.Errorf("series: a second is empty or out of range")
		}
		if s.Boots != nil {
			if err := checkHistogram("series", s.Boots); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkHistogram(what string, h *Histogram) error {
	if h == nil || h.hdr == nil {
		return fmt.Errorf("%s: no histogram", what)
	}
	return nil
}
