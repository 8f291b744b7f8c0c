package scenarios

import (
	"fmt"

	"tvslab/event"
)

// StepBegun is a step that begins.
type StepBegun struct {
	Step   *Step
	ByHand []string // where people do it at the phones: menus and keys, by model
}

// Kind implements event.What.
func (StepBegun) Kind() string { return "step" }

func (w StepBegun) String() string { return w.Step.String() }

// StepRefused is the refusal that the step which began last expects, in the words of CUCM or of the CTL client.
type StepRefused struct{ Err error }

// Kind implements event.What.
func (StepRefused) Kind() string { return "refused" }

func (w StepRefused) String() string { return w.Err.Error() }

// GroupFound is where phones of a group stand when an expectation asks.
type GroupFound struct{ GroupResult }

// Kind implements event.What.
func (GroupFound) Kind() string { return "verdict" }

// tell puts what the scenario does between the events of the lab.
func (r *Runner) tell(what event.What) {
	r.keepTold(what)
	if r.observe != nil {
		r.observe(event.Event{Time: r.Lab.Now(), What: what})
	}
}

// PopUp is a pop-up of a page, and the button that was clicked.
type PopUp struct{ Text, Answer string }

// Kind implements event.What.
func (PopUp) Kind() string { return "pop-up" }

func (w PopUp) String() string { return fmt.Sprintf("%q: %s", w.Text, w.Answer) }
