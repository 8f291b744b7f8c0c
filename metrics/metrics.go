// Package metrics counts what servers and fleets do, for Prometheus. It is a narrow face of
// github.com/prometheus/client_golang: counters, gauges and histograms of durations with labels, in a registry of their
// own, so that a program may have several. It decides nothing about what is counted.
package metrics

import (
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// Registry holds metrics; safe for concurrent use. See New.
type Registry struct {
	registry *prometheus.Registry
	ready    atomic.Bool
}

// New returns a registry with what the Go runtime and the process say about themselves.
func New() *Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return &Registry{registry: r}
}

// Ready says that the program does what it is there for, which /readyz answers from then on.
func (r *Registry) Ready() { r.ready.Store(true) }

// Gauge is a value that is asked for when somebody scrapes. A name that is taken or malformed panics, as in the
// other kinds: names are constants of the program.
func (r *Registry) Gauge(name, help string, value func() float64) {
	r.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
}

// Total is a counter that somebody else keeps; its name ends in _total.
func (r *Registry) Total(name, help string, value func() float64) {
	r.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, value))
}

// Counter only grows.
type Counter struct{ vector *prometheus.CounterVec }

// Counter makes a counter; its name ends in _total.
func (r *Registry) Counter(name, help string, labels ...string) *Counter {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	r.registry.MustRegister(c)
	return &Counter{c}
}

// Add adds n to the series with these values of the labels, one per label.
func (c *Counter) Add(n int64, values ...string) { c.vector.WithLabelValues(values...).Add(float64(n)) }

// bounds of all histograms, in seconds: from an answer out of memory to a phone that gives up.
var bounds = []float64{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30}

// Histogram counts durations.
type Histogram struct{ vector *prometheus.HistogramVec }

// Histogram makes a histogram of durations; its name ends in _seconds.
func (r *Registry) Histogram(name, help string, labels ...string) *Histogram {
	h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: bounds}, labels)
	r.registry.MustRegister(h)
	return &Histogram{h}
}

// Observe counts d in the series with these values of the labels, one per label.
func (h *Histogram) Observe(d time.Duration, values ...string) {
	h.vector.WithLabelValues(values...).Observe(d.Seconds())
}
