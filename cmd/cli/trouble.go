package cli

import (
	"fmt"

	"tvslab/accept"
	"tvslab/sim/lab"
)

// trouble tells at once what went wrong with the servers of a lab, which go on. It may be called by many goroutines.
func (a *app) trouble(t accept.Trouble) {
	text := fmt.Sprintf("tvslab: %v\n", t)
	if t.At != nil {
		text = fmt.Sprintf("tvslab: %v: %v\n", t.At, t)
	}
	fmt.Fprintf(a.errs, "%s%s", text, t.Stack)
}

// failure is trouble for labs that live for a moment, or whose commands look at limits by themselves.
func (a *app) failure(t accept.Trouble) {
	if t.Kind != lab.Few {
		a.trouble(t)
	}
}

// failed tells of what went wrong with what a lab does by itself, which goes on.
func (a *app) failed(err error) { fmt.Fprintf(a.errs, "tvslab: %v\n", err) }
