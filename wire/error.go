package wire

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

// In sets the element that the rule is about, and returns e.
func (e *Error) In(tag uint8) *Error {
	e.Tag = int(tag)
	return e
}

// Because sets the cause, and returns e.
func (e *Error) Because(cause error) *Error {
	e.Err = cause
	return e
}

// Broken makes an Error without an element; offset is -1 where the rule is not about a place.
func (f *Frame) Broken(rule string, offset int, format string, args ...any) *Error {
	return &Error{Protocol: f.Protocol, Rule: rule, Offset: offset, Tag: -1, Reason: fmt.Sprintf(format, args...)}
}

// BrokenBy makes an Error about one of the elements of a message, the i-th, with its place in the message.
func (f *Frame) BrokenBy(list Elements, i int, rule, format string, args ...any) *Error {
	return f.Broken(rule, f.HeaderSize()+list[:i].size(), format, args...).In(list[i].Tag)
}
