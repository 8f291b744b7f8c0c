package explore

import (
	"context"
	"fmt"
	"hash/fnv"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Result is what a search found. The JSON form is documented in docs/json.md and carries ResultSchema.
type Result struct {
	Schema     int            `json:"schema"`
	Scenario   string         `json:"scenario"`
	File       string         `json:"file"`
	Title      string         `json:"title"`
	Cell       string         `json:"cell"`
	Seed       uint64         `json:"seed"`
	Shard      string         `json:"shard,omitempty"` // "1/4": this is a part of a search
	Parts      int            `json:"parts,omitempty"` // that were put together: what several of them visited counts for each, so that places and states are at most as many
	Property   []string       `json:"property"`
	Deviations int            `json:"deviations"` // the bound: what deviations may cost at once
	Kinds      []string       `json:"kinds"`
	Prices     map[string]int `json:"prices,omitempty"` // of kinds that do not cost what they usually do
	Bounds     map[string]int `json:"bounds,omitempty"` // most deviations of a kind at once
	Steps      int            `json:"steps"`            // of the plan, without its beginning
	Exhausted  bool           `json:"exhausted"`        // every place within the bounds was visited
	Full       bool           `json:"full"`             // the bound on places was met
	Price      int            `json:"price"`            // up to which every place was visited, -1 for none
	Places     int            `json:"places"`           // that were visited: a state of the lab and a place in the plan
	States     int            `json:"states"`           // of the lab
	Worked     int            `json:"worked"`           // steps that were really done
	Memory     int            `json:"memory"`           // bytes that the program used at the end
	Seconds    float64        `json:"seconds"`
	Causes     []Cause        `json:"causes"` // the smallest example first
}

// ResultSchema is the number of the JSON form; new fields may appear without it changing.
const ResultSchema = 1

// Cause is one way in which the plan breaks, with the smallest example of it.
type Cause struct {
	Violation
	Price      int      `json:"price"`
	Deviations []string `json:"deviations"`        // what goes otherwise, as sentences; empty where the plan breaks as it stands
	Kinds      []string `json:"kinds"`             // of these
	Steps      int      `json:"steps"`             // that are done in it
	After      int      `json:"after"`             // number of the plan's step that was done last
	Places     int      `json:"places"`            // where it was found
	Scenario   string   `json:"example,omitempty"` // that plays it: a file
	Way        []int    `json:"way"`               // moves of the search, which puts examples of one price in order

	node int32
}

// found is a cause on the way.
type found struct {
	Violation
	places int
	node   int32
}

// result tells of the search so far.
func (s *Search) result(ctx context.Context, price int, err error) *Result {
	r := &Result{
		Schema: ResultSchema, Scenario: s.scenario.Name, File: s.scenario.File, Title: s.scenario.Title, Cell: s.scenario.Cell.String(), Seed: s.start.site.runner.Seed(),
		Property: s.property.words(), Deviations: s.bounds.Most, Prices: s.bounds.Price, Bounds: s.bounds.Each, Steps: len(s.items) - s.first,
		Places: len(s.nodes), States: s.states.size(), Worked: int(s.worked.Load()), Seconds: time.Since(s.began).Seconds(), Full: s.full,
		Price: price - 1, Causes: []Cause{}, Kinds: []string{}, Memory: inUse(),
	}
	if s.Shard.N > 1 {
		r.Shard = fmt.Sprintf("%d/%d", s.Shard.I, s.Shard.N)
	}
	for _, k := range s.bounds.kinds() {
		r.Kinds = append(r.Kinds, k.Name)
	}
	if err != nil || s.over() {
		r.Price--
	}
	r.Exhausted = err == nil && !s.over()
	for _, f := range s.found {
		r.Causes = append(r.Causes, s.cause(context.WithoutCancel(ctx), f))
	}
	slices.SortStableFunc(r.Causes, Cause.before)
	return r
}

// cause tells of a cause with its example.
func (s *Search) cause(ctx context.Context, f *found) Cause {
	e := s.example(f.node)
	c := Cause{Violation: f.Violation, Price: e.Price, Deviations: []string{}, Kinds: []string{}, Steps: int(s.nodes[f.node].length), After: e.After, Places: f.places, node: f.node}
	for _, d := range e.Deviations {
		c.Deviations, c.Kinds = append(c.Deviations, d.String()), append(c.Kinds, d.Kind.Name)
	}
	for _, m := range s.way(f.node) {
		c.Way = append(c.Way, int(m.what), int(m.index))
	}
	if text, err := s.File(ctx, e, s.title(f.Violation), f.Violation); err == nil {
		c.Scenario = string(text)
	}
	return c
}

// title of the scenario of an example.
func (s *Search) title(v Violation) string {
	title := s.scenario.Title + ": " + v.String()
	const most = 200
	if len(title) > most {
		title = v.String()
	}
	return title[:min(len(title), most)]
}

// words say the property.
func (p Property) words() (all []string) {
	if len(p.Never) > 0 {
		names := make([]string, len(p.Never))
		for i, t := range p.Never {
			names[i] = string(t)
		}
		word := "never " + strings.Join(names, " or ")
		if p.Before {
			word += ", whoever was before the first step too"
		}
		all = append(all, word)
	}
	for _, text := range p.Always {
		all = append(all, "always "+text)
	}
	for _, text := range p.Finally {
		all = append(all, "finally "+text)
	}
	return all
}

// inUse is how much memory the program uses, bytes.
func inUse() int {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapInuse)
}

func hash(text string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(text))
	return h.Sum32()
}
