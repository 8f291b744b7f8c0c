package devices

import (
	"fmt"
	"strings"
)

// rangeMark stands between the first and the last device of a span that is written down.
const rangeMark = ".."

// String writes the span as WrittenSpan reads it: the name of one device, or FIRST..LAST.
func (s Span) String() string {
	if s.First == s.Last {
		return s.First.Name()
	}
	return s.First.Name() + rangeMark + s.Last.Name()
}

// WrittenSpan returns the devices that somebody wrote down: one, or the first and the last with ".." between.
func WrittenSpan(text string) (Span, error) {
	first, last, several := strings.Cut(text, rangeMark)
	if !several {
		last = first
	}
	a, ok := Written(first)
	b, ok2 := Written(last)
	switch {
	case !ok:
		return Span{}, fmt.Errorf("%q is no device name and no MAC address", first)
	case !ok2:
		return Span{}, fmt.Errorf("%q is no device name and no MAC address", last)
	case b < a:
		return Span{}, fmt.Errorf("%q: the last device comes before the first", text)
	}
	return Span{a, b}, nil
}
