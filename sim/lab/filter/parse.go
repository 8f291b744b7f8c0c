package filter

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/sim/lab"
	"tvslab/spelling"
)

// MaxText bounds the text of a filter, bytes, and maxTerms its terms: a filter is asked of each kind of phones.
const (
	MaxText  = 2000
	maxTerms = 100
)

// Problem is what is wrong with a filter.
type Problem struct {
	At      int    // byte at which the term begins
	Word    string // the term as it is written
	Says    string
	Nearest string // the word that may be meant, "" for none
}

// Error names the term, says what is wrong, and what may be meant.
func (p *Problem) Error() string {
	text := p.Says
	if p.Word != "" {
		text = fmt.Sprintf("filter %q: %s", p.Word, p.Says)
	}
	if p.Nearest != "" {
		text += fmt.Sprintf("; did you mean %s?", p.Nearest)
	}
	return text
}

// Parse reads a filter; an empty text chooses all. The error is a *Problem.
func Parse(text string) (*Filter, error) {
	if len(text) > MaxText {
		return nil, &Problem{Says: fmt.Sprintf("filter of %d characters: at most %d", len(text), MaxText)}
	}
	f := &Filter{}
	for _, w := range words(text) {
		terms, err := w.terms()
		if err != nil {
			return nil, err
		}
		for _, t := range terms {
			if !slices.ContainsFunc(f.terms, func(o term) bool { return o.key == t.key && o.value == t.value && o.not == t.not }) {
				f.terms = append(f.terms, t)
			}
		}
		if len(f.terms) > maxTerms {
			return nil, &Problem{Says: fmt.Sprintf("filter of more than %d terms", maxTerms)}
		}
	}
	return f, nil
}

// word is a term as it is written: its characters, and which of them were in quotes.
type word struct {
	at     int
	text   string
	quoted []bool // by byte
	open   bool   // a quote was not closed
}

func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

// words takes a text apart at the blanks outside of quotes.
func words(text string) (all []word) {
	var w *word
	inside := false
	for at, r := range text {
		switch {
		case !inside && isBlank(r):
			w = nil
			continue
		case w == nil:
			all = append(all, word{at: at})
			w = &all[len(all)-1]
		}
		if r == '"' {
			inside = !inside
			continue
		}
		for range len(string(r)) {
			w.quoted = append(w.quoted, inside)
		}
		w.text += string(r)
	}
	if w != nil {
		w.open = inside
	}
	return all
}

// terms are what a word says: one term for each of its values.
func (w word) terms() ([]term, error) {
	if w.open {
		return nil, w.wrong("a quote is not closed", "")
	}
	text, not := strings.CutPrefix(w.text, "-")
	name, value, keyed := strings.Cut(text, ":")
	if !keyed || devicesName(text) {
		t, err := w.bare(text)
		t.not = not
		return []term{t}, err
	}
	k := keyNamed(strings.ToLower(name))
	if k == nil {
		return nil, w.wrong("there is no such key: "+strings.Join(keyNames(), ", "), spelling.Nearest(name, keyNames()))
	}
	var all []term
	for _, v := range w.values(value) {
		v, err := w.known(k, v)
		if err != nil {
			return nil, err
		}
		all = append(all, term{key: k, value: v, not: not, at: w.at, word: w.text})
	}
	return all, nil
}

// devicesName reports whether a text is a device, though it may have colons.
func devicesName(text string) bool { _, is := devices.Written(text); return is }

// bare reads a word without a key.
func (w word) bare(text string) (term, error) {
	lower := strings.ToLower(text)
	var all []string
	for _, s := range shorts {
		if s.word == lower {
			return term{key: keyNamed(s.key), value: s.value, at: w.at, word: w.text}, nil
		}
		all = append(all, s.word)
	}
	if devicesName(text) || strings.HasPrefix(lower, strings.ToLower(devicePrefix)) && len(text) > len(devicePrefix) {
		return term{key: keyNamed("name"), value: text, at: w.at, word: w.text}, nil
	}
	if text == "" {
		return term{}, w.wrong("a term is missing", "")
	}
	near := spelling.Nearest(text, all)
	if k := spelling.Nearest(text, keyNames()); near == "" && k != "" {
		near = keyNamed(k).example
	}
	return term{}, w.wrong("no word of a filter: one of "+strings.Join(all, ", ")+", or KEY:VALUE such as model:8841", near)
}

// values are the values of a word: what is between commas outside of quotes.
func (w word) values(value string) (all []string) {
	from := len(w.text) - len(value)
	start := 0
	for i := range len(value) {
		if value[i] == ',' && !w.quoted[from+i] {
			all = append(all, value[start:i])
			start = i + 1
		}
	}
	return append(all, value[start:])
}

// known returns the value as the key has it. What only a lab can know is checked by Check.
func (w word) known(k *key, v string) (string, error) {
	if strings.TrimSpace(v) == "" {
		return "", w.wrong("a value is missing, as in "+k.example, "")
	}
	if k.values == nil {
		return v, nil
	}
	known := k.values(nil)
	for _, one := range known {
		if strings.EqualFold(one, v) {
			return one, nil
		}
	}
	if len(known) == 0 || k.name == "registered" || k.meets(v, known) {
		return v, nil
	}
	return "", w.unknown(k, v, known)
}

// meets reports whether a value means one of those that there are.
func (k *key) meets(v string, known []string) bool {
	if k.open && part.MatchString(v) {
		v = part.FindStringSubmatch(v)[1]
	}
	if k.name == "model" && len(phone.ModelsLike(v)) > 0 {
		return true
	}
	return slices.ContainsFunc(known, func(one string) bool { return like(v, one) })
}

// mostNamed bounds the values that an error names.
const mostNamed = 12

func (w word) unknown(k *key, v string, known []string) error {
	near := spelling.Nearest(v, known)
	if near != "" {
		near = Term(k.name, near)
	}
	shown := strings.Join(known[:min(len(known), mostNamed)], ", ")
	if more := len(known) - mostNamed; more > 0 {
		shown += fmt.Sprintf(" and %d more", more)
	}
	return w.wrong(fmt.Sprintf("there is no %s %q: %s", k.name, v, shown), near)
}

func (w word) wrong(says, near string) error {
	return &Problem{At: w.at, Word: w.text, Says: says, Nearest: near}
}

// Check finds the first term that names nothing that a lab has: a group, a site, a node. The error is a *Problem.
func (f *Filter) Check(l *lab.Lab) error {
	if f == nil {
		return nil
	}
	for _, t := range f.terms {
		if t.key.values == nil {
			continue
		}
		known := t.key.values(l)
		if meets := t.key.meets(t.value, known); !meets || t.key.set != nil && t.key.open && len(t.key.set(l, t.value)) == 0 {
			return word{at: t.at, text: t.word}.unknown(t.key, t.value, known)
		}
	}
	return nil
}

func keyNames() (all []string) {
	for _, k := range keys {
		all = append(all, k.name)
	}
	return all
}
