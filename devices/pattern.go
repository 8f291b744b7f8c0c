package devices

import (
	"slices"
	"strings"
)

// Matching returns the devices of the set whose names fit the pattern, in which * is any number of characters and ? one, and the
// case of hex digits does not count. A pattern that fixes the first digits costs as little for a million devices as for one.
func (s Set) Matching(pattern string) Set {
	rest, is := strings.CutPrefix(pattern, prefix)
	if !is {
		return nil
	}
	return Of(s.fitting(0, digits, []string{strings.ToUpper(rest)})...)
}

// fitting are the devices of the set from first on, up to which all digits but the last n are the same, whose last n digits fit
// one of the patterns.
func (s Set) fitting(first Number, n int, patterns []string) (found []Span) {
	left := 4 * n
	within := s.And(Set{{first, first | (1<<left - 1)}})
	switch {
	case len(within) == 0:
		return nil
	case slices.ContainsFunc(patterns, func(p string) bool { return fitsAll(p, n) }):
		return within
	case n == 0:
		return nil
	}
	for digit := range Number(16) {
		if next := after(patterns, hex[digit]); len(next) > 0 {
			found = append(found, within.fitting(first|digit<<(left-4), n-1, next)...)
		}
	}
	return found
}

// fitsAll reports whether any n digits fit the pattern.
func fitsAll(pattern string, n int) bool {
	return strings.Trim(pattern, "*") == "" && (n == 0 || pattern != "")
}

// after is what the patterns ask of the digits that follow this one; nothing if it fits none.
func after(patterns []string, digit byte) (next []string) {
	for _, p := range patterns {
		for strings.HasPrefix(p, "*") {
			next = append(next, p)
			p = p[1:]
		}
		if p != "" && (p[0] == '?' || p[0] == digit) {
			next = append(next, p[1:])
		}
	}
	slices.Sort(next)
	return slices.Compact(next)
}

// Around returns n devices of the set, from the one at the place on, which counts from 0; after the last comes the first.
func (s Set) Around(place, n int) Set {
	return Of(slices.Concat(s.between(place, place+n), s.between(0, place+n-s.Len()))...)
}

// between are the devices of the set from one place to before another.
func (s Set) between(from, to int) (spans []Span) {
	at := 0
	for _, span := range s {
		first, last := max(from, at), min(to, at+span.Len())
		if first < last {
			spans = append(spans, Span{span.First + Number(first-at), span.First + Number(last-at) - 1})
		}
		at += span.Len()
	}
	return spans
}
