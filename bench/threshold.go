package bench

import (
	"fmt"
	"strings"
)

// Threshold is a condition under which a benchmark counts as failed.
type Threshold struct {
	text    string
	phase   Phase
	metric  metric
	compare func(a, b float64) bool
	value   float64
}

// operators in an order in which none hides a longer one.
var operators = []struct {
	sign string
	met  func(a, b float64) bool
}{
	{">=", func(a, b float64) bool { return a >= b }},
	{"<=", func(a, b float64) bool { return a <= b }},
	{"==", func(a, b float64) bool { return a == b }},
	{"!=", func(a, b float64) bool { return a != b }},
	{">", func(a, b float64) bool { return a > b }},
	{"<", func(a, b float64) bool { return a < b }},
}

// ParseThreshold reads [PHASE.]METRIC OPERATOR VALUE, such as "p99>2s", "errors>0", "config.p99 > 500ms" or
// "itl.error-rate>=0.1%". Without a phase it is about whole boots.
func ParseThreshold(text string) (Threshold, error) {
	i := strings.IndexAny(text, "<>=!")
	if i < 0 {
		return Threshold{}, fmt.Errorf("threshold %q: no comparison; one is p99>2s", text)
	}
	t := Threshold{text: strings.TrimSpace(text)}
	rest := ""
	for _, o := range operators {
		var ok bool
		if rest, ok = strings.CutPrefix(text[i:], o.sign); ok {
			t.compare = o.met
			break
		}
	}
	if t.compare == nil {
		return Threshold{}, fmt.Errorf("threshold %q: comparisons are > >= < <= == !=", text)
	}
	if err := t.name(strings.TrimSpace(text[:i])); err != nil {
		return Threshold{}, fmt.Errorf("threshold %q: %w", text, err)
	}
	var err error
	if t.value, err = t.metric.unit.read(strings.TrimSpace(rest)); err != nil {
		return Threshold{}, fmt.Errorf("threshold %q: %w", text, err)
	}
	return t, nil
}

// name finds phase and metric.
func (t *Threshold) name(name string) error {
	name = strings.ToLower(name)
	t.phase = Boot
	found := false
	if t.metric, found = metrics[name]; found {
		return nil
	}
	phase, rest, _ := strings.Cut(name, ".")
	if t.phase, found = phaseNames[phase]; !found {
		return fmt.Errorf("%q is no metric (%s) and no phase (%s)", phase, strings.Join(MetricNames(), ", "), strings.Join(PhaseNames(), ", "))
	}
	if t.metric, found = metrics[rest]; !found {
		return fmt.Errorf("%q is no metric (%s)", rest, strings.Join(MetricNames(), ", "))
	}
	return nil
}

// Judge reports whether the results meet the condition, and says so in words. A figure that nothing was measured of meets
// it too: a benchmark that did nothing must not pass.
func (t Threshold) Judge(r *Results) (failed bool, why string) {
	v, ok := t.metric.of(r, t.phase)
	if !ok {
		return true, t.text + ": nothing was measured"
	}
	return t.compare(v, t.value), t.text + ": " + t.metric.unit.write(v)
}
