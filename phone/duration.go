package phone

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Duration is a time.Duration that JSON and YAML may give as a number of
// seconds (0.5) or as text ("500ms"). It is written as text.
type Duration time.Duration

// MarshalText writes the form of time.Duration.String.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads seconds or the form of time.ParseDuration.
func (d *Duration) UnmarshalText(text []byte) error {
	if seconds, err := strconv.ParseFloat(string(text), 64); err == nil {
		return d.setSeconds(seconds)
	}
	parsed, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("duration %q is neither seconds nor like \"500ms\"", text)
	}
	*d = Duration(parsed)
	return nil
}

// UnmarshalJSON reads a number of seconds or a string.
func (d *Duration) UnmarshalJSON(data []byte) error {
	return d.UnmarshalText([]byte(strings.Trim(string(data), `"`)))
}

func (d *Duration) setSeconds(seconds float64) error {
	ns := seconds * float64(time.Second)
	if math.IsNaN(ns) || math.Abs(ns) >= math.MaxInt64 {
		return fmt.Errorf("duration of %v seconds is out of range", seconds)
	}
	*d = Duration(ns)
	return nil
}

func (d Duration) duration() time.Duration { return time.Duration(d) }
