package boots

import (
	"context"
	"errors"
	"time"

	"tvslab/bench"
	"tvslab/metrics"
)

// Count returns a target whose boots and phases are counted in the registry too: tvslab_boots_total,
// tvslab_boot_seconds (without the time before a boot began), tvslab_phase_seconds, tvslab_phase_bytes_total and
// tvslab_resent_packets_total.
func Count(t bench.Target, r *metrics.Registry) bench.Target {
	r.Gauge("tvslab_phones", "Phones of the fleet.", func() float64 { return float64(t.Size()) })
	return &counted{
		Target: t,
		boots:  r.Counter("tvslab_boots_total", "Boots that ended, by outcome.", "outcome"),
		took:   r.Histogram("tvslab_boot_seconds", "Durations of boots."),
		phases: r.Histogram("tvslab_phase_seconds", "Durations of phases of boots.", "phase", "outcome"),
		bytes:  r.Counter("tvslab_phase_bytes_total", "Bytes received, by phase.", "phase"),
		resent: r.Counter("tvslab_resent_packets_total", "Packets that phones sent again, by phase.", "phase"),
	}
}

type counted struct {
	bench.Target
	boots, bytes, resent *metrics.Counter
	took, phases         *metrics.Histogram
}

// Boot implements bench.Target.
func (c *counted) Boot(ctx context.Context, k int, r bench.Recorder) error {
	begun := time.Now()
	err := c.Target.Boot(ctx, k, counting{c, r})
	c.took.Observe(time.Since(begun))
	c.boots.Add(1, outcomeName(bootOutcome(err)))
	return err
}

func bootOutcome(err error) bench.Outcome {
	var known *bench.Error
	switch {
	case err == nil:
		return bench.OK
	case errors.As(err, &known):
		return known.Outcome
	case errors.Is(err, context.Canceled):
		return bench.Interrupted
	}
	return bench.Other
}

func outcomeName(o bench.Outcome) string {
	if o == bench.OK {
		return "ok"
	}
	return string(o)
}

// counting tells the registry what it tells the benchmark.
type counting struct {
	*counted
	to bench.Recorder
}

// Record implements bench.Recorder.
func (c counting) Record(s bench.Step) {
	c.phases.Observe(s.Duration, string(s.Phase), outcomeName(s.Outcome))
	c.bytes.Add(s.Bytes, string(s.Phase))
	c.resent.Add(int64(s.Resent), string(s.Phase))
	c.to.Record(s)
}
