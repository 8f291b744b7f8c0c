package capf

import "fmt"

// Reason is the value of element 1. Others than these are not known.
type Reason uint8

// The reasons.
const (
	ReasonNone    Reason = 0 // no action
	ReasonSuccess Reason = 1 // certificate updated, or done
	ReasonInvalid Reason = 7 // refused, failed, or not there
	ReasonUnknown Reason = 9 // device not known
)

var reasonNames = map[Reason]string{
	ReasonNone: "no action", ReasonSuccess: "success", ReasonInvalid: "invalid element or general error", ReasonUnknown: "unknown device",
}

// String returns the meaning of the reason.
func (r Reason) String() string {
	if name, ok := reasonNames[r]; ok {
		return name
	}
	return fmt.Sprintf("reason %d", uint8(r))
}
