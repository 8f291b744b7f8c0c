// Package setting describes the named settings of a struct as rows: how a setting is called, what it may hold, what it
// holds by default, what it means and on what that rests. Reading a value, checking it, listing names for completion,
// and the tables of the documentation all follow from the row.
//
// It knows no setting: rows of the cluster are in package sim/cucm, those of phones in package phone.
package setting

import (
	"fmt"
	"slices"
)

// Row is one setting of the struct S.
type Row[S any] struct {
	Name    string   // as scenario files write it; stable
	Default string   // as scenario files would write it
	Words   []string // all that it, or an element of it, may hold; nil = everything that Value can read
	Meaning string   // what the setting decides; in Markdown, no sentence
	Here    string   // what is so by default; in Markdown, no sentence; "" = the meaning says it
	Former  string   // the name of a setting that this one took the place of; "" = none
	Basis   Basis    // of the default
	Source  string   // documents and their sections, or why there is none
	Value   func(*S) Value
}

// Table is all settings of the struct S, in the order in which they are listed.
type Table[S any] []Row[S]

// Defaults returns a struct in which every setting has its default. It panics if a row's default cannot be read.
func (t Table[S]) Defaults() S {
	var s S
	for _, r := range t {
		if err := r.Value(&s).Parse(r.Default); err != nil {
			panic(fmt.Sprintf("setting %s: default: %v", r.Name, err))
		}
	}
	return s
}

// Set gives the setting called name the value that text stands for. An unknown name is an error that does not say which
// are known: see Row.
func (t Table[S]) Set(s *S, name, text string) error {
	r, ok := t.Row(name)
	if !ok {
		return fmt.Errorf("setting %q is not known", name)
	}
	if err := r.Value(s).Parse(text); err != nil {
		return fmt.Errorf("setting %s: %w", name, err)
	}
	return r.check(s)
}

// Check names the first setting with an impossible value.
func (t Table[S]) Check(s *S) error {
	for _, r := range t {
		if err := r.check(s); err != nil {
			return err
		}
	}
	return nil
}

// Row returns the row of the setting called name.
func (t Table[S]) Row(name string) (Row[S], bool) {
	i := slices.IndexFunc(t, func(r Row[S]) bool { return r.Name == name })
	if i < 0 {
		return Row[S]{}, false
	}
	return t[i], true
}

// Successor returns the name of the setting that took the place of the one called name, "" if none did.
func (t Table[S]) Successor(name string) string {
	for _, r := range t {
		if name != "" && r.Former == name {
			return r.Name
		}
	}
	return ""
}

// Names returns the names of all settings, in the order of the table.
func (t Table[S]) Names() []string {
	names := make([]string, len(t))
	for i, r := range t {
		names[i] = r.Name
	}
	return names
}

// Kind returns what the setting holds.
func (r Row[S]) Kind() Kind {
	var s S
	return r.Value(&s).Kind()
}

func (r Row[S]) check(s *S) error {
	v := r.Value(s)
	for _, text := range v.Text() {
		if r.Words != nil && !slices.Contains(r.Words, text) {
			return fmt.Errorf("setting %s: %q is not one of %q", r.Name, text, r.Words)
		}
	}
	if err := v.Check(); err != nil {
		return fmt.Errorf("setting %s: %w", r.Name, err)
	}
	return nil
}
