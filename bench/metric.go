package bench

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// unit says how a metric is written and compared.
type unit int

const (
	duration unit = iota // seconds inside
	number
	share // of 1
)

// metric is a figure that a threshold can name.
type metric struct {
	unit unit
	// of returns the figure, false where nothing was measured that has one.
	of func(r *Results, p Phase) (float64, bool)
}

// latenessPhase is the name that thresholds use for what the generator added.
const latenessPhase Phase = "lateness"

// phaseNames maps what people type to phases.
var phaseNames = map[string]Phase{
	"boot": Boot, "ctl": CTL, "itl": ITL, "config": Configuration, "configuration": Configuration, "aux": Auxiliary,
	"auxiliary": Auxiliary, "tvs-handshake": TVSHandshake, "tvs-answer": TVSAnswer, "registration": Registration,
	"enrolment": Enrolment, "lateness": latenessPhase,
}

var metrics = func() map[string]metric {
	m := map[string]metric{
		"p50": quantile(0.5), "p90": quantile(0.9), "p95": quantile(0.95), "p99": quantile(0.99), "p99.9": quantile(0.999),
		"max": quantile(1), "mean": {duration, meanOf},
		"count":      {number, counted((*PhaseResult).Count)},
		"errors":     {number, counted(func(p *PhaseResult) int64 { return p.Errors })},
		"missing":    {number, counted(func(p *PhaseResult) int64 { return p.Missing })},
		"resent":     {number, counted(func(p *PhaseResult) int64 { return p.Resent })},
		"bytes":      {number, counted(func(p *PhaseResult) int64 { return p.Bytes })},
		"error-rate": {share, errorRate},
		"rate":       {number, func(r *Results, p Phase) (float64, bool) { return r.Rate(), p == Boot }},
		"unfinished": {number, func(r *Results, p Phase) (float64, bool) { return float64(r.Boots.Unfinished), p == Boot }},
	}
	for _, o := range []Outcome{WrongFile, Timeout, Unreachable, Unavailable, TLS, Invalid, Rejected, Refused, Exhausted, Other} {
		m[string(o)] = metric{number, counted(func(p *PhaseResult) int64 { return p.Outcomes[o] })}
	}
	return m
}()

func histogramOf(r *Results, p Phase) *Histogram {
	if p == latenessPhase {
		return r.Lateness
	}
	if found := r.PhaseOf(p); found != nil {
		return found.Histogram
	}
	return nil
}

func quantile(q float64) metric {
	return metric{duration, func(r *Results, p Phase) (float64, bool) {
		h := histogramOf(r, p)
		if h == nil || h.Count() == 0 {
			return 0, false
		}
		return h.Quantile(q).Seconds(), true
	}}
}

func meanOf(r *Results, p Phase) (float64, bool) {
	h := histogramOf(r, p)
	if h == nil || h.Count() == 0 {
		return 0, false
	}
	return h.Mean().Seconds(), true
}

// counted is a number of a phase; a phase that did not happen has 0.
func counted(f func(*PhaseResult) int64) func(*Results, Phase) (float64, bool) {
	return func(r *Results, p Phase) (float64, bool) {
		if p == latenessPhase {
			return 0, false
		}
		if found := r.PhaseOf(p); found != nil {
			return float64(f(found)), true
		}
		return 0, true
	}
}

func errorRate(r *Results, p Phase) (float64, bool) {
	found := r.PhaseOf(p)
	if found == nil || found.Count() == 0 {
		return 0, false
	}
	return float64(found.Errors) / float64(found.Count()), true
}

// write writes a value in the metric's unit.
func (u unit) write(v float64) string {
	switch u {
	case duration:
		return durationText(time.Duration(v * float64(time.Second)))
	case share:
		return strconv.FormatFloat(v*100, 'g', 4, 64) + "%"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// read reads a value of the unit.
func (u unit) read(text string) (float64, error) {
	switch u {
	case duration:
		d, err := time.ParseDuration(text)
		if err != nil {
			return 0, fmt.Errorf("%q is not a duration like 500ms", text)
		}
		return d.Seconds(), nil
	case share:
		number, percent := strings.CutSuffix(text, "%")
		v, err := strconv.ParseFloat(number, 64)
		if err != nil || v != v {
			return 0, fmt.Errorf("%q is not a share like 0.5%%", text)
		}
		if percent {
			v /= 100
		}
		return v, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || v != v {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	return v, nil
}

// durationText writes a duration with three digits: 1.23s, 45.6ms, 789µs.
func durationText(d time.Duration) string {
	unit := time.Duration(1)
	for d/unit >= 1000 {
		unit *= 10
	}
	return d.Round(max(unit, time.Microsecond)).String()
}

// MetricNames returns the metrics that thresholds know, sorted.
func MetricNames() []string { return sortedKeys(metrics) }

// PhaseNames returns the names of phases that thresholds know, sorted.
func PhaseNames() []string { return sortedKeys(phaseNames) }

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

func sortedKeys[V any](m map[string]V) []string {
	var list []string
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

// ParseShare reads "5%" or "0.05".
func ParseShare(text string) (float64, error) { return share.read(text) }
