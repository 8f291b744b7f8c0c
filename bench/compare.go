package bench

import (
	"fmt"
	"math"
	"time"
)

// Verdict says how one benchmark stands to another.
type Verdict string

// The verdicts on the second of two.
const (
	Better Verdict = "better"
	Worse  Verdict = "worse"
	Same   Verdict = "same"
	// Unknown: too few values on one side.
	Unknown Verdict = "too few"
)

// DefaultTolerance is the difference that counts as none.
const DefaultTolerance = 0.05

// Comparison is the outcome of Compare.
type Comparison struct {
	Schema    int               `json:"schema"`
	Tolerance float64           `json:"tolerance"`
	Verdict   Verdict           `json:"verdict"` // worse if any phase is, else better if any is, else same
	Notes     []string          `json:"notes"`   // what makes the two hard to compare
	Phases    []PhaseComparison `json:"phases"`
}

// PhaseComparison compares one phase of two benchmarks.
type PhaseComparison struct {
	Phase   Phase           `json:"phase"`
	Verdict Verdict         `json:"verdict"`
	Latency []LatencyChange `json:"latency"`
	Errors  ErrorRateChange `json:"errors"`
}

// LatencyChange compares one quantile: A and B in seconds, each with the interval in which it lies with 95 % confidence.
type LatencyChange struct {
	Quantile float64    `json:"quantile"`
	A        float64    `json:"a"`
	B        float64    `json:"b"`
	RangeA   [2]float64 `json:"range_a"`
	RangeB   [2]float64 `json:"range_b"`
	Verdict  Verdict    `json:"verdict"`
}

// ErrorRateChange compares the shares of tries that failed, wrong files included.
type ErrorRateChange struct {
	A       float64 `json:"a"`
	B       float64 `json:"b"`
	Verdict Verdict `json:"verdict"`
}

// compared are the quantiles that decide.
var compared = []float64{0.5, 0.99}

// Compare says for each phase whether b is better or worse than a. The rule: median and p99 differ if the intervals in which
// they lie with 95 % confidence (order statistics) do not meet and the values differ by more than the tolerance; shares of
// errors differ if a test of two proportions says so at 1 %. A phase is worse if one of the three is, else better if one is,
// else the same. The rule knows how much the boots of one run differ, not how much runs do: repeat runs.
func Compare(a, b *Results, tolerance float64) *Comparison {
	c := &Comparison{Schema: SchemaVersion, Tolerance: tolerance, Notes: compareNotes(a, b), Phases: []PhaseComparison{}}
	var all []Verdict
	for _, p := range phases {
		of, against := a.PhaseOf(p), b.PhaseOf(p)
		if of == nil && against == nil {
			continue
		}
		phase := comparePhase(p, of, against, tolerance)
		c.Phases = append(c.Phases, phase)
		all = append(all, phase.Verdict)
	}
	c.Verdict = worst(all)
	return c
}

// worst joins verdicts.
func worst(list []Verdict) Verdict {
	found := map[Verdict]bool{}
	for _, v := range list {
		found[v] = true
	}
	for _, v := range []Verdict{Worse, Better, Same, Unknown} {
		if found[v] {
			return v
		}
	}
	return Unknown
}

func comparePhase(p Phase, a, b *PhaseResult, tolerance float64) PhaseComparison {
	c := PhaseComparison{Phase: p, Verdict: Unknown, Latency: []LatencyChange{}, Errors: ErrorRateChange{Verdict: Unknown}}
	if a == nil || b == nil {
		return c
	}
	var all []Verdict
	for _, q := range compared {
		change := compareQuantile(q, a.Histogram, b.Histogram, tolerance)
		c.Latency = append(c.Latency, change)
		all = append(all, change.Verdict)
	}
	c.Errors = compareErrors(a, b)
	c.Verdict = worst(append(all, c.Errors.Verdict))
	return c
}

func compareQuantile(q float64, a, b *Histogram, tolerance float64) LatencyChange {
	c := LatencyChange{Quantile: q, A: a.Quantile(q).Seconds(), B: b.Quantile(q).Seconds(), Verdict: Unknown}
	var ok, ok2 bool
	c.RangeA, ok = interval(q, a)
	c.RangeB, ok2 = interval(q, b)
	if !ok || !ok2 {
		return c
	}
	c.Verdict = Same
	switch {
	case withinTolerance(c.A, c.B, tolerance):
	case c.RangeB[0] > c.RangeA[1]:
		c.Verdict = Worse
	case c.RangeB[1] < c.RangeA[0]:
		c.Verdict = Better
	}
	return c
}

func withinTolerance(a, b, tolerance float64) bool { return math.Abs(b-a) <= tolerance*a }

// interval returns where the quantile q lies with 95 % confidence: between the values of two ranks around it, whose
// distance follows from the binomial distribution. It needs ten values on either side of the quantile.
func interval(q float64, h *Histogram) ([2]float64, bool) {
	n := float64(h.Count())
	if n*(1-q) < 10 || n*q < 10 {
		return [2]float64{}, false
	}
	width := 1.96 * math.Sqrt(q*(1-q)/n)
	at := func(q float64) float64 { return h.Quantile(min(max(q, 0), 1)).Seconds() }
	return [2]float64{at(q - width), at(q + width)}, true
}

// proportionLimit is the standard score beyond which two shares differ at the level of 1 %.
const proportionLimit = 2.576

func compareErrors(a, b *PhaseResult) ErrorRateChange {
	n, m := float64(a.Count()), float64(b.Count())
	if n == 0 || m == 0 {
		return ErrorRateChange{Verdict: Unknown}
	}
	failed, failed2 := float64(a.Errors+a.Wrong), float64(b.Errors+b.Wrong)
	c := ErrorRateChange{A: failed / n, B: failed2 / m, Verdict: Same}
	pooled := (failed + failed2) / (n + m)
	spread := math.Sqrt(pooled * (1 - pooled) * (1/n + 1/m))
	if spread == 0 {
		if c.A < c.B {
			c.Verdict = Worse
		} else if c.A > c.B {
			c.Verdict = Better
		}
		return c
	}
	switch z := (c.B - c.A) / spread; {
	case z > proportionLimit:
		c.Verdict = Worse
	case z < -proportionLimit:
		c.Verdict = Better
	}
	return c
}

// compareNotes says what differs between two benchmarks beside their outcome.
func compareNotes(a, b *Results) []string {
	notes := []string{}
	for _, c := range []struct{ what, a, b string }{
		{"plan", a.Plan, b.Plan}, {"duration", a.Duration, b.Duration}, {"warm-up", a.Warmup, b.Warmup},
		{"phones", fmt.Sprint(a.Phones), fmt.Sprint(b.Phones)}, {"workers", fmt.Sprint(a.Workers), fmt.Sprint(b.Workers)},
		{"processor", processorsOf(a), processorsOf(b)}, {"target", a.Target, b.Target},
	} {
		if c.a != c.b {
			notes = append(notes, fmt.Sprintf("%s differs: %s and %s", c.what, orNone(c.a), orNone(c.b)))
		}
	}
	for name, r := range map[string]*Results{"A": a, "B": b} {
		if n := r.WrongFiles(); n > 0 {
			notes = append(notes, fmt.Sprintf("%s: %d wrong files: a server or a network that mixes up transfers", name, n))
		}
		if r.Interrupted {
			notes = append(notes, name+" was interrupted")
		}
		if late := r.Lateness.Quantile(0.99); late > latenessLimit {
			notes = append(notes, fmt.Sprintf("%s: the generator was late, p99 %s: it measured itself too", name, durationText(late)))
		}
	}
	return sorted(notes)
}

// latenessLimit is what a generator that keeps up does not exceed.
const latenessLimit = 100 * time.Millisecond

func processorsOf(r *Results) string {
	text := ""
	for _, m := range r.Machines {
		text += fmt.Sprintf("%d x %s ", m.Processors, m.Processor)
	}
	return text
}
