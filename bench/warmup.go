package bench

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Warmup is what is kept apart from the figures: the beginning of the plan, or boots of all phones before it. At most one
// of the two is set.
type Warmup struct {
	Time   time.Duration // boots intended to begin earlier than this are apart
	Rounds int           // how often every phone boots before the plan begins, as fast as the workers can
}

// ParseWarmup reads "30s" or "1x".
func ParseWarmup(text string) (Warmup, error) {
	if text == "" || text == "0" {
		return Warmup{}, nil
	}
	if number, ok := strings.CutSuffix(text, "x"); ok {
		if n, err := strconv.Atoi(number); err == nil && n >= 0 && n <= 1000 {
			return Warmup{Rounds: n}, nil
		}
	}
	if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return Warmup{Time: d}, nil
	}
	return Warmup{}, fmt.Errorf(`warm-up %q is neither a time like "30s" nor boots of every phone like "1x"`, text)
}

// String returns the warm-up as ParseWarmup reads it, "" for none.
func (w Warmup) String() string {
	switch {
	case w.Rounds > 0:
		return strconv.Itoa(w.Rounds) + "x"
	case w.Time > 0:
		return w.Time.String()
	}
	return ""
}
