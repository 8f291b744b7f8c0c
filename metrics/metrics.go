// Package metrics counts what servers and fleets do and writes it in the text format that Prometheus scrapes (version
// 0.0.4): counters, gauges and histograms with labels. It knows no more of Prometheus than that format.
package metrics

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Registry holds metrics. The zero value is empty and ready; safe for concurrent use.
type Registry struct {
	mutex sync.Mutex
	list  []family
}

// family is all series of one name.
type family interface{ write(b *strings.Builder) }

func (r *Registry) add(f family) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.list = append(r.list, f)
}

// Text returns all metrics in the text format, in the order in which they were made.
func (r *Registry) Text() string {
	r.mutex.Lock()
	list := slices.Clone(r.list)
	r.mutex.Unlock()
	b := &strings.Builder{}
	for _, f := range list {
		f.write(b)
	}
	return b.String()
}

// header is what all kinds of metrics have.
type header struct{ name, help, kind string }

func (h header) write(b *strings.Builder) {
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s %s\n", h.name, escapeHelp.Replace(h.help), h.name, h.kind)
}

var (
	escapeHelp  = strings.NewReplacer("\\", `\\`, "\n", `\n`)
	escapeValue = strings.NewReplacer("\\", `\\`, "\n", `\n`, `"`, `\"`)
)

// Gauge is a value that is asked for when somebody scrapes.
func (r *Registry) Gauge(name, help string, value func() float64) {
	r.add(&gauge{header{name, help, "gauge"}, value})
}

type gauge struct {
	header
	value func() float64
}

func (g *gauge) write(b *strings.Builder) {
	g.header.write(b)
	fmt.Fprintf(b, "%s %g\n", g.name, g.value())
}

// vector is the series of a name by the values of its labels.
type vector[T any] struct {
	header
	labels []string
	mutex  sync.RWMutex
	series map[string]*T // by the labels as they are written
	made   func() *T
}

// with returns the series of these values, one per label; it is made when it is first wanted.
func (v *vector[T]) with(values []string) *T {
	if len(values) != len(v.labels) {
		panic(fmt.Sprintf("metric %s has labels %q, not values %q", v.name, v.labels, values))
	}
	key := v.key(values)
	v.mutex.RLock()
	s := v.series[key]
	v.mutex.RUnlock()
	if s != nil {
		return s
	}
	v.mutex.Lock()
	defer v.mutex.Unlock()
	if v.series[key] == nil {
		v.series[key] = v.made()
	}
	return v.series[key]
}

func (v *vector[T]) key(values []string) string {
	b := &strings.Builder{}
	for i, value := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(v.labels[i] + `="` + escapeValue.Replace(strings.ToValidUTF8(value, "\uFFFD")) + `"`)
	}
	return b.String()
}

// each calls f for every series, sorted by labels.
func (v *vector[T]) each(f func(labels string, s *T)) {
	v.mutex.RLock()
	defer v.mutex.RUnlock()
	keys := make([]string, 0, len(v.series))
	for k := range v.series {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		f(k, v.series[k])
	}
}

func braces(labels string) string {
	if labels == "" {
		return ""
	}
	return "{" + labels + "}"
}

// Counter only grows.
type Counter struct{ vector[atomic.Int64] }

// Counter makes a counter; its name ends in _total.
func (r *Registry) Counter(name, help string, labels ...string) *Counter {
	c := &Counter{vector[atomic.Int64]{header: header{name, help, "counter"}, labels: labels, series: map[string]*atomic.Int64{},
		made: func() *atomic.Int64 { return &atomic.Int64{} }}}
	r.add(c)
	return c
}

// Add adds n to the series with these values of the labels.
func (c *Counter) Add(n int64, values ...string) { c.with(values).Add(n) }

func (c *Counter) write(b *strings.Builder) {
	c.header.write(b)
	c.each(func(labels string, s *atomic.Int64) { fmt.Fprintf(b, "%s%s %d\n", c.name, braces(labels), s.Load()) })
}

// bounds of all histograms, in seconds: from an answer out of memory to a phone that gives up.
var bounds = []float64{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30}

// buckets counts durations up to each bound, and beyond the last.
type buckets struct {
	counts []atomic.Int64
	nanos  atomic.Int64
}

// Histogram counts durations.
type Histogram struct{ vector[buckets] }

// Histogram makes a histogram of durations; its name ends in _seconds.
func (r *Registry) Histogram(name, help string, labels ...string) *Histogram {
	h := &Histogram{vector[buckets]{header: header{name, help, "histogram"}, labels: labels, series: map[string]*buckets{},
		made: func() *buckets { return &buckets{counts: make([]atomic.Int64, len(bounds)+1)} }}}
	r.add(h)
	return h
}

// Observe counts d in the series with these values of the labels.
func (h *Histogram) Observe(d time.Duration, values ...string) {
	s := h.with(values)
	i, _ := slices.BinarySearch(bounds, d.Seconds())
	s.counts[i].Add(1)
	s.nanos.Add(int64(d))
}

func (h *Histogram) write(b *strings.Builder) {
	h.header.write(b)
	h.each(func(labels string, s *buckets) {
		before := labels
		if before != "" {
			before += ","
		}
		sum := int64(0)
		for i, bound := range bounds {
			sum += s.counts[i].Load()
			fmt.Fprintf(b, "%s_bucket{%sle=\"%g\"} %d\n", h.name, before, bound, sum)
		}
		sum += s.counts[len(bounds)].Load()
		fmt.Fprintf(b, "%s_bucket{%sle=\"+Inf\"} %d\n", h.name, before, sum)
		fmt.Fprintf(b, "%s_sum%s %g\n%s_count%s %d\n", h.name, braces(labels), time.Duration(s.nanos.Load()).Seconds(), h.name, braces(labels), sum)
	})
}
