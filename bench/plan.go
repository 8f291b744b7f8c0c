package bench

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Plan says when boots begin, whatever became of earlier ones. The zero value is [Once].
type Plan struct {
	kind     planKind
	from, to float64       // boots per second
	over     time.Duration // of a ramp; then its last rate goes on
	batch    int
	every    time.Duration
}

type planKind int

const (
	onceKind planKind = iota
	constantKind
	rampKind
	batchesKind
)

// Once lets all phones begin at the same moment, as after a power failure.
func Once() Plan { return Plan{} }

// Constant lets rate boots begin per second, evenly.
func Constant(rate float64) Plan { return Plan{kind: constantKind, from: rate, to: rate} }

// Ramp changes the rate evenly between two values, then stays at the last.
func Ramp(from, to float64, over time.Duration) Plan {
	return Plan{kind: rampKind, from: from, to: to, over: over}
}

// Batches resets phones as a careful administrator does: n at once, the next n after a while.
func Batches(n int, every time.Duration) Plan {
	return Plan{kind: batchesKind, batch: n, every: every}
}

// maxRate bounds what a plan may ask for: beyond a million a second the intended starts could not be told apart.
const maxRate = 1e6

// PlanSyntax says what ParsePlan takes.
const PlanSyntax = `"once", "constant:500/s", "ramp:0..2000/s over 60s" or "batches:500 every 30s"`

// ParsePlan reads a plan as [PlanSyntax] shows it. Rates are per second (/s), minute (/m) or hour (/h).
func ParsePlan(text string) (Plan, error) {
	kind, rest, _ := strings.Cut(strings.TrimSpace(text), ":")
	parse, ok := planParsers[strings.TrimSpace(kind)]
	if !ok {
		return Plan{}, fmt.Errorf("plan %q: a plan is %s", text, PlanSyntax)
	}
	p, err := parse(strings.TrimSpace(rest))
	if err != nil {
		return Plan{}, fmt.Errorf("plan %q: %w", text, err)
	}
	return p, nil
}

var planParsers = map[string]func(string) (Plan, error){
	"once": parseOnce, "constant": parseConstant, "ramp": parseRamp, "batches": parseBatches,
}

func parseOnce(rest string) (Plan, error) {
	if rest != "" {
		return Plan{}, fmt.Errorf("%q: once has no rate", rest)
	}
	return Once(), nil
}

func parseConstant(rest string) (Plan, error) {
	rate, err := parseRate(rest)
	if err == nil && rate == 0 {
		err = fmt.Errorf("rate %q: nobody would boot", rest)
	}
	return Constant(rate), err
}

func parseRamp(rest string) (Plan, error) {
	rates, over, ok := strings.Cut(rest, " over ")
	low, high, dots := strings.Cut(rates, "..")
	if !ok || !dots {
		return Plan{}, fmt.Errorf("%q is not of the form 0..2000/s over 60s", rest)
	}
	high = strings.TrimSpace(high)
	if !strings.Contains(low, "/") { // 0..2000/s: the unit is that of the second
		if i := strings.IndexByte(high, '/'); i >= 0 {
			low = strings.TrimSpace(low) + high[i:]
		}
	}
	from, err := parseRate(low)
	if err != nil {
		return Plan{}, err
	}
	to, err := parseRate(high)
	if err != nil {
		return Plan{}, err
	}
	d, err := parsePositive(over)
	if err == nil && from == 0 && to == 0 {
		err = fmt.Errorf("%q: nobody would boot", rest)
	}
	return Ramp(from, to, d), err
}

func parseBatches(rest string) (Plan, error) {
	size, every, ok := strings.Cut(rest, " every ")
	n, err := strconv.Atoi(strings.TrimSpace(size))
	if !ok || err != nil {
		return Plan{}, fmt.Errorf("%q is not of the form 500 every 30s", rest)
	}
	if n < 1 {
		return Plan{}, fmt.Errorf("a batch of %d phones", n)
	}
	d, err := parsePositive(every)
	return Batches(n, d), err
}

func parsePositive(text string) (time.Duration, error) {
	d, err := time.ParseDuration(strings.TrimSpace(text))
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("%q is not a duration like 30s", strings.TrimSpace(text))
	}
	return d, nil
}

var rateUnits = map[string]float64{"s": 1, "m": 60, "min": 60, "h": 3600}

// parseRate returns boots per second.
func parseRate(text string) (float64, error) {
	number, unit, _ := strings.Cut(strings.TrimSpace(text), "/")
	n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	per := rateUnits[strings.TrimSpace(unit)]
	if err != nil || per == 0 || math.IsNaN(n) {
		return 0, fmt.Errorf("%q is not a rate like 500/s", strings.TrimSpace(text))
	}
	if n /= per; n < 0 || n > maxRate {
		return 0, fmt.Errorf("rate %q: rates go from 0 to %d/s", text, int(maxRate))
	}
	return n, nil
}

// String returns the plan as ParsePlan reads it.
func (p Plan) String() string {
	switch p.kind {
	case constantKind:
		return fmt.Sprintf("constant:%s/s", rateText(p.from))
	case rampKind:
		return fmt.Sprintf("ramp:%s..%s/s over %s", rateText(p.from), rateText(p.to), p.over)
	case batchesKind:
		return fmt.Sprintf("batches:%d every %s", p.batch, p.every)
	}
	return "once"
}

func rateText(r float64) string { return strconv.FormatFloat(r, 'f', -1, 64) }

// At returns when arrival i begins, counted from the start of the plan, and false for one that never does.
func (p Plan) At(i int) (time.Duration, bool) {
	switch p.kind {
	case constantKind:
		return seconds(float64(i) / p.from)
	case rampKind:
		return p.onRamp(float64(i))
	case batchesKind:
		n := i / p.batch
		if int64(n) > math.MaxInt64/int64(p.every) {
			return 0, false
		}
		return time.Duration(n) * p.every, true
	}
	return 0, true
}

// onRamp solves n = from*t + (to-from)/(2*over)*t*t for t; after the ramp the rate is constant.
func (p Plan) onRamp(n float64) (time.Duration, bool) {
	over := p.over.Seconds()
	if onRamp := (p.from + p.to) / 2 * over; n > onRamp {
		return seconds(over + (n-onRamp)/p.to)
	}
	slope := (p.to - p.from) / over
	if slope == 0 {
		return seconds(n / p.from)
	}
	root := math.Sqrt(max(p.from*p.from+2*slope*n, 0))
	if n == 0 {
		return 0, true
	}
	return seconds(2 * n / (p.from + root)) // the stable form of (root-from)/slope
}

// seconds is false for a time that no run reaches.
func seconds(s float64) (time.Duration, bool) {
	if math.IsNaN(s) || s > (1000*time.Hour).Seconds() {
		return 0, false
	}
	return time.Duration(s * float64(time.Second)), true
}

// endless reports whether arrivals go on for as long as they are asked for.
func (p Plan) endless() bool { return p.kind != onceKind }

// Peak returns the highest rate in boots per second, 0 where arrivals come all at once or in batches.
func (p Plan) Peak() float64 { return max(p.from, p.to) }
