package filter

import (
	"context"
	"slices"
	"strings"

	"tvslab/devices"
	"tvslab/sim/lab"
)

// Filter chooses phones. The zero value and nil choose all. It is never changed.
type Filter struct{ terms []term }

// term is one value of a key, and whether it leaves out.
type term struct {
	key   *key
	value string
	not   bool
	at    int // byte of the text at which the term begins
	word  string
}

// Stands returns the chosen ones of a set of the lab's phones, those that stand alike together, as [lab.Lab.Stands] does. The error is a
// *Problem: a value names nothing that the lab has.
func (f *Filter) Stands(ctx context.Context, l *lab.Lab, among devices.Set) ([]lab.Stand, error) {
	if err := f.Check(l); err != nil {
		return nil, err
	}
	for _, terms := range f.byKey() {
		if terms[0].key.set != nil {
			among = narrowed(l, among, terms)
		}
	}
	if len(among) == 0 {
		return nil, nil
	}
	stands := l.Stands(ctx, among)
	return slices.DeleteFunc(stands, func(s lab.Stand) bool { return !f.Wants(s) }), nil
}

// narrowed leaves those of a set that terms of one key choose.
func narrowed(l *lab.Lab, among devices.Set, terms []term) devices.Set {
	var wanted, left devices.Set
	any := false
	for _, t := range terms {
		if set := t.key.set(l, t.value); t.not {
			left = left.Or(set)
		} else {
			wanted, any = wanted.Or(set), true
		}
	}
	if any {
		among = among.And(wanted)
	}
	return among.Without(left)
}

// Wants reports whether phones that stand alike meet the terms about what they have in common; not those about names, groups and waiting
// resets.
func (f *Filter) Wants(s lab.Stand) bool {
	for _, terms := range f.byKey() {
		if terms[0].key.is != nil && !met(s, terms) {
			return false
		}
	}
	return true
}

// met reports whether phones meet the terms of one key.
func met(s lab.Stand, terms []term) bool {
	wanted, found := false, false
	for _, t := range terms {
		is := t.key.is(s, t.value)
		if t.not && is {
			return false
		}
		wanted, found = wanted || !t.not, found || !t.not && is
	}
	return found || !wanted
}

// byKey are the terms of each key.
func (f *Filter) byKey() [][]term {
	if f == nil {
		return nil
	}
	var all [][]term
	for _, t := range f.terms {
		i := slices.IndexFunc(all, func(same []term) bool { return same[0].key == t.key })
		if i < 0 {
			all = append(all, []term{t})
		} else {
			all[i] = append(all[i], t)
		}
	}
	return all
}

// Without returns the filter without its terms of some keys, such as "verdict".
func (f *Filter) Without(keys ...string) *Filter {
	if f == nil {
		return nil
	}
	drop := func(t term) bool { return slices.Contains(keys, t.key.name) }
	return &Filter{slices.DeleteFunc(slices.Clone(f.terms), drop)}
}

// With returns the filter with one more term instead of its terms of the same key: a word, or KEY:VALUE. The error is a *Problem.
func (f *Filter) With(word string) (*Filter, error) {
	more, err := Parse(word)
	if err != nil {
		return nil, err
	}
	for _, t := range more.terms {
		f = f.Without(t.key.name)
	}
	if f != nil {
		more.terms = append(f.terms, more.terms...)
	}
	return more, nil
}

// Keys are the keys of the filter's terms, each once.
func (f *Filter) Keys() (names []string) {
	for _, terms := range f.byKey() {
		names = append(names, terms[0].key.name)
	}
	return names
}

// Has reports whether a term of the filter is this word, as Parse reads it.
func (f *Filter) Has(word string) bool {
	asked, err := Parse(word)
	if err != nil || f == nil {
		return false
	}
	for _, a := range asked.terms {
		if !slices.ContainsFunc(f.terms, func(t term) bool { return t.key == a.key && t.value == a.value && t.not == a.not }) {
			return false
		}
	}
	return true
}

// String writes the filter in the words that Parse reads.
func (f *Filter) String() string {
	if f == nil {
		return ""
	}
	words := make([]string, len(f.terms))
	for i, t := range f.terms {
		words[i] = t.String()
	}
	return strings.Join(words, " ")
}

// String writes a term the short way.
func (t term) String() string {
	word := t.key.name + ":" + quoted(t.value)
	for _, s := range shorts {
		if s.key == t.key.name && s.value == t.value {
			word = s.word
		}
	}
	if t.not {
		return "-" + word
	}
	return word
}

// Term writes KEY:VALUE as a word of a filter, with quotes where the value needs them; a quote in it is left out.
func Term(key, value string) string { return key + ":" + quoted(value) }

func quoted(value string) string {
	value = strings.ReplaceAll(value, `"`, "")
	if value == "" || strings.ContainsFunc(value, func(r rune) bool { return r == ',' || isBlank(r) }) {
		return `"` + value + `"`
	}
	return value
}
