// Package rule has the error of a message that breaks a numbered rule of its protocol. Packages tvs and capf share it; each
// lists its rules.
package rule

import "fmt"

// Error is a broken rule. Use errors.As to get at it.
type Error struct {
	Protocol string // "tvs", "capf"
	Rule     string // "T1", "C10": see the protocol's package
	Offset   int    // in the message, bytes; -1 where the rule is not about a place
	Tag      int    // element, -1 for none
	Reason   string
	Err      error // what the connection said where it ended early, else nil
}

// Error gives protocol, rule, reason and place in one line.
func (e *Error) Error() string {
	text := e.Protocol + ": " + e.Rule + ": " + e.Reason
	if e.Tag >= 0 {
		text += fmt.Sprintf(", element %d", e.Tag)
	}
	if e.Offset >= 0 {
		text += fmt.Sprintf(" at offset %d", e.Offset)
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the error of the connection.
func (e *Error) Unwrap() error { return e.Err }

// Broken makes an Error without an element.
func Broken(protocol, rule string, offset int, format string, args ...any) *Error {
	return &Error{Protocol: protocol, Rule: rule, Offset: offset, Tag: -1, Reason: fmt.Sprintf(format, args...)}
}
