package file

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Duration is a time span with its place.
type Duration struct {
	Value time.Duration
	Pos   Pos
}

// UnmarshalNode reads a duration such as "10m".
func (x *Duration) UnmarshalNode(d *Decoder, n *yaml.Node, where string) {
	x.Pos = PosOf(n)
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		d.WrongType(n, where, "a duration")
		return
	}
	span, err := ParseDuration(n.Value)
	if err != nil {
		d.Add(x.Pos, "write for example 90s, 10m, 36h, 30d, 2w or 5y", "%s: %s", where, err)
		return
	}
	x.Value = span
}

var (
	durationPart = regexp.MustCompile(`([0-9]{1,9})(ms|s|m|h|d|w|y)`)
	durationForm = regexp.MustCompile(`^([0-9]{1,9}(ms|s|m|h|d|w|y))+$`)
	units        = map[string]time.Duration{"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour,
		"d": 24 * time.Hour, "w": 7 * 24 * time.Hour, "y": 365 * 24 * time.Hour}
)

// maxDuration is a century of 365-day years, longer than any certificate lives.
const maxDuration = 100 * 365 * 24 * time.Hour

// ParseDuration reads a time span such as "10m", "30d" or "1y30d". A day is
// 24 hours, a week 7 days, a year 365 days. It must be above 0 and at most
// 100 years.
func ParseDuration(text string) (time.Duration, error) {
	if !durationForm.MatchString(text) {
		return 0, fmt.Errorf("%q is no duration", text)
	}
	var sum time.Duration
	for _, part := range durationPart.FindAllStringSubmatch(text, -1) {
		count, _ := strconv.ParseInt(part[1], 10, 64) // nine digits at most: cannot fail
		unit := units[part[2]]
		if count > math.MaxInt64/int64(unit) {
			return 0, fmt.Errorf("%q is longer than 100y", text)
		}
		if sum += time.Duration(count) * unit; sum < 0 || sum > maxDuration {
			return 0, fmt.Errorf("%q is longer than 100y", text)
		}
	}
	if sum == 0 {
		return 0, fmt.Errorf("%q is no time at all", text)
	}
	return sum, nil
}

// String writes the time span as a scenario does, with the largest units
// first: "6y", "1y30d", "1h30m". Weeks are written as days.
func (x Duration) String() string {
	var b strings.Builder
	rest := x.Value
	for _, unit := range []string{"y", "d", "h", "m", "s", "ms"} {
		if n := rest / units[unit]; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, unit)
			rest -= n * units[unit]
		}
	}
	return b.String()
}
