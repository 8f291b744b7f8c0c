// Package clock says how the time of a lab goes with that of the world: it stands, goes as fast, or faster. It reads no clock itself.
package clock

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Rate is how many seconds pass in a lab in a second of the world; 0 is a clock that stands.
type Rate float64

// The rates that have names.
const (
	Stopped Rate = 0
	Real    Rate = 1
)

// Bounds of a rate that is neither: a day passes in a second, or a second in a hundred.
const (
	Slowest Rate = 0.01
	Fastest Rate = 86_400
)

var names = map[Rate]string{Stopped: "stopped", Real: "real"}

// Words are what can be written for a rate, and an example of a factor.
func Words() []string { return []string{names[Real], names[Stopped], "60x"} }

// Parse reads "stopped", "real" or a factor such as "60x".
func Parse(text string) (Rate, error) {
	for rate, name := range names {
		if text == name {
			return rate, nil
		}
	}
	factor, ok := strings.CutSuffix(text, "x")
	rate, err := strconv.ParseFloat(factor, 64)
	if !ok || err != nil || math.IsNaN(rate) || Rate(rate) < Slowest || Rate(rate) > Fastest {
		return 0, fmt.Errorf("clock %q: %q, %q or a factor from %gx to %gx", text, names[Real], names[Stopped], float64(Slowest), float64(Fastest))
	}
	return Rate(rate), nil
}

// String is what Parse reads.
func (r Rate) String() string {
	if name, ok := names[r]; ok {
		return name
	}
	return strconv.FormatFloat(float64(r), 'f', -1, 64) + "x"
}

// Clock is a lab's clock: plain data. The zero value stands.
type Clock struct {
	Rate
	Lab, World time.Time // it showed Lab when the world's showed World
}

// Now is what the clock shows at a time of the world.
func (c Clock) Now(world time.Time) time.Time {
	return c.Lab.Add(time.Duration(float64(world.Sub(c.World)) * float64(c.Rate)))
}

// Set is the clock put to a time of the lab.
func (c Clock) Set(lab, world time.Time) Clock { return Clock{c.Rate, lab, world} }

// At is the clock with another rate, from now on.
func (c Clock) At(r Rate, world time.Time) Clock { return Clock{r, c.Now(world), world} }

// Until is how long the world waits until the clock shows a time; false if it stands before it.
func (c Clock) Until(lab, world time.Time) (time.Duration, bool) {
	left := lab.Sub(c.Now(world))
	switch {
	case left <= 0:
		return 0, true
	case c.Rate == Stopped:
		return 0, false
	}
	return time.Duration(math.Ceil(float64(left) / float64(c.Rate))), true
}
