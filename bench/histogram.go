package bench

import (
	"fmt"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Range and precision of all histograms: microseconds up to an hour. Equal everywhere, so that they add up.
const (
	lowest  = 1
	highest = int64(time.Hour / time.Microsecond)
	fine    = 3 // digits
	coarse  = 1 // digits, of the histograms of a second
)

// Histogram holds durations from 1 µs to one hour with three significant digits (one digit where it is part of a
// [Second]). Values outside the range count as its ends. Its text form is that of HDR histogram logs: version 2,
// compressed, base64; the unit is a microsecond.
type Histogram struct{ hdr *hdrhistogram.Histogram }

func newHistogram(digits int) *Histogram {
	return &Histogram{hdrhistogram.New(lowest, highest, digits)}
}

// record counts d.
func (h *Histogram) record(d time.Duration) {
	_ = h.hdr.RecordValue(min(max(d.Microseconds(), lowest), highest)) // cannot fail inside the range
}

// add counts all that other holds.
func (h *Histogram) add(other *Histogram) { h.hdr.Merge(other.hdr) }

func (h *Histogram) clone() *Histogram { return &Histogram{h.hdr.Clone()} }

// Count returns how many durations it holds.
func (h *Histogram) Count() int64 { return h.hdr.TotalCount() }

// Quantile returns the duration below or at which the share q of all lies, 0 if it holds none.
func (h *Histogram) Quantile(q float64) time.Duration {
	if h.Count() == 0 {
		return 0
	}
	return time.Duration(h.hdr.ValueAtQuantile(q*100)) * time.Microsecond
}

// Max returns the longest duration, 0 if it holds none.
func (h *Histogram) Max() time.Duration { return h.Quantile(1) }

// Mean returns the mean duration, 0 if it holds none.
func (h *Histogram) Mean() time.Duration {
	if h.Count() == 0 {
		return 0
	}
	return time.Duration(h.hdr.Mean() * float64(time.Microsecond))
}

// MarshalText implements encoding.TextMarshaler.
func (h *Histogram) MarshalText() ([]byte, error) {
	return h.hdr.Encode(hdrhistogram.V2CompressedEncodingCookieBase)
}

// UnmarshalText implements encoding.TextUnmarshaler. A histogram of another range or precision is an error: it would
// not add up with others.
func (h *Histogram) UnmarshalText(text []byte) error {
	read, err := hdrhistogram.Decode(text)
	if err != nil {
		return fmt.Errorf("histogram: %w", err)
	}
	digits := read.SignificantFigures()
	if read.LowestTrackableValue() != lowest || read.HighestTrackableValue() != highest || digits != fine && digits != coarse {
		return fmt.Errorf("histogram of %d to %d with %d digits: here they go from %d to %d µs", read.LowestTrackableValue(),
			read.HighestTrackableValue(), digits, lowest, highest)
	}
	h.hdr = read
	return nil
}

// point is one step of a cumulative distribution.
type point struct {
	share float64 // of all values
	value time.Duration
}

// distribution returns the steps of the cumulative distribution, finer towards its end.
func (h *Histogram) distribution() []point {
	var list []point
	if h.Count() == 0 {
		return nil
	}
	for _, b := range h.hdr.CumulativeDistributionWithTicks(8) {
		list = append(list, point{b.Quantile / 100, time.Duration(b.ValueAt) * time.Microsecond})
	}
	return list
}
