package scenarios

import (
	"slices"
	"strings"

	"tvslab/event"
)

// expectsTelling tells whether a step says what must be told while it is done.
func (s *Scenario) expectsTelling() bool {
	return slices.ContainsFunc(s.Steps, func(step Step) bool { return len(step.Tells) > 0 })
}

// keepTold keeps what is told while a step is done that says something about it.
func (r *Runner) keepTold(what event.What) {
	if r.now != nil && len(r.now.Tells) > 0 {
		r.told = append(r.told, what.String())
	}
}

// checkTold compares what the step told with what it says of it.
func (r *Runner) checkTold(s *Step) {
	for _, text := range s.Tells {
		r.checked(s.Verb, 0)
		if !slices.ContainsFunc(r.told, func(line string) bool { return strings.Contains(line, text.Value) }) {
			r.fail(Failure{Target: s.Verb, Field: "tells", Want: text.Value, Got: "last: " + strings.Join(r.told[max(0, len(r.told)-few):], "; ")})
		}
	}
}

// few is how much of what was told a failure repeats.
const few = 4
